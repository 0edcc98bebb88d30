"""From an answer to readings: where all ways in meet, and nothing after it knows where a reading came from."""

import math

import msgspec

from quelia.domain.document import Document
from quelia.domain.errors import BadState, Implausible, NotANumber, PathMismatch, SourceError, UnknownUnit
from quelia.domain.instant import instant, sane
from quelia.domain.number import number
from quelia.domain.path import Path
from quelia.domain.reading import Reading, Value
from quelia.domain.source import Point, Source
from quelia.domain.unit import Unit, UnitError, known_unit


class Tick(msgspec.Struct, frozen=True):
    """One turn of a source: when its answer came (seconds since 1970), its pace then, and the epoch of the lease."""

    received_at: float
    interval_s: float
    epoch: int = 0


def extract(source: Source, document: Document, tick: Tick) -> list[Reading]:
    """One reading per plant of `source`, each value in its base unit or with the reason why it has none."""
    try:
        well(source, document)
    except SourceError as error:
        return failed(source, error, tick)
    at, simulated = measured_at(source, document, tick.received_at), _simulated(document)
    values = [(point, _value(source, point, document)) for point in source.points]
    return [_reading(source, plant, values, tick, at, simulated=simulated) for plant in source.plants]


def failed(source: Source, error: SourceError, tick: Tick) -> list[Reading]:
    """The readings of an answer that never came or says nothing: each value has the reason of `error`."""
    values = [(point, _without(point, error)) for point in source.points]
    return [_reading(source, plant, values, tick, None) for plant in source.plants]


def _reading(
    source: Source,
    plant: str,
    values: list[tuple[Point, Value]],
    tick: Tick,
    measured_at: float | None,
    *,
    simulated: bool = False,
) -> Reading:
    return Reading(
        plant=plant,
        source=source.id,
        received_at=tick.received_at,
        measured_at=measured_at,
        values=tuple(value for point, value in values if point.plant == plant),
        interval_s=tick.interval_s,
        stale_after_s=source.stale_after(tick.interval_s),
        epoch=tick.epoch,
        simulated=simulated,
    )


def _simulated(document: Document) -> bool:
    """Whether the answer says of itself that nobody measured it, as a bridge with a simulated input does."""
    return isinstance(document, dict) and document.get("simulated") is True


def well(source: Source, document: Document) -> None:
    """Raises BadState where the answer says of itself that it is not, PathMismatch where it does not say."""
    if source.status_path is None:
        return
    status = _one(source.status_path, document)
    # 1 == True in Python, but a status of 1 is not one of true; 0 and 0.0 are the same in JSON
    if not any(isinstance(status, bool) is isinstance(ok, bool) and status == ok for ok in source.status_ok):
        raise BadState(f"the status at {source.status_path} is not one of those that are well")


def measured_at(source: Source, document: Document, received_at: float) -> float | None:
    """When it was measured, as the answer says; None where it does not say so in a way that can be believed."""
    if source.timestamp_path is None:
        return None
    try:
        written = _one(source.timestamp_path, document)
    except PathMismatch:
        return None  # a time that cannot be found takes no good number away
    return sane(instant(written, source.timezone, received_at), received_at)


def measured(source: Source, point: Point, document: Document) -> Value:
    """What `point` finds, in its base unit; with the reason of a number beyond its limits.

    Raises a SourceError that says what is wrong with all others.
    """
    total, unit = _picked(point, document)
    if total is None:
        if source.null == "error":
            raise NotANumber(f"{point.path} holds no value")
        return Value(point.quantity, unit.symbol, None)
    if not within(point, total, unit):
        return Value(point.quantity, unit.symbol, None, Implausible.code)
    counted = unit.to_base(total)
    if not math.isfinite(counted):
        raise NotANumber(f"{point.path} holds a number that is too large once scaled")
    return Value(point.quantity, unit.symbol, counted + 0.0)  # -0.0 would be shown with its sign


def _value(source: Source, point: Point, document: Document) -> Value:
    try:
        return measured(source, point, document)
    except SourceError as error:
        return _without(point, error)


def _without(point: Point, error: SourceError) -> Value:
    return Value(point.quantity, point.unit.symbol if point.unit else "", None, error.code)


def within(point: Point, total: float, unit: Unit) -> bool:
    """Whether `total`, in `unit`, keeps the limits, which are in the declared unit."""
    if point.unit is not None and None not in (point.unit.factor, unit.factor):
        total = point.unit.from_base(unit.to_base(total))
    return (point.minimum is None or total >= point.minimum) and (point.maximum is None or total <= point.maximum)


def _picked(point: Point, document: Document) -> tuple[float | None, Unit]:
    """The number that the point means, in the unit returned with it; None where the answer says "no value"."""
    nodes = point.path.nodes(document)
    if not nodes:
        raise PathMismatch(f"{point.path} leads to nothing in this answer")
    if point.pick == "only" and len(nodes) > 1:
        raise PathMismatch(f"{point.path} finds {len(nodes)} values where one was expected")
    chosen = nodes if point.pick == "sum" else [nodes[-1] if point.pick == "last" else nodes[0]]
    parsed = [number(node, point.number) for node in chosen if not _is_null(point, node)]
    parsed = [(each, found) for each, found in parsed if each not in point.nulls]
    unit = _unit(point, document, {found for _, found in parsed})
    if not parsed:
        return None, unit
    return sum(each for each, _ in parsed) * point.scale, unit


def _is_null(point: Point, node: Document) -> bool:
    if node is None:
        return True
    if isinstance(node, str):
        return node.strip() in point.nulls
    return not isinstance(node, bool | list | dict) and node in point.nulls


def _unit(point: Point, document: Document, written: set[Unit | None]) -> Unit:
    """The unit behind the number counts, then the one at `unit_path`, then the declared one."""
    if None in written or not written:
        named = _named(point.unit_path, document) if point.unit_path is not None else None
        written = {each or named or point.unit for each in written or {None}}
    if len(written) > 1:
        raise UnknownUnit("the values to add up come in different units")
    unit = next(iter(written))
    if unit is None or not point.measures.takes(unit):
        raise UnknownUnit(f"the unit of the answer is not one of {point.quantity}")
    return unit


def _named(path: Path, document: Document) -> Unit:
    text = _one(path, document)
    if not isinstance(text, str):
        raise UnknownUnit(f"{path} holds no text")
    try:
        return known_unit(text)
    except UnitError as error:
        raise UnknownUnit(f"the unit at {path} is not a known one") from error


def _one(path: Path, document: Document) -> Document:
    nodes = path.nodes(document)
    if len(nodes) != 1:
        raise PathMismatch(f"{path} finds {len(nodes)} values where one was expected")
    return nodes[0]
