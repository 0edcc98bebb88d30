"""A turn: what the poller knows of a source between two reads."""

from quelia.domain.pace import Health, interval, share_s
from quelia.domain.source import Source


class Turn:
    """Times are monotonic seconds.

    due: None while parked: nobody watches and no history is wanted. begun_at: of the last read, None before the first.
    busy: being read, or in the line of its host. held: that host.
    """

    __slots__ = ("begun_at", "busy", "due", "health", "held", "pace", "source")

    def __init__(self, source: Source, due: float) -> None:
        self.source = source
        self.due: float | None = due
        self.begun_at: float | None = None
        self.pace = source.interval_s
        self.health = Health()
        self.busy = False
        self.held = ""

    @property
    def can_be_hastened(self) -> bool:
        """Whether it is parked, was never begun, or goes at its history pace."""
        return self.due is None or self.begun_at is None or self.pace > live_pace(self.source)

    def spend(self, now: float) -> None:
        """A call was made besides: where its owner counts them, the next comes later by as much as one is worth."""
        self.begun_at = now if self.begun_at is None else self.begun_at + share_s(self.source)


def live_pace(source: Source) -> float:
    """Seconds between two reads while somebody watches."""
    return interval(source, watched=True) or source.interval_s


def shorter_pace(before: Source, after: Source) -> float:
    return min(live_pace(before), live_pace(after))
