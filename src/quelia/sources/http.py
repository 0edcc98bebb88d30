"""Asks an owner's server for one answer: within one deadline, within one size, and never anywhere but where it may.

The tester, `quelia check` and the poller all come through `Reader.read`: what the tester shows is what runs.
"""

import asyncio
import time
from collections.abc import Sequence

import msgspec

from quelia.domain.errors import SourceError, TimedOut, TlsRefused
from quelia.domain.source import Source
from quelia.sources.auth import Shown, apply, with_query
from quelia.sources.certificate import Certificate, read_certificate
from quelia.sources.dial import Dialler
from quelia.sources.failure import translate
from quelia.sources.guard import Guard, Target
from quelia.sources.names import Names, Resolve
from quelia.sources.pool import Pool
from quelia.sources.status import check_status
from quelia.sources.tls import Contexts, Trust
from quelia.sources.wire import HungUp, Said

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

    async def read(self, source: Source, secrets: Sequence[str]) -> Answer:
        """Ask `source` once. secrets: one for each entry of its `auth` that is not `none`, in that order.

        Raises a SourceError in every case of failure, within `source.timeout_s` of now.
        """
        target = self._guard.target(source.url)
        begun = time.monotonic()
        try:
            async with asyncio.timeout(source.timeout_s):
                said = await self._asked(source, secrets, target)
        except SourceError:
            raise
        # not `from error`: that would bring the library's text along
        except TimeoutError:
            raise TimedOut(f"{target.endpoint} did not answer within {source.timeout_s:g} s") from None
        except Exception as error:  # noqa: BLE001 - the edge: OverflowError, whatever a hostile answer sets off
            raise translate(error, target.endpoint) from None
        check_status(target.endpoint, said.status, said.header(b"retry-after"))
        elapsed_s = time.monotonic() - begun
        allowed = said.header(b"access-control-allow-origin") or ""
        return Answer(said.body, said.header(b"content-type") or "", elapsed_s, allowed)

    async def look(self, url: str, timeout_s: float = 3.0) -> Certificate:
        """The certificate that the server of an https URL shows, be it trusted or not. Nothing is asked of it.

        Raises SourceError.
        """
        target = self._guard.target(url)
        try:
            async with asyncio.timeout(timeout_s):
                return read_certificate(await self._dialler.look(target))
        except SourceError:
            raise
        except TimeoutError:
            raise TimedOut(f"{target.endpoint} did not answer within {timeout_s:g} s") from None
        except Exception as error:  # noqa: BLE001 - the edge, as in `read`
            raise translate(error, target.endpoint) from None

    async def close(self) -> None:
        """Cut every connection that is kept; the reader is of no use afterwards."""
        self._pool.close()

    async def _asked(self, source: Source, secrets: Sequence[str], target: Target) -> Said:
        request = _request(target.url, apply(source.auth, secrets))
        trust: Trust | None = None
        if target.scheme == "https":
            trust = await self._contexts.of(source)
        elif source.pin is not None:
            raise TlsRefused(f"{target.endpoint}: a pinned certificate needs https", "pin_https")
        wire = await self._pool.take(target, trust)
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


def _request(url: str, shown: Shown) -> bytes:
    """The bytes of a GET. url: as the guard writes it, printable and with a path."""
    _, _, host, rest = with_query(url, shown.query).split("/", 3)
    headers = _headers(shown.headers) if shown.headers else _OURS_ALONE
    return f"GET /{rest} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n".encode("ascii")


def _headers(shown: dict[str, str]) -> str:
    """Ours, unless the secret of a source stands in one of the same name."""
    names = {name.lower() for name in shown}
    ours = {name: value for name, value in _OURS.items() if name.lower() not in names}
    return "".join([f"{name}: {value}\r\n" for name, value in (ours | shown).items()])


_OURS_ALONE = _headers({})
