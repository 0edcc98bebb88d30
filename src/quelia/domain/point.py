"""Points as they are declared, in a file of the service or of a bridge: what is wrong with one, and what it becomes."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from quelia.domain.path import Path, PathError
from quelia.domain.quantity import QUANTITIES
from quelia.domain.source import Point
from quelia.domain.unit import UnitError, declared_unit

Fault = tuple[str, str, str]  # the key, the code of its sentence under `problem`, and its fact


def point_faults(facts: Any) -> Iterator[Fault]:
    """facts: whatever has the keys of a point under their names."""
    if facts.quantity not in QUANTITIES:
        yield "quantity", "one_of", ", ".join(QUANTITIES)
    yield from path_faults("path", facts.path)
    yield from path_faults("unit_path", facts.unit_path)
    if facts.unit is None and facts.unit_path is None:
        yield "unit", "missing_key", ""
    elif facts.unit is not None:
        yield from _unit_faults(facts.unit, facts.quantity)
    if facts.scale == 0 or not abs(facts.scale) < 1e12:
        yield "scale", "scale", ""
    if facts.minimum is not None and facts.maximum is not None and facts.minimum >= facts.maximum:
        yield "minimum", "limits", ""


def path_faults(key: str, text: str | None) -> Iterator[Fault]:
    try:
        Path(text or "")
    except PathError as error:
        yield key, error.code, error.text


def zone_faults(key: str, name: str) -> Iterator[Fault]:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        yield key, "timezone", name


def _unit_faults(text: str, quantity: str) -> Iterator[Fault]:
    try:
        unit = declared_unit(text)
    except UnitError as error:
        yield "unit", "unit_meant" if error.meant else "unit", error.meant or text
        return
    if quantity in QUANTITIES and not QUANTITIES[quantity].takes(unit):
        yield "unit", "unit_of_quantity", f"{unit.symbol}, {quantity}"


def point_of(facts: Any, plant: str, since: float = 0.0) -> Point:
    """What is without a fault. facts: as above; a row, or an entry of a file."""
    return Point(
        plant=plant,
        quantity=facts.quantity,
        path=Path(facts.path),
        unit=declared_unit(facts.unit) if facts.unit is not None else None,
        unit_path=path_of(facts.unit_path),
        scale=facts.scale,
        minimum=facts.minimum,
        maximum=facts.maximum,
        pick=facts.pick,
        number=facts.number,
        nulls=tuple(facts.nulls),
        since=since,
    )


def path_of(text: str | None) -> Path | None:
    return Path(text) if text is not None else None
