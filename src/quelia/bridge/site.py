"""What an input or an output is given by the bridge that opens it."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Site(NamedTuple):
    """folder: of the configuration; names of files that are not absolute count from there. keep: where the bridge puts
    what must survive a restart. secret: from what is written (`env:NAME`, `file:PATH`, or itself) to the secret, which
    no log shows from then on; raises SecretMissing. clock: seconds since 1970. monotonic: seconds that never leap.
    slowest_s: the longest interval of the inputs.
    """

    folder: Path
    keep: Path
    secret: Callable[[str], str]
    clock: Callable[[], float]
    monotonic: Callable[[], float]
    slowest_s: float = 5.0


def ticking() -> float:
    """Seconds that never leap. Those that the machine sleeps count too: else to wake up would look like a clock that was set."""
    if hasattr(time, "CLOCK_BOOTTIME"):  # Linux, whose other one stands still meanwhile
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
