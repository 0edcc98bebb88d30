"""How far the clock of this machine is off, by that of quelia: a small computer without a battery wakes up in another year."""

from quelia.bridge.outputs.line import Said
from quelia.bridge.site import Site

_OFF_S = 60.0  # less than that is a slow line, and harms nobody
_LEAP_S = 60.0


class Clock:
    """Compares the clock at the plant with what answers say, and with one that never leaps."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._base = site.clock() - site.monotonic()
        self._ahead_s: float | None = None

    @property
    def known(self) -> bool:
        return self._ahead_s is not None

    @property
    def correction_ms(self) -> int:
        """What to add to a time that this machine said; 0 while its clock is well enough."""
        ahead_s = self._ahead_s or 0.0
        return -round(ahead_s * 1000) if abs(ahead_s) > _OFF_S else 0

    def heard(self, said: Said) -> None:
        """Learn from an answer that just came."""
        self._ahead_s = self._site.clock() - said.at if said.at is not None else self._ahead_s or 0.0

    def leapt_ms(self) -> int:
        """By how much the clock was set since the last look; 0 where it was not."""
        base = self._site.clock() - self._site.monotonic()
        leap_s, self._base = base - self._base, base
        if abs(leap_s) < _LEAP_S:
            return 0
        self._ahead_s = None
        return round(leap_s * 1000)
