"""The stream: Server-Sent Events, written straight to the connection. Step 7 of the road ends here.

No task, queue or generator per viewer: what was not sent in time is replaced by what is newer, never queued.
"""

import asyncio
import random
from typing import Protocol

from quelia.live.audience import Frames

_RETRY_MS = (2_000, 10_000)  # spread, so that a restart is not met by everybody at once
_LIFE_S = 600.0  # streams move to other processes with time; half of it random, or all would move at once
_PATIENCE_S = 30.0  # a viewer that takes nothing for so long is gone
_SILENT_S = 13.0  # with what the rounds of `Crowd` add, a heartbeat comes after 13 to 17 s: proxies cut at 30
_MOST_SENT_TO_US = 16 * 1024  # a browser says nothing on a stream: whoever floods it is no browser
_HEARTBEAT = b":\n\n"


def retry_line() -> bytes:
    """How long a browser waits before it comes back, each another time."""
    return b"retry: %d\n\n" % random.randint(*_RETRY_MS)


class Host(Protocol):
    """Whoever let the viewers in."""

    def leave(self, viewer: "StreamViewer") -> None:
        """Its connection is gone."""
        ...


class StreamViewer(asyncio.Protocol):
    """One open stream: the protocol of its connection, and the viewer that the audience knows.

    pending: None while the connection takes what it is given; else the newest frame of each plant, until it does again.
    """

    __slots__ = (
        "channels", "ends_at", "heard", "host", "household", "paused_at", "pending", "told", "told_at", "transport",
    )  # fmt: skip

    def __init__(
        self, host: Host, transport: asyncio.Transport, channels: tuple[str, ...], household: str, now: float
    ) -> None:
        self.host, self.transport, self.channels, self.household = host, transport, channels, household
        self.pending: dict[str, bytes] | None = None
        self.heard = 0
        self.told = False
        self.told_at = self.paused_at = now
        self.ends_at = now + _LIFE_S * random.uniform(0.75, 1.25)

    def offer(self, frames: Frames, together: bytes) -> None:
        if self.pending is not None:
            self.pending.update(frames)
        else:
            self.told = True
            self.transport.write(together)

    def end(self) -> None:
        """Leave now; the browser was told at the beginning when to come back."""
        if not self.transport.is_closing():
            self.transport.write(retry_line())
            self.transport.close()

    shutdown = end  # what uvicorn calls the connections it knows with, before it stops

    def beat(self, now: float) -> None:
        """One look every few seconds: is it still there, did it hear from us, has it lived long enough?"""
        if self.told:
            self.told, self.told_at = False, now
        if self.pending is not None:
            if now - self.paused_at > _PATIENCE_S:
                self.transport.abort()
        elif now > self.ends_at:
            self.transport.close()
        elif now - self.told_at > _SILENT_S:
            self.told_at = now
            self.transport.write(_HEARTBEAT)

    def pause_writing(self) -> None:
        self.pending = {}
        self.paused_at = asyncio.get_running_loop().time()

    def resume_writing(self) -> None:
        frames, self.pending = self.pending, None
        if frames:
            self.transport.write(b"".join(frames.values()))

    def data_received(self, said: bytes) -> None:
        self.heard += len(said)
        if self.heard > _MOST_SENT_TO_US:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's own form
        self.host.leave(self)
