"""The stream: Server-Sent Events from a viewer's slots. Step 7 of the road ends here.

A viewer holds one frame per plant, the newest; what was not sent in time is replaced, never queued.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from quelia.domain.catalog import map_channel, plant_channel
from quelia.web import api
from quelia.web.window import Window, window_of

_HEARTBEAT_S = 15.0  # proxies cut what is silent for 30 s or more
_LIFE_S = 600.0  # streams move to other processes with time; half of it random, or all would move at once
_PATIENCE_S = 30.0  # a viewer that takes nothing for so long is gone
_RETRY_MS = (2_000, 10_000)  # spread, so that a restart is not met by everybody at once
_MOST_PLANTS = 500
_HEADERS = {
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",  # nginx would otherwise keep events back
}


async def stream(request: Request) -> Response:
    """`?plants=a,b` or `?map=m`: first the latest of each plant, then each new reading."""
    window = window_of(request)
    channels = _channels(window, request)
    if channels is None:
        return api.error(request, 400, "bad_request")
    if not channels:
        return api.not_found(request)
    if window.closing:
        return api.error(request, 503, "closing", {"Retry-After": "2"})
    crowd: Counter[str] = request.app.state.crowd
    address = request.client.host if request.client else ""
    if crowd[address] >= window.streams_per_ip:
        return api.error(request, 429, "too_many_streams", {"Retry-After": "10"})
    return EventStream(window, channels, crowd, address)


def _channels(window: Window, request: Request) -> list[str] | None:
    """The channels asked for; None for a request that names neither, empty where nothing of it is public."""
    asked_map, asked_plants = request.query_params.get("map"), request.query_params.get("plants")
    if (asked_map is None) == (asked_plants is None):
        return None
    if asked_map is not None:
        return [map_channel(asked_map)] if window.map(asked_map) else []
    slugs = dict.fromkeys((asked_plants or "").split(",")[:_MOST_PLANTS])
    return [plant_channel(slug) for slug in slugs if window.plant(slug)]


class EventStream(Response):
    """One open stream; also the viewer that the hub knows."""

    media_type = "text/event-stream"

    def __init__(self, window: Window, channels: list[str], crowd: Counter[str], address: str) -> None:
        super().__init__(headers=_HEADERS)
        del self.headers["content-length"]
        self._window, self._channels = window, channels
        self._crowd, self._address = crowd, address
        self._pending: dict[str, bytes] = {}
        self._awake = asyncio.Event()
        self._ended = False

    def offer(self, plant: str, frame: bytes) -> None:
        self._pending[plant] = frame
        self._awake.set()

    def end(self) -> None:
        self._ended = True
        self._awake.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "HEAD":
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await send({"type": "http.response.body"})
            return
        self._crowd[self._address] += 1
        self._window.demand.watch(self._channels)
        leaving = asyncio.create_task(_left(receive))
        leaving.add_done_callback(lambda _: self.end())
        try:
            self._window.hub.join(self, self._channels)
            await self._send_all(send)
        except TimeoutError:
            return  # it took nothing for long; what is left of the connection is cut below (cli/serve.py)
        finally:
            leaving.cancel()
            self._window.hub.leave(self, self._channels)
            self._window.demand.unwatch(self._channels)
            self._crowd[self._address] -= 1
            if self._crowd[self._address] <= 0:
                del self._crowd[self._address]

    async def _send_all(self, send: Send) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + _LIFE_S * random.uniform(0.75, 1.25)
        await _within(send, {"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await _body(send, (f"retry: {random.randint(*_RETRY_MS)}\n\n".encode(),))
        while not self._ended and loop.time() < until:
            frames = tuple(self._pending.values())
            self._pending.clear()
            self._awake.clear()
            if frames:
                await _body(send, frames)
            try:
                async with asyncio.timeout(_HEARTBEAT_S):
                    await self._awake.wait()
            except TimeoutError:
                await _body(send, (b":\n\n",))
        await _within(send, {"type": "http.response.body"})


async def _body(send: Send, frames: Iterable[bytes]) -> None:
    await _within(send, {"type": "http.response.body", "body": b"".join(frames), "more_body": True})


async def _within(send: Send, message: dict[str, object]) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        await send(message)


async def _left(receive: Receive) -> None:
    """Returns when the viewer is gone."""
    while (await receive())["type"] != "http.disconnect":
        continue
