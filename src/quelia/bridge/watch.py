"""The watchdog: a bridge in which something no longer turns ends, so that its service starts it anew."""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Sequence

import structlog

from quelia.bridge.notify import Notify
from quelia.bridge.pulse import Pulse

log = structlog.get_logger()

STUCK = 70  # the exit code: EX_SOFTWARE of sysexits.h

_LOOK_S = 1.0
_LONGEST_STILL_S = 60.0  # for the loop itself
_ASLEEP = 5.0  # times as long as it meant to sleep: the machine slept, or was stopped


class Stuck(Exception):
    """Something did not turn for too long. name: of the input or output."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Watch:
    """Looks at the pulses from within the loop, and from a thread at the loop itself."""

    def __init__(
        self,
        pulses: Sequence[Pulse],
        notify: Notify,
        end: Callable[[int], object] = os._exit,
        longest_still_s: float = _LONGEST_STILL_S,
    ) -> None:
        """end: what ends the process where the loop is blocked, and nothing can be tidied up any more."""
        self._pulses, self._notify, self._end, self._longest_still_s = pulses, notify, end, longest_still_s
        self._turned_at = time.monotonic()
        self._over = threading.Event()

    async def run(self) -> None:
        """Until cancelled. Raises Stuck."""
        now = asyncio.get_running_loop().time
        every = self._notify.watchdog_s
        look_s = min(_LOOK_S, every / 4) if every else _LOOK_S
        threading.Thread(target=self._look_at_the_loop, name="watchdog", daemon=True).start()
        told = now() - look_s
        try:
            while True:
                before = now()
                self._turned_at = time.monotonic()
                await asyncio.sleep(look_s)
                if now() - before > _ASLEEP * look_s + 1.0:
                    for pulse in self._pulses:
                        pulse.excuse(now())
                for pulse in self._pulses:
                    if pulse.stuck(now()):
                        raise Stuck(pulse.name)
                if every and now() - told >= every / 4:
                    self._notify.alive()
                    told = now()
        finally:
            self._over.set()

    def _look_at_the_loop(self) -> None:
        look_s = min(_LOOK_S, self._longest_still_s / 4)
        while True:
            before = time.monotonic()
            if self._over.wait(look_s):
                return
            now = time.monotonic()
            if now - before > _ASLEEP * look_s + 1.0:
                self._turned_at = now
            elif now - self._turned_at > self._longest_still_s:
                log.critical(
                    "the bridge is blocked and ends; its service starts it anew", still_s=round(now - self._turned_at)
                )
                self._end(STUCK)
                return
