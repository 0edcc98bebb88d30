"""Asks an owner's server for one answer: within one deadline, within one size, and never anywhere but where it may.

The tester, `quelia check` and the poller all come through `Reader.read`: what the tester shows is what runs.
"""

import asyncio
import time
from collections.abc import Sequence
from functools import lru_cache

import aiohttp
import msgspec
from yarl import URL

from quelia.domain.errors import BadEncoding, NotConnected, SourceError, TimedOut, TlsRefused, TooLarge
from quelia.domain.source import Source
from quelia.sources.auth import apply, with_query
from quelia.sources.dial import DIAL, Dial, Pool
from quelia.sources.failure import translate
from quelia.sources.guard import Guard
from quelia.sources.inflate import is_gzip, read_body
from quelia.sources.names import Names, Resolve
from quelia.sources.status import check_status
from quelia.sources.tls import Contexts, Trust

_HEADERS = {
    "Accept": "application/json, */*;q=0.5",
    "Accept-Encoding": "gzip, identity",
    "User-Agent": "quelia",
}
_MOST_HEADERS = 100
_HEADER_BYTES = 64 * 1024
_LONGEST_LINE = 16 * 1024
_AT_ONCE_BYTES = 16 * 1024  # of an answer, before others have their turn; in small chunks fewer
_UNFINISHED = frozenset(bytes([digit]) for digit in b"0123456789.+-eE")
_NO_LIMIT = aiohttp.ClientTimeout(total=None, connect=None, sock_read=None, sock_connect=None)  # ours is the only clock


class Answer(msgspec.Struct, frozen=True):
    """What a server answered: 200 and this. body: inflated, not larger than the reader's limit."""

    body: bytes
    content_type: str
    elapsed_s: float


class Reader:
    """Reads sources over HTTP; one for the whole process, since its connections are kept and shared.

    ca_file: authorities trusted besides the system's. most_bytes: of an answer, as sent and once inflated.
    resolve: from a host name to its addresses, the system's by default.
    """

    def __init__(
        self, guard: Guard, *, ca_file: str | None = None, most_bytes: int = 1 << 20, resolve: Resolve | None = None
    ) -> None:
        self._guard = guard
        self._contexts = Contexts(ca_file)
        self._most_bytes = most_bytes
        self._names = Names()
        self._resolve = resolve or self._names.resolve
        self._session: aiohttp.ClientSession | None = None

    async def read(self, source: Source, secrets: Sequence[str]) -> Answer:
        """Ask `source` once. secrets: one for each entry of its `auth` that is not `none`, in that order.

        Raises a SourceError in every case of failure, within `source.timeout_s` of now.
        """
        target = self._guard.target(source.url)
        dial = Dial(target)
        begun = time.monotonic()
        try:
            async with asyncio.timeout(source.timeout_s):
                body, content_type = await self._ask(source, secrets, dial)
        except SourceError:
            raise
        # not `from error`: that would bring the library's text along, with URL and headers
        except TimeoutError:
            raise TimedOut(f"{target.endpoint} did not answer within {source.timeout_s:g} s") from None
        except Exception as error:  # noqa: BLE001 - the edge: OverflowError, whatever a hostile answer sets off
            raise translate(dial.refused or error, target.endpoint) from None
        return Answer(body, content_type, time.monotonic() - begun)

    async def close(self) -> None:
        """Close every connection; the reader is of no use afterwards."""
        self._names.close()
        if self._session is not None:
            await self._session.close()

    async def _ask(self, source: Source, secrets: Sequence[str], dial: Dial) -> tuple[bytes, str]:
        target = dial.target
        shown = apply(source.auth, secrets)
        # one with a secret is not kept in memory
        url = URL(with_query(target.url, shown.query), encoded=True) if shown.query else _parsed(target.url)
        trust: Trust | bool = True
        if target.scheme == "https":
            trust = await self._contexts.of(source)
        elif source.pin is not None:
            raise TlsRefused(f"{target.endpoint}: a pinned certificate needs https")
        response = await self._send(url, shown.headers, trust, dial)
        try:
            check_status(target.endpoint, response.status, response.headers)
            return await self._body(response, target.endpoint), response.headers.get("Content-Type", "")
        finally:
            response.close()  # cuts the connection, unless all of the answer was read: then it is kept already

    async def _send(self, url: URL, headers: dict[str, str], trust: Trust | bool, dial: Dial) -> aiohttp.ClientResponse:
        """The answer up to its headers; asked once more, on a new connection, where a kept one turns out to be dead."""
        session = self._session or self._open()
        DIAL.set(dial)
        try:
            return await session.get(url, headers=headers, ssl=trust, allow_redirects=False)
        except _Cut:
            if not dial.reused:
                raise
        dial.fresh = True
        return await session.get(url, headers=headers, ssl=trust, allow_redirects=False)

    async def _body(self, response: aiohttp.ClientResponse, endpoint: str) -> bytes:
        headers = response.headers
        if sum([len(name) + len(value) for name, value in response.raw_headers]) > _HEADER_BYTES:
            raise TooLarge(f"{endpoint} sent more than {_HEADER_BYTES} bytes of headers")
        transfer = headers.getall("Transfer-Encoding", ())
        if transfer and ",".join(transfer).strip().lower() != "chunked":
            raise BadEncoding(f"{endpoint} sent an answer in a transfer encoding we did not ask for")
        if (response.content_length or 0) > self._most_bytes:
            raise TooLarge(f"{endpoint} announced more than {self._most_bytes} bytes")
        gzip = is_gzip(headers.getall("Content-Encoding", ()))
        body = await read_body(response.content.iter_any(), gzip=gzip, most_bytes=self._most_bytes)
        if not transfer and "Content-Length" not in headers and body[-1:] in _UNFINISHED:
            # it lasts until the connection ends, and a number cut short is a number still
            raise NotConnected(f"{endpoint} did not say how long its answer is, and it may have been cut")
        return body

    def _open(self) -> aiohttp.ClientSession:
        self._session = aiohttp.ClientSession(
            connector=Pool(self._guard, self._resolve),
            headers=_HEADERS,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=_NO_LIMIT,
            trust_env=False,
            auto_decompress=False,
            middlewares=(_once,),
            max_line_size=_LONGEST_LINE,
            max_field_size=_LONGEST_LINE,
            max_headers=_MOST_HEADERS,
            read_bufsize=_AT_ONCE_BYTES,
        )
        return self._session


@lru_cache(maxsize=20_000)
def _parsed(url: str) -> URL:
    """Parsed once: the same URLs are asked for days, and what aiohttp asks of one stays with it."""
    return URL(url, encoded=True)


class _Cut(Exception):
    """The connection ended before an answer began."""


async def _once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Keep aiohttp from its own second try, which it makes on new connections too: see `Reader._send`."""
    try:
        return await handler(request)
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError, aiohttp.ClientConnectionResetError) as error:
        raise _Cut from error
