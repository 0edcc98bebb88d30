"""Buckets: how much at once, and how much in the long run, somebody may ask."""

from collections import OrderedDict
from collections.abc import Callable

_MOST_KNOWN = 10_000


class Buckets:
    """One for whoever asks, with room for `burst`, refilled by `per_s` each second. monotonic: seconds.

    Of more than `most` who ask, those who did so longest ago have a full one again.
    """

    def __init__(self, monotonic: Callable[[], float], *, per_s: float, burst: float, most: int = _MOST_KNOWN) -> None:
        self._monotonic, self._per_s, self._burst, self._most = monotonic, per_s, burst, most
        self._known: OrderedDict[object, tuple[float, float]] = OrderedDict()  # what is left, and when that was

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._known)

    def take(self, who: object) -> float:
        """Take one out. Returns 0 where there was one, else in how many seconds there will be."""
        now = self._monotonic()
        left, at = self._known.get(who, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._per_s)
        taken = left >= 1
        self._known[who] = (left - 1 if taken else left, now)
        self._known.move_to_end(who)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return 0.0 if taken else (1 - left) / self._per_s
