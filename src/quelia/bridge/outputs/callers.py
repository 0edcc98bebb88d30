"""The connections of who asks the bridge: one that asks nothing in time ends, and gives way to who does."""

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

_REQUEST_S = 10.0  # who needs longer for a question is not going to finish it


class Caller(H11Protocol):
    """most: connections that are open at once. there: those that are, the oldest first."""

    most: ClassVar[int]
    there: ClassVar[dict["Caller", None]]
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.there[self] = None
        self._watch()
        if len(self.there) > self.most:
            next((each for each in self.there if not each.is_answered), self).transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self.there.pop(self, None)
        self._on_time()
        super().connection_lost(exc)

    def data_received(self, said: bytes) -> None:
        super().data_received(said)
        self._watch()

    @property
    def is_answered(self) -> bool:
        """Whether an answer is being made or taken."""
        return bool(self.cycle) and not self.cycle.response_complete

    def _watch(self) -> None:
        if self.is_answered:
            self._on_time()
        elif self._late is None:  # what comes drop by drop does not set it anew
            self._late = self.loop.call_later(_REQUEST_S, self._give_up)

    def _on_time(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._late = None
        if not self.is_answered:
            self.transport.close()


def callers(most: int) -> type[Caller]:
    """The protocol of one server."""
    return type("Callers", (Caller,), {"most": most, "there": {}})
