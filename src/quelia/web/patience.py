"""Patience: how long a connection waits for its visitor. Each ends by itself, but for answers that are made or taken."""

import asyncio

from quelia.web.turns import Turns
from quelia.web.visits import Visits

_REQUEST_S = 20.0  # who needs longer for a request and what belongs to it is not going to finish it
_EMPTY_LINES = b"\r\n"


class Patient(Turns):
    """A connection on which a request has to be whole in time, and that is soon closed where there is none.

    visits: where it is counted as long as it is no stream.
    """

    visits: Visits

    _late: asyncio.TimerHandle | None = None  # rings when the request that is due takes too long
    _between = True  # the parser is between two requests

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.visits.come(self, self.loop.time())
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self.visits.leave(self)
        self._on_time()
        super().connection_lost(exc)

    def data_received(self, said: bytes) -> None:
        if self._between and not said.strip(_EMPTY_LINES):
            return  # allowed between two requests, but no sign that one is coming: the timer that runs goes on
        super().data_received(said)
        if self._between and self.timeout_keep_alive_task is None and self._idle():
            # the end of a body that came after its answer: what was read stopped uvicorn's timer, and nothing sets it anew
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._between = False
        self._expect()

    def on_message_complete(self) -> None:
        self._on_time()
        self._between = True
        super().on_message_complete()

    def give_way(self) -> bool:
        """End, unless an answer is being made or taken. Returns whether it did."""
        if self.flow.read_paused or self.flow.write_paused or self._answering():
            return False
        self.transport.close()
        return True

    def _expect(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(_REQUEST_S, self._give_up)

    def _on_time(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        """Close, unless it is us who keep the rest of the request from coming, or an answer to another one would be cut."""
        self._late = None
        if self._deaf:
            return
        if self.flow.read_paused or self._answering():
            self._expect()
        else:
            self.transport.close()

    def _answering(self) -> bool:
        """Whether an answer is made or taken; not where the application may be waiting for the body that does not come."""
        return self._busy() and (self._running.response_started or not self._running.more_body)

    def _idle(self) -> bool:
        return not (self._deaf or self.pipeline or self._busy() or self.transport.is_closing())
