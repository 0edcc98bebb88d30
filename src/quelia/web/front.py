"""The front door: one port, where streams and snapshots leave the framework. All else is uvicorn's, untouched.

Derived from uvicorn's own protocol, so that requests in pieces, kept connections and pipelines stay its affair. The names
of it that are used here are pinned by tests/web/test_front.py.
"""

import re
from functools import partial
from typing import NamedTuple
from urllib.parse import parse_qs

from quelia.web.crowd import Crowd
from quelia.web.patience import Patient
from quelia.web.security import headers_for
from quelia.web.snapshot import Snapshot, Snapshots, encoded, lines
from quelia.web.turns import Direct
from quelia.web.visitor import Proxies, household
from quelia.web.visits import Visits

_STREAM = re.compile(rb"/v1/stream\?([^#]*)")
_SNAPSHOT = re.compile(rb"/v1/maps/([a-z0-9-]{1,80})/readings")
_MOST_HEADERS = 100
_MOST_HEADER_BYTES = 32 * 1024
_MOST_REMEMBERED = 2 * 1024  # bytes of a request; a browser's has some 700

_EVENTS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",  # nginx would otherwise keep events back
    "Connection": "close",  # ends with the connection, so that frames need no further wrapping
}
_TOO_MUCH = b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

_END, _LAST_END = b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"


class Question(NamedTuple):
    """A request for a snapshot, as it was understood. held: what it sent as If-None-Match. keep: the connection."""

    slug: str
    held: tuple[str, ...]
    keep: bool


class Front(Patient):
    """Looks at each request once its head is there. crowd, snapshots, proxies, visits: set by `front_door`."""

    crowd: Crowd
    snapshots: Snapshots
    proxies: Proxies

    _weight = 0

    # Who asks for a snapshot again mostly does so byte for byte: what was understood the last time holds, unread.
    _said = b""  # all that came in the last read, where that was one whole request and `_question` was answered at once
    _question: Question | None = None
    _begun = 0  # requests in this read
    _said_again_at = 0.0

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._weight = 0
        self._begun += 1

    def on_url(self, url: bytes) -> None:
        self._weigh(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._weigh(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if self._deaf:
            return
        self._direct = self._answer()
        if self._direct is None:
            super().on_headers_complete()

    def _answer(self) -> Direct | None:
        """How to answer this request here; None leaves it to the framework, with all that is wrong or rare."""
        method = self.parser.get_method()
        if method == b"GET" and (asked := _SNAPSHOT.fullmatch(self.url)):
            return self._snapshot(asked[1].decode("ascii"))
        if method == b"GET" and (asked := _STREAM.fullmatch(self.url)):
            return self._stream(asked[1])
        return None

    def _snapshot(self, slug: str) -> Direct | None:
        snapshot = self.snapshots.of(slug)
        if snapshot is None:
            return None
        held = tuple(value.decode("latin-1") for name, value in self.headers if name == b"if-none-match")
        return partial(self._send, snapshot, Question(slug, held, self.parser.should_keep_alive()))

    def _send(self, snapshot: Snapshot, question: Question) -> None:
        answer = snapshot.answer(question.held, self.server_state.default_headers)
        if question.keep:
            self._question = question
            self.transport.write(answer)
        else:
            self.transport.write(answer.replace(_END, _LAST_END, 1))
            self.transport.close()

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
        self._over = self._deaf = True
        self._on_time()  # for what begins behind it
        self.visits.leave(self)
        self._unset_keepalive_if_required()
        self.flow.resume_reading()
        self.connections.discard(self)
        self.crowd.connections = self.connections
        head = b"HTTP/1.1 200 OK\r\n" + _STREAM_HEADERS + self._date() + b"\r\n"
        self.crowd.enter(self.transport, channels, self._household(), head)
        self.pipeline.clear()

    def data_received(self, said: bytes) -> None:
        if said == self._said and self._answer_again():
            return
        whole = self._between
        self._said, self._question, self._begun = b"", None, 0
        super().data_received(said)
        if self._over:
            self.parser = None  # type: ignore[assignment] # holds us as we hold it: neither would go soon
        elif whole and self._may_come_again(said):
            self._said = said

    def _may_come_again(self, said: bytes) -> bool:
        """Whether what was read was one question and nothing else, which leaves the parser as it was."""
        alone = self._question is not None and self._begun == 1 and not self.parser.should_upgrade()
        return alone and len(said) <= _MOST_REMEMBERED

    def _answer_again(self) -> bool:
        """Answer the same question, as of now. Returns False where it has to be read anew."""
        question = self._question
        assert question is not None, "what was said is remembered with what it asks"
        snapshot = self.snapshots.of(question.slug)
        if snapshot is None or self.pipeline or self.flow.write_paused:
            return False
        self.transport.write(snapshot.answer(question.held, self.server_state.default_headers))
        self._said_again_at = self.loop.time()
        return True

    def timeout_keep_alive_handler(self) -> None:
        """The timer is set by what is read, and goes on when something is said again: to move it each time would cost."""
        left_s = self._said_again_at + self.timeout_keep_alive - self.loop.time()
        if left_s > 0:
            self.timeout_keep_alive_task = self.loop.call_later(left_s, self.timeout_keep_alive_handler)
        else:
            super().timeout_keep_alive_handler()

    def _household(self) -> str:
        forwarded = [value.decode("latin-1") for name, value in self.headers if name == b"x-forwarded-for"]
        return household(self.proxies.visitor(self.client[0] if self.client else "", forwarded))

    def _date(self) -> bytes:
        return lines(self.server_state.default_headers)

    def _weigh(self, length: int) -> None:
        """Refuse a head that no browser sends."""
        self._weight += length
        if self._weight > _MOST_HEADER_BYTES or len(self.headers) >= _MOST_HEADERS:
            self._refuse(self._too_much)

    def _too_much(self) -> None:
        self.transport.write(_TOO_MUCH)
        self.transport.close()


_STREAM_HEADERS = encoded(headers_for("/v1/stream") | _EVENTS)


def front_door(crowd: Crowd, snapshots: Snapshots, proxies: Proxies, visits: Visits) -> type[Front]:
    """The protocol for uvicorn's `http`, which makes one per connection."""
    rooms = {"crowd": crowd, "snapshots": snapshots, "proxies": proxies, "visits": visits}
    return type("FrontDoor", (Front,), rooms)
