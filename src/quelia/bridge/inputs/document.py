"""What the inputs share that read a JSON document: the keys of `quelia load`, and samples as the service would read them."""

import json
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from quelia.bridge.frozen import Frozen
from quelia.bridge.inputs.input import InputSettings, PointSettings
from quelia.bridge.problem import ConfigError, Problem
from quelia.bridge.sample import Sample
from quelia.domain.document import Document, decode
from quelia.domain.errors import REASONS, PathMismatch, SourceError, UnknownUnit
from quelia.domain.extract import measured, measured_at, well
from quelia.domain.path import Path
from quelia.domain.point import Fault, path_faults, path_of, point_faults, point_of, zone_faults
from quelia.domain.source import Format, Point, Source
from quelia.domain.unit import declared_unit

_MOST_RAW = 200

Number = Annotated[float, Meta(ge=-1e15, le=1e15)]
Whole = Annotated[int, Meta(ge=-(10**15), le=10**15)]
Age = Annotated[float, Meta(ge=1, le=31_622_400)]


class MeasuredPoint(PointSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """minimum, maximum: in the declared unit. nulls: what stands there for "no value"."""

    minimum: Number | None = None
    maximum: Number | None = None
    nulls: list[Number | str] = []


class DocumentPoint(MeasuredPoint, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of a point in a file for `quelia load`. Whatever unit the document names, `unit` is what is sent."""

    path: str
    unit_path: str | None = None
    pick: Literal["only", "first", "last", "sum"] = "only"
    number: Literal["json", "dot", "comma", "leading"] = "json"


class DocumentSettings(InputSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of a source in a file for `quelia load`. max_age_s: of the sign of life; older, it is frozen."""

    null: Literal["no_production", "error"] = "no_production"
    timestamp_path: str | None = None
    timezone: str = "Europe/Paris"
    status_path: str | None = None
    status_ok: list[str | Whole | Number | bool] = []
    max_age_s: Age | None = None


def source_of(settings: DocumentSettings, points: Sequence[DocumentPoint]) -> Source:
    """What the domain reads documents by. Raises ConfigError with all that is wrong."""
    where = f"input[{settings.name}]"
    problems = [Problem(f"{where}.{key}", code, fact) for key, code, fact in _faults(settings)]
    for number, point in enumerate(points):
        problems += [Problem(f"{where}.point[{number}].{key}", code, fact) for key, code, fact in point_faults(point)]
    if problems:
        raise ConfigError(problems)
    return Source(
        id=0,
        slug="bridge",
        url="",
        points=tuple(point_of(point, point.plant) for point in points),
        timeout_s=settings.timeout_s,
        null=settings.null,
        timestamp_path=path_of(settings.timestamp_path),
        timezone=settings.timezone,
        status_path=path_of(settings.status_path),
        status_ok=tuple(settings.status_ok),
    )


def _faults(settings: DocumentSettings) -> Iterator[Fault]:
    yield from path_faults("timestamp_path", settings.timestamp_path)
    yield from path_faults("status_path", settings.status_path)
    yield from zone_faults("timezone", settings.timezone)
    if (settings.status_path is None) != (not settings.status_ok):
        yield "status_ok", "status_pair", ""


def bare_point(point: MeasuredPoint, number: Format = "json") -> Point:
    """A point whose whole document is its value: a cell, a number."""
    return Point(
        plant=point.plant,
        quantity=point.quantity,
        path=Path(""),
        unit=declared_unit(point.unit),
        scale=point.scale,
        minimum=point.minimum,
        maximum=point.maximum,
        number=number,
        nulls=tuple(point.nulls),
    )


def samples_of(
    body: bytes, source: Source, now: float, *, units: Sequence[str] = (), alive_at: float | None = None,
    max_age_s: float | None = None,
) -> list[Sample]:  # fmt: skip
    """One sample per point of `source`, in its order, each in its unit of `units`; in that of its point where none is given.

    alive_at: the sign of life where the document does not say when it was measured.
    Raises what `decode` does, BadState, and Frozen where the sign of life is older than `max_age_s`.
    """
    document = decode(body)
    well(source, document)
    at = measured_at(source, document, now)
    if max_age_s is not None and at is None and alive_at is None:
        raise PathMismatch("the answer says no time that can be believed", "time_unread")
    check_age(at if at is not None else alive_at, now, max_age_s)
    simulated = isinstance(document, dict) and document.get("simulated") is True
    wanted = units or [point.unit.symbol if point.unit is not None else "" for point in source.points]
    return [
        sample_of(source, point, unit, document, now, measured_at=at, simulated=simulated)
        for point, unit in zip(source.points, wanted, strict=True)
    ]


def check_age(alive_at: float | None, now: float, max_age_s: float | None) -> None:
    """Raise Frozen for a sign of life that is too old. A clock that is ahead is young."""
    if max_age_s is None or alive_at is None or now - alive_at <= max_age_s:
        return
    age_s = now - alive_at
    raise Frozen(f"the last sign of life is {age_s:.0f} s old", "old", age_s=f"{age_s:.0f}", most_s=f"{max_age_s:g}")


def sample_of(
    source: Source, point: Point, unit: str, document: Document, now: float, *, measured_at: float | None = None,
    simulated: bool = False,
) -> Sample:  # fmt: skip
    """What `point` finds in `document`, in `unit`, or why there is nothing."""
    sample = Sample(
        plant=point.plant,
        quantity=point.quantity,
        unit=declared_unit(unit).symbol,
        value=None,
        read_at=now,
        measured_at=measured_at,
        raw=_raw(point.path, document),
        simulated=simulated,
    )
    try:
        value = measured(source, point, document)
        if value.reason is not None:
            raise REASONS[value.reason](f"{point.path} holds a number beyond its limits", "limits")
        number = value.number if value.number is None else _in_unit(value.number, value.unit, unit)
    except SourceError as error:
        return msgspec.structs.replace(sample, error=error)
    return msgspec.structs.replace(sample, value=number)


def _in_unit(number: float, found: str, unit: str) -> float:
    """number: in the base unit of `found`."""
    wanted, given = declared_unit(unit), declared_unit(found)
    if wanted != given and (wanted.factor is None or given.factor is None or wanted.base != given.base):
        raise UnknownUnit(f"what comes in {found} cannot be told in {unit}", "unit_apart", found=found, unit=unit)
    return wanted.from_base(number)


def _raw(path: Path, document: Document) -> str:
    try:
        nodes = path.nodes(document)
    except SourceError:
        return ""
    return ", ".join(json.dumps(node, ensure_ascii=False)[:_MOST_RAW] for node in nodes[:3])[:_MOST_RAW]
