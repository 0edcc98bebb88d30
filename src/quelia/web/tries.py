"""Tries: how often, and how many at once, somebody may have an owner's server asked."""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PER_MINUTE = 5
_WINDOW_S = 60.0
_MOST_KNOWN = 10_000  # of those who tried within a minute; who comes then has to wait


class TooOften(Exception):
    """Not now. wait_s: when it may be tried again."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"not for {wait_s:.0f} s")
        self.wait_s = wait_s


class _Known:
    __slots__ = ("begun", "under_way")

    def __init__(self) -> None:
        self.begun: deque[float] = deque()
        self.under_way = 0


class Tries:
    """Counted by whoever tries: a household, or a source. monotonic: seconds."""

    def __init__(
        self, monotonic: Callable[[], float], *, per_minute: int = PER_MINUTE, at_once: int = 2, in_all: int = 20
    ) -> None:
        self._monotonic = monotonic
        self._per_minute, self._at_once, self._in_all = per_minute, at_once, in_all
        self._known: OrderedDict[str, _Known] = OrderedDict()  # who began last stands last
        self._under_way = 0

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._known)

    @contextmanager
    def turn(self, who: str) -> Iterator[None]:
        """One try of `who`, for as long as it is open. Raises TooOften."""
        now = self._monotonic()
        self._forget(now)
        known = self._known.get(who) or _Known()
        while known.begun and known.begun[0] <= now - _WINDOW_S:
            known.begun.popleft()
        if len(known.begun) >= self._per_minute:
            raise TooOften(known.begun[0] + _WINDOW_S - now)
        crowded = self._under_way >= self._in_all or (who not in self._known and len(self._known) >= _MOST_KNOWN)
        if known.under_way >= self._at_once or crowded:
            raise TooOften(1.0)
        known.begun.append(now)
        self._known[who] = known
        self._known.move_to_end(who)
        known.under_way += 1
        self._under_way += 1
        try:
            yield
        finally:
            known.under_way -= 1
            self._under_way -= 1

    def _forget(self, now: float) -> None:
        """Those whose last try is a minute ago and over; two for each that comes: they never pile up."""
        for _ in range(2):
            who = next(iter(self._known), None)
            if who is None or self._known[who].under_way or self._known[who].begun[-1] > now - _WINDOW_S:
                return
            del self._known[who]
