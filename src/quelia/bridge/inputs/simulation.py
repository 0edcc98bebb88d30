"""Values that nobody measured: to try a bridge out before the plant is there. Each sample says so, to the screen."""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta

from quelia.bridge.inputs.input import InputSettings, PointSettings
from quelia.bridge.problem import ConfigError, Problem
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site

ASKS = ("point.peak",)

_DAWN_H, _DUSK_H = 6.0, 20.0
# how far a cloud takes it down, and how long two of them last: their sum never comes back within a day
_CLOUDS = ((0.12, 417.0), (0.06, 131.0))

Number = Annotated[float, Meta(ge=-1e15, le=1e15)]


class Point(PointSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Either peak, the highest of a day with clouds, or values, given one after the other, again and again."""

    peak: Number | None = None
    values: Annotated[list[Number], Meta(min_length=1, max_length=10_000)] | None = None


class Settings(InputSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """timezone: of the day whose curve is followed."""

    timezone: str = "Europe/Paris"
    point: Annotated[list[Point], Meta(min_length=1)]


class Simulation:
    """Connects to nothing."""

    def __init__(self, settings: Settings, site: Site) -> None:
        self._settings, self._site = settings, site
        self._zone = ZoneInfo(settings.timezone)
        self._reads = 0

    async def read(self) -> Sequence[Sample]:
        now = self._site.clock()
        samples = [self._sample(point, now) for point in self._settings.point]
        self._reads += 1
        return samples

    async def close(self) -> None:
        return

    def _sample(self, point: Point, now: float) -> Sample:
        if point.values is not None:
            value = point.values[self._reads % len(point.values)] * point.scale
        else:
            value = curve(now, self._zone) * (point.peak or 0.0) * point.scale
        value = float(f"{value:.4g}") if point.values is None else value
        return Sample(
            plant=point.plant,
            quantity=point.quantity,
            unit=point.unit,
            value=value,
            read_at=now,
            raw=f"{value:g}",
            simulated=True,
        )


def opened(settings: Settings, site: Site) -> Simulation:
    """Raises ConfigError."""
    where = f"input[{settings.name}]"
    problems = [
        Problem(f"{where}.point[{number}].peak", "peak_or_values")
        for number, point in enumerate(settings.point)
        if (point.peak is None) == (point.values is None)
    ]
    try:
        ZoneInfo(settings.timezone)
    except (KeyError, ValueError, OSError):
        problems.append(Problem(f"{where}.timezone", "timezone", settings.timezone))
    if problems:
        raise ConfigError(problems)
    return Simulation(settings, site)


def curve(now: float, zone: ZoneInfo) -> float:
    """From 0 at night to 1 at the height of a day, with clouds. now: in seconds since 1970."""
    local = datetime.fromtimestamp(now, zone)
    hour = local.hour + local.minute / 60 + local.second / 3600
    if not _DAWN_H < hour < _DUSK_H:
        return 0.0
    height = math.pow(math.sin(math.pi * (hour - _DAWN_H) / (_DUSK_H - _DAWN_H)), 1.5)
    shade = sum(depth * (1 - math.cos(2 * math.pi * now / lasts_s)) / 2 for depth, lasts_s in _CLOUDS)
    return height * (1 - shade)
