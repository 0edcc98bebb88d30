"""Smooth noise: what looks like chance, and is the same on every machine and at every start."""

import math
from functools import lru_cache
from hashlib import blake2b

_REMEMBERED = 1 << 15  # corners; the large hills are asked for again and again
_HALF = 1 << 31


def noise(seed: str, x: float, y: float = 0.0) -> float:
    """Between -1 and 1, without a step or a kink; its hills are about as wide as one unit of `x` and `y`."""
    left, low = math.floor(x), math.floor(y)
    across, up = smooth(x - left), smooth(y - low)
    below = _mixed(_corner(seed, left, low), _corner(seed, left + 1, low), across)
    if not up:
        return below
    return _mixed(below, _mixed(_corner(seed, left, low + 1), _corner(seed, left + 1, low + 1), across), up)


def smooth(part: float) -> float:
    """From 0 to 1 while `part` does, slow at both ends; it stays there outside."""
    part = min(1.0, max(0.0, part))
    return part * part * (3.0 - 2.0 * part)


def _mixed(one: float, other: float, part: float) -> float:
    return one + (other - one) * part


@lru_cache(_REMEMBERED)
def _corner(seed: str, x: int, y: int) -> float:
    digest = blake2b(f"{seed} {x} {y}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") / _HALF - 1.0
