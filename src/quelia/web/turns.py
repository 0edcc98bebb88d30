"""Turns: answers of our own among those of uvicorn on one connection, each when it is due and not faster than they are taken."""

from collections.abc import Callable
from functools import partial
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

Direct = Callable[[], None]


class Turns(HttpToolsProtocol):
    """A connection on which some requests are answered directly: by a call that writes the whole answer, or ends it all.

    pipeline: what waits, the oldest last; a direct answer stands there without a cycle.
    """

    _direct: Direct | None = None  # of the request that is being read
    _deaf = False  # nothing more is read: what came last is no request, or the connection is a viewer's now
    _over = False  # the connection is a viewer's now
    _running: Any = None  # the cycle of uvicorn that is being answered, or was last

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.pipeline.clear()

    def data_received(self, said: bytes) -> None:
        if not self._deaf:
            super().data_received(said)

    def on_body(self, body: bytes) -> None:
        if not self._deaf and self._direct is None:
            super().on_body(body)

    def on_message_complete(self) -> None:
        direct, self._direct = self._direct, None
        if self._deaf:
            return
        if direct is None:
            super().on_message_complete()
            return
        self._in_turn(direct)
        if self.pipeline:
            self.flow.pause_reading()

    def on_response_complete(self) -> None:
        """Called by uvicorn after each answer that it made."""
        self._go_on()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.pipeline and not self._busy():
            self._go_on()

    def send_400_response(self, msg: str) -> None:
        """Called by uvicorn for what is no request."""
        self._refuse(partial(super().send_400_response, msg))

    def _refuse(self, last: Direct) -> None:
        """Answer what is being read with `last`, which closes, once all before it is answered. Nothing more is read."""
        if self._deaf:
            return
        self._deaf = True
        if self._busy() and self._running.more_body:  # it is answered already, perhaps by one who waits for its body
            if self._running.response_started:
                self.transport.close()
            else:
                last()
            return
        waiting: Any = self.pipeline[0][0] if self.pipeline else None
        if waiting is not None and waiting.more_body:
            self.pipeline.popleft()  # it is this one, and its body has turned out to be none
        self._in_turn(last)

    def _in_turn(self, direct: Direct) -> None:
        waiting: Any = (None, direct)
        self.pipeline.appendleft(waiting)
        if not self._busy():
            self._go_on()

    def _go_on(self) -> None:
        """Answer what waits, up to what uvicorn has to make, or to what the connection does not take yet."""
        while self.pipeline and not self._over and not self.transport.is_closing():
            if self.flow.write_paused:
                return
            waiting: Any = self.pipeline.pop()
            cycle, answer = waiting
            if cycle is not None:
                self.flow.resume_reading()
                self._begin(cycle, answer)
                return
            answer()
        if not self._over:
            super().on_response_complete()

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        """Called by uvicorn for a request behind which it knows no other."""
        if self.pipeline:  # direct answers that the connection did not take yet
            self.flow.pause_reading()
            self.pipeline.appendleft((cycle, app))
        else:
            self._begin(cycle, app)

    def _begin(self, cycle: Any, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def _busy(self) -> bool:
        return self._running is not None and not self._running.response_complete
