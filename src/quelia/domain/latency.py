"""How long calls took, counted in buckets that grow by a fixed factor: small, added up by adding, and good to a tenth."""

import math
from bisect import bisect_left
from collections.abc import Mapping
from typing import Final

_FIRST_S, _GROWTH = 0.001, 2**0.25
_COUNT = 55  # up to 11.6 s; a call has ten at most
_BOUNDS: Final = tuple(_FIRST_S * _GROWTH**number for number in range(_COUNT))

Counts = Mapping[int, int]  # calls by bucket


def bucket(seconds: float) -> int:
    """The number of the bucket in which a call of this length is counted."""
    return bisect_left(_BOUNDS, seconds)


def quantile(counts: Counts, share: float) -> float | None:
    """What `share` of the calls took at most, in seconds, a tenth more or less; None where there are none."""
    rank, passed = math.ceil(share * sum(counts.values())), 0
    for number in sorted(counts):
        passed += counts[number]
        if passed >= rank and counts[number]:
            return _middle(number)
    return None


def _middle(number: int) -> float:
    if number == 0:
        return _FIRST_S
    if number >= _COUNT:
        return _BOUNDS[-1]
    return math.sqrt(_BOUNDS[number - 1] * _BOUNDS[number])
