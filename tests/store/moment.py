"""Waiting for what happens in another thread or process."""

import time
from collections.abc import Callable

_LONGEST_S = 20.0


def until(happened: Callable[[], object]) -> None:
    """Return as soon as `happened` says so."""
    end = time.monotonic() + _LONGEST_S
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.002)  # looks again; the bound is above
