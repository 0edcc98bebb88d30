"""Pace: when a source is asked next. Monotonic seconds throughout: a leap of the system clock changes nothing."""

import msgspec

from quelia.domain.source import Source

PATIENCE_S = 300.0  # five minutes of failure are worth watching closely; hours are not
PATIENT_S = 60.0
LONGEST_WAIT_S = 3600.0  # a Retry-After of a year is a mistake
_DAY_S = 86400.0


class Health(msgspec.Struct, frozen=True):
    """How a source does. failing_since: monotonic, None while well. not_before: monotonic, what its server asked."""

    failing_since: float | None = None
    not_before: float = 0.0

    def after(self, ok: bool, now: float, retry_after_s: float | None) -> "Health":
        """The health after one more read; `now` is monotonic."""
        if ok:
            return Health()
        wait = min(retry_after_s or 0.0, LONGEST_WAIT_S)
        return Health(self.failing_since if self.failing_since is not None else now, now + wait if wait else 0.0)


def interval(source: Source, *, watched: bool) -> float | None:
    """Seconds between two reads, never beyond the source's quota; None: not at all while nobody watches.

    What is pushed comes at its own pace.
    """
    if watched or source.pushed:
        pace = source.interval_s
    elif source.history_s is None or source.draft:
        return None
    else:
        pace = max(source.interval_s, source.history_s)
    return max(pace, share_s(source))


def share_s(source: Source) -> float:
    """Seconds of a day that one call takes up where the owner counts them; else none."""
    return _DAY_S / source.daily_quota if source.daily_quota else 0.0


def wait(pace_s: float, health: Health, now: float, jitter: float) -> float:
    """Seconds from a read just begun to the next one. jitter: 0 to 1, spreads those that fail together."""
    if health.failing_since is not None and now - health.failing_since >= PATIENCE_S:
        pace_s = max(pace_s, PATIENT_S) * (1 + 0.1 * jitter)
    return max(pace_s, health.not_before - now)
