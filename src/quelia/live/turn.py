"""A turn: what the poller knows of a source between two reads."""

from quelia.domain.pace import Health, interval
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


def live_pace(source: Source) -> float:
    """Seconds between two reads while somebody watches."""
    return interval(source, watched=True) or source.interval_s
