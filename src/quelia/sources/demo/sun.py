"""The sun: how high it stands over a place, and what it would give there without a cloud."""

import math

_YEAR_S = 365.2425 * 86_400.0
_TILT = math.radians(23.44)
_SOLSTICE_S = 172 * 86_400.0  # 21 June, from the first of January
_OUTSIDE_W_M2 = 1361.0


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


def clear_sky(latitude: float, longitude: float, at: float, tilt: float) -> float:
    """In W/m², on panels that lean `tilt` degrees towards the equator; 0 at night."""
    height = sine(latitude, longitude, at)
    if height <= 0.0:
        return 0.0
    # Meinel: the lower the sun, the more air is in its way
    beam = _OUTSIDE_W_M2 * math.pow(0.7, math.pow(height, -0.678))
    # leaning panels see the sun as flat ones do that lie nearer to the equator
    facing = sine(latitude - math.copysign(tilt, latitude), longitude, at)
    return beam * (max(0.0, facing) + 0.12)
