"""Asks an owner's server for one answer: within one deadline, within one size, and never anywhere but where it may.

The tester, `quelia check` and the poller all come through `Reader.read`: what the tester shows is what runs.
"""

import asyncio
import time
from collections.abc import Awaitable, Mapping, Sequence
from typing import TypeVar

import msgspec

from quelia.domain.errors import SourceError, TimedOut, TlsRefused
from quelia.domain.source import Source
from quelia.sources.auth import Shown, apply, with_query
from quelia.sources.dial import Dialler
from quelia.sources.failure import translate
from quelia.sources.guard import Guard, Target
from quelia.sources.names import Names, Resolve
from quelia.sources.pool import Pool
from quelia.sources.said import HungUp, Said
from quelia.sources.status import check_status
from quelia.sources.tls import Contexts, Trust

T = TypeVar("T")

_OURS = {
    "Accept": "application/json, */*;q=0.5",
    "Accept-Encoding": "gzip, identity",
    "User-Agent": "quelia",
}


class Answer(msgspec.Struct, frozen=True):
    """What a server answered: 200 and this. body: inflated, not larger than the reader's limit.

    allowed_origin: whose scripts might read it in a browser, as the server says.
    """

    body: bytes
    content_type: str
    elapsed_s: float
    allowed_origin: str = ""


class Notes(msgspec.Struct):
    """What a tester wants to know of a read besides its answer. valid_until: of the certificate, see `Wire`."""

    valid_until: float | None = None


class Reader:
    """Reads sources over HTTP; one for the whole process, since its connections are kept and shared.

    ca_file: authorities trusted besides the system's. most_bytes: of an answer, as sent and once inflated.
    most_kept: idle connections. resolve: from a host name to its addresses, the system's by default.
    """

    def __init__(
        self,
        guard: Guard,
        *,
        ca_file: str | None = None,
        most_bytes: int = 1 << 20,
        most_kept: int = 1000,
        resolve: Resolve | None = None,
    ) -> None:
        self._guard = guard
        self._contexts = Contexts(ca_file)
        self._dialler = Dialler(guard, resolve or Names().resolve, most_bytes)
        self._pool = Pool(self._dialler.dial, most_kept)

    async def read(self, source: Source, secrets: Sequence[str], notes: Notes | None = None) -> Answer:
        """Ask `source` once. secrets: one for each entry of its `auth` that is not `none`, in that order.

        notes: filled in on the way, also where it fails.

        Raises a SourceError in every case of failure, within `source.timeout_s` of now.
        """
        target = self._guard.target(source.url)
        begun = time.monotonic()
        said = await self._within(source, target, self._read(source, secrets, target, notes))
        check_status(target.endpoint, said)
        elapsed_s = time.monotonic() - begun
        allowed = said.header(b"access-control-allow-origin") or ""
        return Answer(said.body, said.header(b"content-type") or "", elapsed_s, allowed)

    async def preflight(self, source: Source, headers: Mapping[str, str]) -> Said:
        """What a browser asks before a script of another site may read: OPTIONS, and no secret. Raises as `read` does."""
        target = self._guard.target(source.url)
        request = _request(target.url, Shown(dict(headers), []), "OPTIONS")
        return await self._within(source, target, self._asked(source, request, target, None))

    async def addresses(self, source: Source) -> int | None:
        """How many addresses the name in its URL has; None where none is looked up. Raises as `read` does."""
        target = self._guard.target(source.url)
        if target.address is not None:
            return None
        return len(await self._within(source, target, self._dialler.addresses(target)))

    async def close(self) -> None:
        """Cut every connection that is kept; the reader is of no use afterwards."""
        self._pool.close()

    async def _within(self, source: Source, target: Target, doing: Awaitable[T]) -> T:
        """Do it within the source's time; whatever fails is a SourceError."""
        try:
            async with asyncio.timeout(source.timeout_s):
                return await doing
        except SourceError:
            raise
        # not `from error`: that would bring the library's text along
        except TimeoutError:
            raise TimedOut(f"{target.endpoint} did not answer within {source.timeout_s:g} s") from None
        except Exception as error:  # noqa: BLE001 - the edge: OverflowError, whatever a hostile answer sets off
            raise translate(error, target.endpoint) from None

    async def _read(self, source: Source, secrets: Sequence[str], target: Target, notes: Notes | None) -> Said:
        return await self._asked(source, _request(target.url, apply(source.auth, secrets)), target, notes)

    async def _asked(self, source: Source, request: bytes, target: Target, notes: Notes | None) -> Said:
        trust: Trust | None = None
        if target.scheme == "https":
            trust = await self._contexts.of(source)
        elif source.pin is not None:
            raise TlsRefused(f"{target.endpoint}: a pinned certificate needs https", "pin_https")
        wire = await self._pool.take(target, trust)
        if notes is not None:
            notes.valid_until = wire.valid_until
        try:
            return await wire.ask(request)
        except HungUp:
            if wire.asked == 1:
                raise
        finally:
            self._pool.give(wire)
        # a kept connection turned out to be dead: once more, on a new one
        wire = await self._pool.take(target, trust, fresh=True)
        try:
            return await wire.ask(request)
        finally:
            self._pool.give(wire)


def _request(url: str, shown: Shown, method: str = "GET") -> bytes:
    """The bytes of a request. url: as the guard writes it, printable and with a path."""
    _, _, host, rest = with_query(url, shown.query).split("/", 3)
    headers = _headers(shown.headers) if shown.headers else _OURS_ALONE
    return f"{method} /{rest} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n".encode("ascii")


def _headers(shown: dict[str, str]) -> str:
    """Ours, unless the secret of a source stands in one of the same name."""
    names = {name.lower() for name in shown}
    ours = {name: value for name, value in _OURS.items() if name.lower() not in names}
    return "".join([f"{name}: {value}\r\n" for name, value in (ours | shown).items()])


_OURS_ALONE = _headers({})
