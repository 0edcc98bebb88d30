"""The server that fails now and then, by the clock, so that a visitor sees it fail and come back."""

from dataclasses import dataclass
from typing import Literal

Failure = Literal["refuses", "hangs", "cuts"]
_FAILURES: tuple[Failure, ...] = ("refuses", "hangs", "cuts")


@dataclass(frozen=True)
class Outage:
    """For `lasts_s` of every `every_s` seconds, each time in another way."""

    every_s: float
    lasts_s: float

    def at(self, now: float) -> Failure | None:
        turn, since_s = divmod(now, self.every_s)
        return _FAILURES[int(turn) % len(_FAILURES)] if since_s < self.lasts_s else None
