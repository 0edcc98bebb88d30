"""The day of a battery: it charges while the sun is high, and gives back when France wakes up and cooks."""

from quelia.sources.demo.noise import smooth

# from, to (hours of the place), share of its power; charging loses a tenth, so that each day ends where it began
_TURNS = ((7.0, 8.5, 0.7), (11.0, 16.0, -0.8), (18.5, 21.5, 0.85))
_RAMP_H = 1 / 6
_KEPT = 0.9
_HOURS = 5.5  # at full power, from full to empty
_AT_MIDNIGHT = 0.45


def share(hour: float) -> float:
    """What it gives at an hour of the day, as a share of its power; less than 0 while it charges."""
    return sum(level * (_ramp(hour - begin) - _ramp(hour - end)) for begin, end, level in _TURNS)


def charge(hour: float) -> float:
    """How full it is at an hour of the day, 0 to 1."""
    given = sum(_counted(level) * min(max(hour - begin, 0.0), end - begin) for begin, end, level in _TURNS)
    return _AT_MIDNIGHT - given / _HOURS


def _ramp(since_h: float) -> float:
    return smooth(since_h / _RAMP_H + 0.5)


def _counted(level: float) -> float:
    return level if level > 0.0 else level * _KEPT
