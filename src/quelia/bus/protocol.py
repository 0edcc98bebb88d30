"""The seam: what every bus does, whatever carries it."""

from collections.abc import Callable
from typing import Protocol

Receive = Callable[[bytes], None]
Unsubscribe = Callable[[], None]

READINGS = "readings"


class Bus(Protocol):
    """Messages of a topic reach each subscriber of each process once, in the order in which one process sent them.

    Nothing is kept: who was not there when a message was sent never gets it.
    """

    async def start(self) -> None:
        """Connect; returns once messages can be sent and received."""
        ...

    async def publish(self, topic: str, message: bytes) -> None:
        """Send to all. Raises BusDown where it cannot be sent now."""
        ...

    def subscribe(self, topic: str, receive: Receive) -> Unsubscribe:
        """Have `receive` called on the event loop with each message. An error of it is logged and ends nothing."""
        ...

    async def close(self) -> None:
        """Stop; afterwards nothing is received any more."""
        ...


class BusDown(Exception):
    """The bus cannot carry a message now; trying again later can help."""
