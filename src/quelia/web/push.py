"""`POST /v1/push`: owners without an API send their values, with a key of one source. 202 once they are on the disk."""

import asyncio
import math
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from types import MappingProxyType

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from quelia.domain.catalog import PushKey
from quelia.domain.push import Receipt, Refused, digest
from quelia.domain.source import Source
from quelia.live.intake import Pushed
from quelia.metrics import PUSHED, PUSHES_REFUSED
from quelia.store.bridges import Bridges
from quelia.store.errors import DatabaseUnusable
from quelia.texts import sentence
from quelia.web.buckets import Buckets
from quelia.web.visitor import Proxies, household
from quelia.web.window import language, window_of

PATH = "/v1/push"
_MOST_BYTES = 64 * 1024
_MOST_DRAINED = 16 * 1024 * 1024  # of a body that is refused as too large
_LONGEST_S = 10.0  # for the body; what a plant sends is small, whatever its line
_LONGEST_WORD = 200  # characters of an Idempotency-Key
_PER_S, _BURST = 100, 200  # of one key: a bridge with a hundred plants that reads every second
_STRANGERS_PER_S, _STRANGERS_BURST = 0.5, 20  # of a household without a good key: it has a wrong one, or guesses
_AGAIN_S = 5  # a database that is away or held is back in seconds, or not soon
_BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/=-]{1,200}) *", re.ASCII | re.IGNORECASE)

_encode = msgspec.json.Encoder().encode
Take = Callable[[Source, Pushed, float], Awaitable[Receipt]]


class NotTaken(Exception):
    """Why a request is refused, whatever it holds. code: finds the sentence in `texts/*/push.json`, which facts fill."""

    def __init__(
        self,
        status: int,
        code: str,
        headers: Mapping[str, str] = MappingProxyType({}),
        *,
        index: int | None = None,
        facts: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.headers, self.index, self.facts = status, code, headers, index, facts

    def answer(self, request: Request) -> Response:
        """`{"error": {"code", "message", "index"?}}`, the message in the language asked."""
        PUSHES_REFUSED.labels(self.code).inc()
        message = sentence(language(request), "push", f"error.{self.code}", **self.facts)
        said = {"code": self.code, "message": message} | ({"index": self.index} if self.index is not None else {})
        headers = {"Cache-Control": "no-store", "Vary": "Accept-Language", **self.headers}
        return Response(_encode({"error": said}), self.status, headers, media_type="application/json")


class Door:
    """What takes in what is sent with a key. clock: seconds since 1970. bridges: where what they tell is kept."""

    def __init__(
        self,
        take: Take,
        proxies: Proxies,
        clock: Callable[[], float],
        monotonic: Callable[[], float],
        bridges: Bridges | None = None,
    ) -> None:
        self.take, self.clock, self.bridges, self._proxies = take, clock, bridges, proxies
        self._keys = Buckets(monotonic, per_s=_PER_S, burst=_BURST)
        self._strangers = Buckets(monotonic, per_s=_STRANGERS_PER_S, burst=_STRANGERS_BURST)

    def admitted(self, request: Request) -> tuple[PushKey, Source]:
        """The key that a request shows, and its source. Raises NotTaken: 401 or 429."""
        catalog = window_of(request).catalog
        # found by its hash: what the time of a look-up may tell of a hash leads nobody to the key
        key = catalog.push_keys.get(digest(_shown(request)))
        source = catalog.sources.get(key.source) if key is not None else None
        if key is None or source is None:
            self._wait(self._strangers, self._visitor(request))
            raise NotTaken(401, "key", {"WWW-Authenticate": 'Bearer realm="quelia"'})
        self._wait(self._keys, key.number)
        return key, source

    def _wait(self, buckets: Buckets, who: object) -> None:
        wait_s = buckets.take(who)
        if wait_s:
            seconds = str(math.ceil(wait_s))
            raise NotTaken(429, "too_often", {"Retry-After": seconds}, facts={"seconds": seconds})

    def _visitor(self, request: Request) -> str:
        peer = request.client.host if request.client else ""
        return household(self._proxies.visitor(peer, request.headers.getlist("x-forwarded-for")))


async def push(request: Request) -> Response:
    """Take in one body."""
    door = door_of(request)
    try:
        key, source = door.admitted(request)
        word = _word(request)
        receipt = await door.take(source, Pushed(key.number, await json_of(request), word), door.clock())
    except Refused as error:
        return NotTaken(422, error.code, index=error.index, facts=error.facts).answer(request)
    except DatabaseUnusable:
        return NotTaken(503, "unavailable", {"Retry-After": str(_AGAIN_S)}).answer(request)
    except NotTaken as error:
        return error.answer(request)
    PUSHED.inc(len(receipt.new))
    counted = {"accepted": len(receipt.new), "repeated": receipt.repeated}
    return Response(_encode(counted), 202, {"Cache-Control": "no-store"}, media_type="application/json")


def door_of(request: Request) -> Door:
    door = request.app.state.push_door
    assert isinstance(door, Door)
    return door


async def json_of(request: Request, most_bytes: int = _MOST_BYTES) -> bytes:
    """The body, which says that it is JSON and is not compressed. Raises NotTaken: 408, 413 or 415."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise NotTaken(415, "content_type")
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise NotTaken(415, "content_encoding")
    length = request.headers.get("content-length", "0")
    declared = int(length) if length.isdigit() else 0
    if declared > _MOST_DRAINED or (declared > most_bytes and "expect" in request.headers):
        raise _too_large(most_bytes)  # who asks before he sends is told before he does
    body = bytearray()
    size = declared if declared > most_bytes else 0
    try:
        async with asyncio.timeout(_LONGEST_S):
            async for chunk in _chunks(request):
                if size <= most_bytes:
                    body += chunk
                    size = len(body)
    except (TimeoutError, ClientDisconnect):
        if size <= most_bytes:
            raise NotTaken(408, "too_slow", {"Connection": "close"}) from None
    if size > most_bytes:
        raise _too_large(most_bytes)
    return bytes(body)


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    """Of the body, and also what is too much of it: who is cut off while he sends reads no answer. That has an end."""
    size = 0
    async for chunk in request.stream():
        yield chunk
        size += len(chunk)
        if size > _MOST_DRAINED:
            return


def _too_large(most_bytes: int) -> NotTaken:
    return NotTaken(413, "too_large", {"Connection": "close"}, facts={"most": str(most_bytes // 1024)})


def _shown(request: Request) -> str:
    """The key in the one place where it is looked for; empty where there is none. A URL would stand in logs."""
    shown = request.headers.getlist("authorization")
    found = _BEARER.fullmatch(shown[0]) if len(shown) == 1 else None
    return found[1] if found else ""


def _word(request: Request) -> str:
    word = request.headers.get("idempotency-key", "").strip()
    if len(word) > _LONGEST_WORD or not word.isascii() or not word.isprintable():
        raise NotTaken(400, "idempotency_key", facts={"most": str(_LONGEST_WORD)})
    return word
