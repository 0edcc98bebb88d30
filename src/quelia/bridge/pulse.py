"""Signs that a loop turns."""


class Pulse:
    """When something last turned, and for how long it may not. Times: of a clock that never leaps."""

    def __init__(self, name: str, longest_s: float) -> None:
        self.name, self.longest_s = name, longest_s
        self._since: float | None = None

    def beat(self, now: float) -> None:
        self._since = now

    def rest(self) -> None:
        """It has nothing to do, and need not turn."""
        self._since = None

    def stuck(self, now: float) -> bool:
        return self._since is not None and now - self._since > self.longest_s

    def excuse(self, now: float) -> None:
        """The whole process stood still: that is nobody's fault."""
        if self._since is not None:
            self._since = now
