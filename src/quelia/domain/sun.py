"""The sun: how high it stands over a place, to a degree or so."""

import math

_YEAR_S = 365.2425 * 86_400.0
_TILT = math.radians(23.44)
_SOLSTICE_S = 172 * 86_400.0  # 21 June, from the first of January


def season(at: float) -> float:
    """1 at the summer solstice of the north, -1 at that of the south."""
    return math.cos(2.0 * math.pi * (at - _SOLSTICE_S) / _YEAR_S)


def solar_turn(longitude: float, at: float) -> float:
    """The angle of the sun around the earth, in radians: 0 at the noon of the place."""
    day = 2.0 * math.pi * (at / _YEAR_S - 81.0 / 365.0)
    # the equation of time, in minutes
    early = 9.87 * math.sin(2.0 * day) - 7.53 * math.cos(day) - 1.5 * math.sin(day)
    hours = at % 86_400.0 / 3600.0 + longitude / 15.0 + early / 60.0
    return math.pi * (hours - 12.0) / 12.0


def sine(latitude: float, longitude: float, at: float) -> float:
    """The sine of the sun's height above the horizon; below 0 at night."""
    declination = _TILT * season(at)
    place = math.radians(latitude)
    across = math.cos(place) * math.cos(declination) * math.cos(solar_turn(longitude, at))
    return math.sin(place) * math.sin(declination) + across
