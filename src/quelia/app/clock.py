"""The clock by which values age."""

import time


def steady() -> float:
    """Seconds that never leap, and that go on while the machine sleeps, where the system tells them (Linux).

    By `time.monotonic` an hour of sleep would look like a clock that was set forward, and old values like new ones.
    """
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
