"""The weather over France and its islands, at any place and instant: made up, and the same for neighbours.

The air carries it from west to east as if frozen, so that what passes here arrives a little later next door.
Places are in degrees, `at` is in seconds since 1970.
"""

import math

from quelia.domain.sun import season, solar_turn
from quelia.sources.demo.noise import noise

_DRIFT_M_S = 12.0
_DEGREE_M = 111_000.0
_SPREAD = 0.43  # the standard deviation of `noise`
# width of the hills in metres, and how much they weigh: at 12 m/s, 5 km pass within seven minutes
_CLOUDS = ((350_000.0, 0.55), (30_000.0, 0.30), (5_000.0, 0.15))
_WINDS = ((800_000.0, 0.75), (150_000.0, 0.55), (20_000.0, 0.35))
_GUSTS = ((700.0, 0.06), (200.0, 0.015))
_CALMEST, _STRONGEST = 0.01, 0.99  # of all hours


def clouds(latitude: float, longitude: float, at: float) -> float:
    """The part of the sky that is covered, 0 to 1."""
    return min(1.0, max(0.0, 0.45 + 0.85 * _drifting("clouds", latitude, longitude, at, _CLOUDS)))


def wind_speed(latitude: float, longitude: float, at: float, mean_m_s: float) -> float:
    """In m/s, where it blows at `mean_m_s` over the years: a Weibull distribution over hours, gusts over seconds."""
    norm = _SPREAD * math.hypot(*(weight for _, weight in _WINDS))
    rank = 0.5 * (1.0 + math.erf(_drifting("wind", latitude, longitude, at, _WINDS) / norm / math.sqrt(2.0)))
    rank = min(_STRONGEST, max(_CALMEST, rank))
    # with a shape of 2, as most of Europe has it, the mean is 0.886 times the scale
    steady = mean_m_s / 0.886 * math.sqrt(-math.log(1.0 - rank))
    return steady * (1.0 + _drifting("gusts", latitude, longitude, at, _GUSTS))


def air_temperature(latitude: float, longitude: float, at: float) -> float:
    """In °C: by latitude, season and hour, warm or cool for a day or two."""
    yearly = 32.0 - 0.42 * abs(latitude)
    seasonal = 0.18 * latitude * season(at)  # the south has its summer when the north has not
    hourly = math.cos(solar_turn(longitude, at) - math.radians(30.0))  # warmest two hours after noon
    passing = noise("warmth", at / 130_000.0, longitude / 8.0)
    return yearly + seasonal + 4.0 * hourly + 4.0 * passing


def _drifting(seed: str, latitude: float, longitude: float, at: float, hills: tuple[tuple[float, float], ...]) -> float:
    east_m = longitude * _DEGREE_M * math.cos(math.radians(latitude)) - _DRIFT_M_S * at
    north_m = latitude * _DEGREE_M
    return sum(weight * noise(f"{seed} {width_m:g}", east_m / width_m, north_m / width_m) for width_m, weight in hills)
