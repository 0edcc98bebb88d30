"""Demand: what is being looked at now, so that sources are asked at their live pace only then."""

from collections import Counter
from collections.abc import Callable, Iterable

# a page, badge or JSON asked for counts as watched this long: its reader may still look at it
_ASKED_S = 60.0


class Demand:
    """Counts open streams and recent requests by channel. `clock`: monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._streams: Counter[str] = Counter()
        self._asked: dict[str, float] = {}
        self._wanted: list[Callable[[str], None]] = []

    def when_wanted(self, call: Callable[[str], None]) -> None:
        """Have `call` called with a channel that nobody watched until now."""
        self._wanted.append(call)

    def watch(self, channels: Iterable[str]) -> None:
        for channel in channels:
            fresh = not self.watched((channel,))
            self._streams[channel] += 1
            if fresh:
                self._tell(channel)

    def unwatch(self, channels: Iterable[str]) -> None:
        for channel in channels:
            self._streams[channel] -= 1
            if self._streams[channel] <= 0:
                del self._streams[channel]

    def asked(self, channel: str) -> None:
        """A page, badge or JSON that shows this channel was asked for."""
        now = self._clock()
        watched = self._asked.get(channel, 0.0) > now or channel in self._streams
        self._asked[channel] = now + _ASKED_S
        if not watched:
            self._tell(channel)

    def watched(self, channels: Iterable[str]) -> bool:
        now = self._clock()
        for channel in channels:  # noqa: SIM110 - a generator would take twice as long, with each turn of each source
            if channel in self._streams or self._asked.get(channel, 0.0) > now:
                return True
        return False

    def _tell(self, channel: str) -> None:
        for call in self._wanted:
            call(channel)
