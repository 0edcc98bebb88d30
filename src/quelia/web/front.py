"""The front door: one port, where streams and snapshots leave the framework. All else is uvicorn's, untouched.

Derived from uvicorn's own protocol, so that requests in pieces, kept connections and pipelines stay its affair. The names
of it that are used here are pinned by tests/web/test_front.py.
"""

import asyncio
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from quelia.web.crowd import Crowd
from quelia.web.security import headers_for
from quelia.web.snapshot import Snapshot, Snapshots, encoded, matches
from quelia.web.visitor import Proxies, household

_STREAM = re.compile(rb"/v1/stream\?([^#]*)")
_SNAPSHOT = re.compile(rb"/v1/maps/([a-z0-9-]{1,80})/readings")
_MOST_HEADERS = 100
_MOST_HEADER_BYTES = 32 * 1024
_HEAD_S = 20.0  # who needs longer for the head of a request is not going to finish it

_EVENTS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",  # nginx would otherwise keep events back
    "Connection": "close",  # ends with the connection, so that frames need no further wrapping
}
_TOO_MUCH = b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

Direct = Callable[[], None]


class Front(HttpToolsProtocol):
    """Looks at each request once its head is there. crowd, snapshots, proxies: set by `front_door`."""

    crowd: Crowd
    snapshots: Snapshots
    proxies: Proxies

    _direct: Direct | None = None
    _late: asyncio.TimerHandle | None = None
    _weight = 0
    _over = False  # the connection is a viewer's now, or about to close

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._late = self.loop.call_later(_HEAD_S, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        self._on_time()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._weight = 0
        if self._late is None:
            self._late = self.loop.call_later(_HEAD_S, self._give_up)

    def on_url(self, url: bytes) -> None:
        self._weigh(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._weigh(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._on_time()
        if self._over:
            return
        self._direct = self._answer()
        if self._direct is None:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self._over and self._direct is None:
            super().on_body(body)

    def on_message_complete(self) -> None:
        direct, self._direct = self._direct, None
        if self._over:
            return
        if direct is None:
            super().on_message_complete()
        elif not self._busy():
            direct()
        else:  # behind an answer that is still being made
            self.flow.pause_reading()
            self.pipeline.appendleft((None, direct))  # type: ignore[arg-type] # told apart just below

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        if cycle is None:
            app()
        else:
            super()._start_asgi_task(cycle, app)

    def _busy(self) -> bool:
        cycle: Any = self.cycle  # None before the first request, whatever its type says
        return cycle is not None and not cycle.response_complete

    def _answer(self) -> Direct | None:
        """How to answer this request here; None leaves it to the framework, with all that is wrong or rare."""
        method = self.parser.get_method()
        if method == b"GET" and (asked := _SNAPSHOT.fullmatch(self.url)):
            snapshot = self.snapshots.of(asked[1].decode("ascii"))
            return None if snapshot is None else self._snapshot(snapshot)
        if method == b"GET" and (asked := _STREAM.fullmatch(self.url)):
            return self._stream(asked[1])
        return None

    def _snapshot(self, snapshot: Snapshot) -> Direct:
        keep = self.parser.should_keep_alive()
        held = [value.decode("latin-1") for name, value in self.headers if name == b"if-none-match"]
        fresh = any(matches(each, snapshot.etag) for each in held)

        def send() -> None:
            ending = b"\r\n" if keep else b"Connection: close\r\n\r\n"
            head, body = (snapshot.not_modified, b"") if fresh else (snapshot.head, snapshot.body)
            self.transport.write(b"".join((head, self._date(), ending, body)))
            if keep:
                self.on_response_complete()
            else:
                self.transport.close()

        return send

    def _stream(self, query: bytes) -> Direct | None:
        try:
            asked = parse_qs(query.decode("ascii"), keep_blank_values=True, max_num_fields=20)
        except ValueError:
            return None
        channels = self.crowd.channels({name: values[-1] for name, values in asked.items()})
        if not channels or not self.crowd.has_room(self._household()):
            return None
        return lambda: self._hand_over(channels)

    def _hand_over(self, channels: tuple[str, ...]) -> None:
        self._over = True
        self._unset_keepalive_if_required()
        self.flow.resume_reading()
        self.connections.discard(self)
        self.crowd.connections = self.connections
        head = b"HTTP/1.1 200 OK\r\n" + _STREAM_HEADERS + self._date() + b"\r\n"
        self.crowd.enter(self.transport, channels, self._household(), head)
        self.pipeline.clear()

    def data_received(self, said: bytes) -> None:
        super().data_received(said)
        if self._over:
            self.parser = None  # type: ignore[assignment] # holds us as we hold it: neither would go soon

    def _household(self) -> str:
        forwarded = [value.decode("latin-1") for name, value in self.headers if name == b"x-forwarded-for"]
        return household(self.proxies.visitor(self.client[0] if self.client else "", forwarded))

    def _date(self) -> bytes:
        return b"".join(b"%s: %s\r\n" % header for header in self.server_state.default_headers)

    def _weigh(self, length: int) -> None:
        """Refuse a head that no browser sends."""
        self._weight += length
        if not self._over and (self._weight > _MOST_HEADER_BYTES or len(self.headers) >= _MOST_HEADERS):
            self._over = True
            self.transport.write(_TOO_MUCH)
            self.transport.close()

    def _on_time(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._late = None
        if not self._over and not self._busy():
            self.transport.close()


_STREAM_HEADERS = encoded(headers_for("/v1/stream") | _EVENTS)


def front_door(crowd: Crowd, snapshots: Snapshots, proxies: Proxies) -> type[Front]:
    """The protocol for uvicorn's `http`, which makes one per connection."""
    return type("FrontDoor", (Front,), {"crowd": crowd, "snapshots": snapshots, "proxies": proxies})
