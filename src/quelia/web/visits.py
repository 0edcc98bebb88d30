"""Visits: the connections that are no streams. There are only so many files; who merely waits makes room for who comes."""

from itertools import islice
from typing import Protocol

_LOOKED_AT = 20  # of the oldest, for each that comes: nearly always the first one goes
_AT_LEAST_S = 1.0  # after a restart thousands of viewers come in one breath, and are streams a moment later


class Visit(Protocol):
    """One connection."""

    def give_way(self) -> bool:
        """End, unless an answer is being made or taken. Returns whether it did."""
        ...


class Visits:
    """All of them, the oldest first. most: above that, each that comes has older ones end."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._came_at: dict[Visit, float] = {}

    def __len__(self) -> int:
        return len(self._came_at)

    def come(self, visit: Visit, now: float) -> None:
        """now: seconds of the loop's clock, as everywhere here."""
        self._came_at[visit] = now
        for oldest in tuple(islice(self._came_at, _LOOKED_AT)) if len(self) > self._most else ():
            if len(self) <= self._most or now - self._came_at[oldest] < _AT_LEAST_S:
                return
            self.leave(oldest)
            if not oldest.give_way():
                self._came_at[oldest] = now  # it is busy: looked at again when all others were

    def leave(self, visit: Visit) -> None:
        self._came_at.pop(visit, None)
