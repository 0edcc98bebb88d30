"""Weather for simulated plants: the share of its capacity that a plant gives at an instant."""

import math
from collections.abc import Callable
from datetime import UTC, datetime

Share = Callable[[float], float]  # 0 to 1, of seconds since 1970

_TILT = math.radians(-23.44)


def sun(latitude: float, longitude: float) -> Share:
    """The height of the sun above the horizon at a place, behind a few clouds; 0 at night."""
    place = math.radians(latitude)

    def share(now: float) -> float:
        moment = datetime.fromtimestamp(now, UTC)
        declination = _TILT * math.cos(2 * math.pi * (moment.timetuple().tm_yday + 10) / 365)
        hours = moment.hour + moment.minute / 60 + moment.second / 3600 + longitude / 15 - 12
        across = math.cos(place) * math.cos(declination) * math.cos(hours * math.pi / 12)
        height = math.sin(place) * math.sin(declination) + across
        return max(0.0, height) * (0.9 + 0.1 * _sway(now, 47.0, longitude))

    return share


def wind(seed: float) -> Share:
    """A wind that rises and falls over minutes, with gusts."""

    def share(now: float) -> float:
        return min(1.0, max(0.02, 0.45 + 0.25 * _sway(now, 613.0, seed) + 0.08 * _sway(now, 29.0, 2 * seed)))

    return share


def steady(seed: float) -> Share:
    """A digester: it breathes, and hardly moves."""
    return lambda now: 0.86 + 0.03 * _sway(now, 211.0, seed) + 0.01 * _sway(now, 17.0, seed)


def _sway(now: float, period_s: float, seed: float) -> float:
    """Between -1 and 1, without a period that an eye could see."""
    turn = 2 * math.pi * now / period_s
    return (math.sin(turn + seed) + math.sin(turn / 1.73 + 2 * seed) + math.sin(turn / 3.1 + 3 * seed)) / 3
