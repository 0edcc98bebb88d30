"""An alarm: one timer of the loop for all that is due sometime, moved only when something is due sooner."""

import math
from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    """A call that was put off."""

    def cancel(self) -> None: ...


PutOff = Callable[[float, Callable[[], None]], Timer]  # seconds from now


class Alarm:
    """Calls `ring` once, at the soonest of the times it was set for, and on the loop: `later` sees to that. Off at first.

    monotonic: seconds, the clock of those times.
    """

    def __init__(self, ring: Callable[[], None], monotonic: Callable[[], float], later: PutOff) -> None:
        self._ring, self._monotonic, self._later = ring, monotonic, later
        self._at = math.inf
        self._on = False
        self._timer: Timer | None = None

    def turn_on(self) -> None:
        self._on = True
        self._wind()

    def turn_off(self) -> None:
        self._on = False
        self._stop()

    def set(self, at: float) -> None:
        """Ring at `at`, or as soon as others had the loop where that is over, unless it rings sooner anyway."""
        if at < self._at:
            self._at = at
            if self._on:
                self._wind()

    def _wind(self) -> None:
        self._stop()
        if self._at < math.inf:
            self._timer = self._later(max(0.0, self._at - self._monotonic()), self._rings)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _rings(self) -> None:
        self._timer, self._at = None, math.inf
        self._ring()
