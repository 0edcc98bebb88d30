"""The number that a path leads to in the example, and the unit it comes in, held against each other."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from quelia.domain.document import Document
from quelia.domain.errors import SourceError, UnknownUnit
from quelia.domain.extract import Tick, extract
from quelia.domain.judge import judge
from quelia.domain.meaning import named_unit
from quelia.domain.number import number
from quelia.domain.path import Path
from quelia.domain.plant import Plant
from quelia.domain.quantity import MAIN, quantity_of
from quelia.domain.reading import Value
from quelia.domain.source import Format, Point, Source
from quelia.domain.unit import UNITS, Unit, UnitError, declared_unit
from quelia.onboarding.answer.answer import Found, Remark
from quelia.onboarding.answer.checks.located import Spot

_FORMS: tuple[Format, ...] = ("json", "dot", "comma", "leading")
_PLANT = Plant(slug="answer", name="", energy="solar", latitude=0.0, longitude=0.0)
_MOST_WRITTEN = 60
_GROUPED = re.compile(r"\s*[+-]?[0-9]{1,3}(?:[., '’\u00a0\u202f][0-9]{3})+(?![0-9])")  # by thousands: 1,234.5


class Measured(NamedTuple):
    """unit: the one to take, None where there is none."""

    unit: Found | None
    remarks: list[Remark]


def form_of(node: Document) -> Format | None:
    """How a number is written there; None for what is none."""
    for form in _FORMS:
        try:
            number(node, form)
        except SourceError:
            continue
        return form
    return None


def measured(unit: Found | None, spot: Spot | None, path: Found | None, plant: Plant | None = None) -> Measured:
    """What is to say of the number at `spot` in `unit`. plant: whose capacity is held against it."""
    named = _named(spot)
    taken, remarks = _unit(unit, named)
    line = path.line if path is not None else 0
    if spot is not None and path is not None:
        remarks = [*_about_value(spot, path, taken, plant or _PLANT, line), *remarks]
    return Measured(taken, remarks)


def known(unit: Found | None) -> Unit | None:
    """What is declared by the text of a unit; None where it is no unit."""
    try:
        return declared_unit(unit.value) if unit is not None else None
    except UnitError:
        return None


def _named(spot: Spot | None) -> str:
    """The unit that the example itself names, by its symbol; empty where it does not."""
    if spot is None:
        return ""
    if isinstance(spot.node, str):
        try:
            found = number(spot.node, "leading")[1]
        except SourceError:
            found = None
        if found is not None:
            return found.symbol
    return named_unit(spot.steps[-1:], spot.beside) or ""


def _unit(unit: Found | None, named: str) -> tuple[Found | None, list[Remark]]:
    if unit is None:
        if named:
            return Found(named, "likely"), [_from_sample(named)]
        return None, [Remark("unit_missing", "unit", asks=True)]
    facts = {"unit": unit.value}
    before: list[Remark] = []
    try:
        declared = declared_unit(unit.value)
    except UnitError as error:
        if error.meant is None:
            return _unsure(unit), [Remark("unit_unknown", "unit", unit.line, facts, asks=True)]
        before = [Remark("unit_case", "unit", unit.line, {"written": unit.value, "meant": error.meant}, asks=True)]
        unit, declared = Found(error.meant, "doubtful", unit.line), declared_unit(error.meant)
    if len(declared.symbol.split()) > 1:  # no unit is called so: it is said in words where it stands
        if named:
            return Found(named, "likely", unit.line), [_from_sample(named, unit.line)]
        return _unsure(unit), [Remark("unit_unknown", "unit", unit.line, facts, asks=True)]
    if named and named != declared.symbol:
        facts = {"unit": declared.symbol, "named": named}
        return _unsure(unit), [*before, Remark("unit_differs", "unit", unit.line, facts, asks=True)]
    return unit, [*before, *_kind(unit, declared)]


def _from_sample(named: str, line: int = 0) -> Remark:
    return Remark("unit_from_sample", "unit", line, {"unit": named})


def _kind(unit: Found, declared: Unit) -> Iterator[Remark]:
    """What is to say of a unit that nothing speaks against."""
    facts = {"unit": declared.symbol}
    if declared.symbol == "m³/h":
        yield Remark("unit_m3", "unit", unit.line)
    elif declared.symbol not in UNITS:
        yield Remark("unit_free", "unit", unit.line, facts)
    elif quantity_of(declared) not in MAIN:
        yield Remark("unit_quantity", "unit", unit.line, facts, asks=True)


def _about_value(spot: Spot, path: Found, unit: Found | None, plant: Plant, line: int) -> Iterator[Remark]:
    written = spot.node if isinstance(spot.node, str) else msgspec.json.encode(spot.node).decode()
    written = written[:_MOST_WRITTEN]
    facts = {"path": path.value, "written": written}
    if spot.node is None:
        yield Remark("value_null", "path", line, facts)
        return
    form = form_of(spot.node)
    if form is None:
        foreign = isinstance(spot.node, str) and _has_foreign_unit(spot.node)
        grouped = isinstance(spot.node, str) and _GROUPED.match(spot.node)
        code = "value_foreign" if foreign else "value_unread" if grouped else "value_no_number"
        yield Remark(code, "path", line, facts, asks=True)
        return
    declared = known(unit)
    counted = number(spot.node, form)[0]
    shown = facts | {"number": f"{counted:.12g}", "unit": declared.symbol if declared is not None else ""}
    value = _read(spot.node, form, declared, plant)
    if value is not None and value.reason == "implausible":
        yield Remark("value_implausible", "unit", line, shown, asks=True)
    else:
        sure = unit is not None and unit.confidence != "doubtful"  # what may be another unit is not said with a number
        yield Remark("value", "path", line, shown if sure else shown | {"unit": ""})
        if counted < 0:
            yield Remark("value_negative", "path", line, shown)
    if form != "json":
        yield Remark(f"value_{form}", "path", line, facts)


def _read(node: Document, form: Format, unit: Unit | None, plant: Plant) -> Value | None:
    """The value as it would be read and judged once the source runs; None without a unit."""
    if unit is None:
        return None
    point = Point(plant=plant.slug, quantity=quantity_of(unit), path=Path("$"), unit=unit, number=form)
    source = Source(id=0, slug="answer", url="", points=(point,))
    (reading,) = extract(source, node, Tick(received_at=0.0, interval_s=source.interval_s))
    return judge(reading, plant).values[0]


def _has_foreign_unit(text: str) -> bool:
    try:
        number(text, "leading")
    except UnknownUnit:
        return True
    except SourceError:
        return False
    return False


def _unsure(unit: Found) -> Found:
    return msgspec.structs.replace(unit, confidence="doubtful")
