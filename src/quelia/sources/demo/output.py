"""What a plant gives at an instant, as a share of its capacity, and what it gave since midnight."""

import math
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from quelia.domain.plant import Plant
from quelia.domain.sun import season
from quelia.sources.demo import battery
from quelia.sources.demo.noise import noise, smooth
from quelia.sources.demo.sun import clear_sky
from quelia.sources.demo.weather import air_temperature, clouds, wind_speed

# in degrees
_TILTS: dict[str | None, float] = {"ground": 25.0, "rooftop": 10.0, "canopy": 7.0, "floating": 12.0, "agri_pv": 15.0}
_WINDS_M_S: dict[str | None, float] = {"onshore": 8.0, "offshore": 10.0}  # the mean over the years, at the hub
_CUT_IN_M_S, _RATED_M_S = 3.0, 13.5
_STEP_S = 900.0  # of what is added up; in every timezone midnight is one of them


def share(plant: Plant, at: float) -> float:
    """0 to 1; a battery that charges has less than 0."""
    return _SHARES[plant.energy](plant, at)


def irradiance(plant: Plant, at: float) -> float:
    """On the panels, in W/m²."""
    # Kasten and Czeplak: half a sky of clouds takes little, a whole one three quarters
    through = 1.0 - 0.75 * math.pow(clouds(plant.latitude, plant.longitude, at), 3.4)
    return clear_sky(plant.latitude, plant.longitude, at, _TILTS[plant.subtype]) * through


def hub_wind(plant: Plant, at: float) -> float:
    """At the hub of the turbines, in m/s."""
    return wind_speed(plant.latitude, plant.longitude, at, _WINDS_M_S[plant.subtype])


def hours_today(plant: Plant, at: float) -> float:
    """Since midnight of the plant, counted in hours at full capacity: times the capacity it is an energy.

    Between two quarters of an hour the power counts as a straight line, and never as less than 0: the sum cannot go back.
    """
    midnight = _local(plant, at).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    # not `at` alone: a date has microseconds, and the last half of one before midnight is rounded up to it
    first, (last, since_s) = int(midnight // _STEP_S), divmod(max(at, midnight), _STEP_S)
    quarters = [_given(plant, quarter) for quarter in range(first, int(last) + 2)]
    whole = sum(quarters[:-2]) + (quarters[-2] - quarters[0]) / 2.0
    begun = since_s / _STEP_S
    return (whole + begun * (quarters[-2] + begun * (quarters[-1] - quarters[-2]) / 2.0)) * _STEP_S / 3600.0


def charge(plant: Plant, at: float) -> float:
    """Of a battery, 0 to 1."""
    return battery.charge(_hour(plant, at))


def _solar(plant: Plant, at: float) -> float:
    light = irradiance(plant, at)
    cell = air_temperature(plant.latitude, plant.longitude, at) + 0.03 * light
    # a tenth is lost on the way, and warm cells give less
    steady = min(1.0, 0.9 * light / 1000.0 * (1.0 - 0.004 * (cell - 25.0)))
    return steady * (0.99 + 0.01 * noise(plant.slug, at / 11.0))


def _wind(plant: Plant, at: float) -> float:
    curve = smooth((hub_wind(plant, at) - _CUT_IN_M_S) / (_RATED_M_S - _CUT_IN_M_S))
    return curve * (0.99 + 0.008 * noise(plant.slug, at / 13.0))


def _biomethane(plant: Plant, at: float) -> float:
    return 0.86 + _breath(plant, at, (3000.0, 0.07), (400.0, 0.03), (23.0, 0.01))


def _cogeneration(plant: Plant, at: float) -> float:
    return 0.91 + _breath(plant, at, (3600.0, 0.04), (240.0, 0.012), (17.0, 0.005))


def _hydro(plant: Plant, at: float) -> float:
    """Much of it is melted snow."""
    return 0.62 + 0.2 * season(at) + _breath(plant, at, (21_600.0, 0.06), (180.0, 0.01), (14.0, 0.004))


def _storage(plant: Plant, at: float) -> float:
    return battery.share(_hour(plant, at)) * (0.985 + 0.015 * noise(plant.slug, at / 12.0))


def _breath(plant: Plant, at: float, *waves: tuple[float, float]) -> float:
    """Each of the waves has its seconds and its height."""
    return sum(height * noise(f"{plant.slug} {period_s:g}", at / period_s) for period_s, height in waves)


@lru_cache(4096)
def _given(plant: Plant, quarter: int) -> float:
    return max(0.0, share(plant, quarter * _STEP_S))


def _hour(plant: Plant, at: float) -> float:
    local = _local(plant, at)
    return local.hour + local.minute / 60.0 + (local.second + local.microsecond / 1e6) / 3600.0


def _local(plant: Plant, at: float) -> datetime:
    return datetime.fromtimestamp(at, ZoneInfo(plant.timezone))


_SHARES: dict[str, Callable[[Plant, float], float]] = {
    "solar": _solar,
    "wind": _wind,
    "biomethane": _biomethane,
    "cogeneration": _cogeneration,
    "hydro": _hydro,
    "storage": _storage,
}
