"""Asks an owner's server for one answer: within one deadline, within one size, and never anywhere but where it may.

The tester, `quelia check` and the poller all come through `Reader.read`: what the tester shows is what runs.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

import msgspec

from quelia.domain.errors import AddressRefused, SecretMissing, SourceError, TimedOut, TlsRefused
from quelia.domain.source import Source
from quelia.sources.auth import TALKS, Shown, apply, given, talks
from quelia.sources.auth.talk import Asking, Hide, Keep, Means, Memory, Talk
from quelia.sources.certificate import Certificate, read_certificate
from quelia.sources.dial import Dialler
from quelia.sources.failure import translate
from quelia.sources.guard import Guard, Target
from quelia.sources.names import Names, Resolve
from quelia.sources.pool import Pool
from quelia.sources.request import request
from quelia.sources.said import HungUp, Said
from quelia.sources.status import check_status
from quelia.sources.tls import Contexts, Trust

T = TypeVar("T")

MOST_BYTES = 1 << 20
_TOKEN_S = 10.0  # in which a token is given; a read that cannot wait so long has it the next time
_FAREWELL_S = 2.0


class Answer(msgspec.Struct, frozen=True):
    """What a server answered: 200 and this. body: inflated, not larger than the reader's limit.

    allowed_origin: whose scripts might read it in a browser, as the server says.
    """

    body: bytes
    content_type: str
    elapsed_s: float
    allowed_origin: str = ""


class Notes(msgspec.Struct):
    """What a tester wants to know of a read besides its answer. valid_until: of the certificate, see `Wire`.

    passing: see `Shown`.
    """

    valid_until: float | None = None
    passing: list[str] = []


class Reader:
    """Reads sources over HTTP; one for the whole process, since its connections are kept and shared.

    ca_file: authorities trusted besides the system's. most_bytes: of an answer, as sent and once inflated.
    most_kept: idle connections. resolve: from a host name to its addresses, the system's by default.
    on_trial: hears of each call that tries a source out, with how long it took; to be set by whoever counts them.
    hide: keeps a secret that comes about on the way out of the logs. keep: takes one that its server replaced.
    """

    def __init__(
        self,
        guard: Guard,
        *,
        ca_file: str | None = None,
        most_bytes: int = MOST_BYTES,
        most_kept: int = 1000,
        resolve: Resolve | None = None,
        hide: Hide = lambda _: _nothing,
        keep: Keep = lambda _auth, _declared, _new: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._guard = guard
        self._contexts = Contexts(ca_file)
        self._dialler = Dialler(guard, resolve or Names().resolve, most_bytes)
        self._pool = Pool(self._dialler.dial, most_kept)
        self._means = Means(self._post, hide, keep, monotonic, Memory())
        self._posting: set[asyncio.Task[object]] = set()
        self.on_trial: Callable[[Source, float], None] = lambda _source, _elapsed_s: None

    async def read(self, source: Source, secrets: Sequence[str], notes: Notes | None = None) -> Answer:
        """Ask `source` once. secrets: one for each entry of its `auth` that is not `none`, in that order.

        notes: filled in on the way, also where it fails.

        Raises a SourceError in every case of failure, within `source.timeout_s` of now.
        """
        target = self._guard.target(source.url)
        begun = time.monotonic()
        said = await _within(source.timeout_s, target, self._asked(source, secrets, target, notes))
        check_status(target.endpoint, said)
        elapsed_s = time.monotonic() - begun
        allowed = said.header(b"access-control-allow-origin") or ""
        return Answer(said.body, said.header(b"content-type") or "", elapsed_s, allowed)

    @contextmanager
    def trying(self, source: Source) -> Iterator[None]:
        """Around a call that is made to try `source` out: `on_trial` is told of it once it is over, unless none was made."""
        begun, made = time.monotonic(), True
        try:
            yield
        except (AddressRefused, SecretMissing):
            made = False
            raise
        finally:
            if made:
                self.on_trial(source, time.monotonic() - begun)

    async def preflight(self, source: Source, headers: Mapping[str, str]) -> Said:
        """What a browser asks before a script of another site may read: OPTIONS, and no secret. Raises as `read` does."""
        target = self._guard.target(source.url)
        asking = request(target.url, Shown(dict(headers), []), method="OPTIONS")
        return await _within(source.timeout_s, target, self._preflight(source, target, asking))

    async def addresses(self, source: Source) -> int | None:
        """How many addresses the name in its URL has; None where none is looked up. Raises as `read` does."""
        target = self._guard.target(source.url)
        if target.address is not None:
            return None
        return len(await _within(source.timeout_s, target, self._dialler.addresses(target)))

    async def look(self, url: str, timeout_s: float = 3.0) -> Certificate:
        """The certificate that the server of an https URL shows, be it trusted or not. Nothing is asked of it.

        Raises SourceError.
        """
        target = self._guard.target(url)
        return await _within(timeout_s, target, self._certificate(target))

    async def close(self) -> None:
        """Cut every connection that is kept; the reader is of no use afterwards."""
        if self._posting:  # what is under way may be a refresh token's last use
            await asyncio.wait(self._posting, timeout=_FAREWELL_S)
        self._pool.close()

    async def _asked(self, source: Source, secrets: Sequence[str], target: Target, notes: Notes | None) -> Said:
        shown = apply(source.auth, secrets)
        trust = await self._trust(source, target)
        if not any(auth.scheme in TALKS for auth in source.auth):
            return await self._said(target, trust, request(target.url, shown), notes)
        until = asyncio.get_running_loop().time() + source.timeout_s
        talking = talks(Asking(source, target.endpoint, target.url, until, given(source.auth, secrets), self._means))
        said = await self._said(target, trust, request(target.url, await _with(talking, shown, notes)), notes)
        if _heard(talking, said):
            shown = await _with(talking, apply(source.auth, secrets), notes)
            said = await self._said(target, trust, request(target.url, shown), notes)
            _heard(talking, said)
        return said

    async def _certificate(self, target: Target) -> Certificate:
        return read_certificate(await self._dialler.look(target))

    async def _preflight(self, source: Source, target: Target, asking: bytes) -> Said:
        return await self._said(target, await self._trust(source, target), asking, None)

    async def _post(self, url: str, headers: Mapping[str, str], body: str, source: Source) -> bytes:
        """Ask for a token where they are given: there the pin of the source's own server counts only if it is the same."""
        target = self._guard.target(url)
        if target.endpoint != self._guard.target(source.url).endpoint:
            source = msgspec.structs.replace(source, pin=None)
        posting = asyncio.current_task()
        assert posting is not None
        self._posting.add(posting)
        try:
            said = await _within(_TOKEN_S, target, self._posted(target, source, headers, body))
            check_status(target.endpoint, said)
            return said.body
        finally:
            self._posting.discard(posting)

    async def _posted(self, target: Target, source: Source, headers: Mapping[str, str], body: str) -> Said:
        trust = await self._trust(source, target)
        wire = await self._pool.take(target, trust, fresh=True)  # what is said twice may have been heard twice
        try:
            return await wire.ask(request(target.url, Shown(dict(headers), []), body))
        finally:
            self._pool.give(wire)

    async def _trust(self, source: Source, target: Target) -> Trust | None:
        if target.scheme == "https":
            return await self._contexts.of(source)
        if source.pin is not None:
            raise TlsRefused(f"{target.endpoint}: a pinned certificate needs https", "pin_https")
        return None

    async def _said(self, target: Target, trust: Trust | None, asking: bytes, notes: Notes | None) -> Said:
        wire = await self._pool.take(target, trust)
        if notes is not None:
            notes.valid_until = wire.valid_until
        try:
            return await wire.ask(asking)
        except HungUp:
            if wire.asked == 1:
                raise
        finally:
            self._pool.give(wire)
        # a kept connection turned out to be dead: once more, on a new one
        wire = await self._pool.take(target, trust, fresh=True)
        try:
            return await wire.ask(asking)
        finally:
            self._pool.give(wire)


async def _within(timeout_s: float, target: Target, doing: Awaitable[T]) -> T:
    """Do it in time; whatever fails is a SourceError."""
    try:
        async with asyncio.timeout(timeout_s):
            return await doing
    except SourceError:
        raise
    # not `from error`: that would bring the library's text along
    except TimeoutError:
        raise TimedOut(f"{target.endpoint} did not answer within {timeout_s:g} s") from None
    except Exception as error:  # noqa: BLE001 - the edge: OverflowError, whatever a hostile answer sets off
        raise translate(error, target.endpoint) from None


async def _with(talking: Sequence[Talk], shown: Shown, notes: Notes | None) -> Shown:
    for talk in talking:
        await talk.show(shown)
    if notes is not None:
        notes.passing += shown.passing
    return shown


def _heard(talking: Sequence[Talk], said: Said) -> bool:
    """Each of them is told, whatever the others make of it."""
    return True in [talk.heard(said) for talk in talking]


def _nothing() -> None:
    return
