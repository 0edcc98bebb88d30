"""A device, or a program, that answers in JSON on the local network."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from quelia.bridge.inputs.asking import Asking, AuthSettings, Where
from quelia.bridge.inputs.document import DocumentPoint, DocumentSettings, MeasuredPoint, samples_of, source_of
from quelia.bridge.problem import ConfigError, Problem
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.sources.preset import PRESETS

ASKS = ("url", "point.path")


class Point(MeasuredPoint, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As in a file for `quelia load`; what is absent is that of the preset, where it has this quantity."""

    path: str | None = None
    unit_path: str | None = None
    pick: Literal["only", "first", "last", "sum"] | None = None
    number: Literal["json", "dot", "comma", "leading"] | None = None


class Settings(DocumentSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """preset: a name of `sources/presets`; fill: what stands in the place of its `{placeholders}`."""

    url: Annotated[str, Meta(max_length=2000)] | None = None
    preset: str | None = None
    fill: dict[str, str] = {}
    auth: AuthSettings | list[AuthSettings] = []
    ca_file: str | None = None
    pin: str | None = None
    point: Annotated[list[Point], Meta(min_length=1)]


class Device:
    """Keeps its connection between two reads."""

    def __init__(self, settings: Settings, site: Site) -> None:
        where = f"input[{settings.name}]"
        known = _known(settings, where)
        points = [_point(point, known, f"{where}.point[{n}]") for n, point in enumerate(settings.point)]
        whole = msgspec.structs.replace(
            settings,
            timestamp_path=settings.timestamp_path or known.get("timestamp_path"),
            status_path=settings.status_path or known.get("status_path"),
            status_ok=settings.status_ok or known.get("status_ok", []),
        )
        if settings.max_age_s is not None and whole.timestamp_path is None:
            raise ConfigError([Problem(f"{where}.max_age_s", "age_needs_time")])
        self._source = source_of(whole, points)
        self._settings, self._site = settings, site
        self._units = [point.unit for point in settings.point]
        url = settings.url or str(known.get("url") or "")
        asked = Where(url=url, auth=settings.auth, ca_file=settings.ca_file, pin=settings.pin)
        self._asking = Asking(settings, asked, site, self._source)

    async def read(self) -> Sequence[Sample]:
        answer = await self._asking.ask()
        age = self._settings.max_age_s
        return samples_of(answer.body, self._source, self._site.clock(), units=self._units, max_age_s=age)

    async def close(self) -> None:
        await self._asking.close()


def opened(settings: Settings, site: Site) -> Device:
    """Raises ConfigError, SecretMissing."""
    return Device(settings, site)


def _known(settings: Settings, where: str) -> Mapping[str, Any]:
    """What the preset says, in the words of `quelia load`."""
    if settings.preset is None:
        return {}
    preset = PRESETS.get(settings.preset)
    if preset is None or preset.url is None:
        known = ", ".join(name for name, each in PRESETS.items() if each.url is not None)
        raise ConfigError([Problem(f"{where}.preset", "one_of", known)])
    missing = sorted(preset.placeholder.keys() - settings.fill.keys()) if settings.url is None else []
    if missing:
        raise ConfigError([Problem(f"{where}.fill.{name}", "missing_key") for name in missing])
    return preset.filled(settings.fill).keys()


def _point(point: Point, known: Mapping[str, Any], where: str) -> DocumentPoint:
    """The numbers of a preset come in its unit, and are sent in that of the point. Raises ConfigError."""
    told = {name: value for name, value in msgspec.to_builtins(point).items() if value is not None}
    if point.path is None:
        found = next((each for each in known.get("point", ()) if each["quantity"] == point.quantity), None)
        if found is None:
            raise ConfigError([Problem(f"{where}.path", "missing_key")])
        told = {**{name: value for name, value in told.items() if name not in ("unit", "nulls", "scale")}, **found}
        told["unit"] = found.get("unit", point.unit)
        told["scale"] = found.get("scale", 1.0) * point.scale
        told["nulls"] = [*found.get("nulls", []), *point.nulls]
    return msgspec.convert(told, DocumentPoint)
