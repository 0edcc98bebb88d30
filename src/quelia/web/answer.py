"""The past as it is sent: JSON, or a table for spreadsheets."""

import csv
import io
from collections.abc import Sequence

import msgspec

from quelia.domain.cell import guarded
from quelia.domain.quantity import QUANTITIES
from quelia.domain.reading import iso
from quelia.domain.rollup import Rollup, comparable, thin, unit_of
from quelia.domain.span import Span
from quelia.domain.unit import Unit

_encode = msgspec.json.Encoder().encode


class Question(msgspec.Struct, frozen=True):
    """plant_id: the number under which readings are stored. unit: symbol as declared, None where the answers name it."""

    plant: str
    plant_id: int
    quantity: str
    unit: str | None
    span: Span
    csv: bool
    simulated: bool


class Step(msgspec.Struct, frozen=True):
    """lowest, highest: of the single readings in it."""

    at: str
    value: float
    lowest: float
    highest: float


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """points: one per step that has readings, oldest first."""

    plant: str
    quantity: str
    unit: str
    step_s: int
    since: str = msgspec.field(name="from")
    until: str = msgspec.field(name="to")
    points: list[Step]
    simulated: bool | msgspec.UnsetType = msgspec.UNSET


def write(question: Question, found: Sequence[Rollup]) -> bytes:
    """The answer, from rollups of steps as small as asked for or smaller, oldest first."""
    past = _past(question, found)
    return _table(past) if question.csv else _encode(past)


def _past(question: Question, found: Sequence[Rollup]) -> Past:
    span, unit = question.span, _unit(question, found)
    rows = thin(comparable(found, unit), span.starts)
    return Past(
        plant=question.plant,
        quantity=question.quantity,
        unit=unit.symbol,
        step_s=span.step_s,
        since=iso(span.start_s),
        until=iso(span.end_s),
        points=[
            Step(iso(row.start_s), *(unit.from_base(number) for number in (row.mean, row.lowest, row.highest)))
            for row in rows
        ],
        simulated=question.simulated or msgspec.UNSET,
    )


def _unit(question: Question, found: Sequence[Rollup]) -> Unit:
    if question.unit is not None:
        return unit_of(question.unit)
    return unit_of(found[-1].unit if found else QUANTITIES[question.quantity].base)


def _table(past: Past) -> bytes:
    """RFC 4180."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    names = [guarded(each) for each in (past.plant, past.quantity, past.unit)]
    simulated = [] if past.simulated is msgspec.UNSET else ["true"]
    rows.writerow(
        ["plant", "quantity", "unit", "at", "value", "lowest", "highest", *(["simulated"] if simulated else [])]
    )
    rows.writerows([*names, each.at, each.value, each.lowest, each.highest, *simulated] for each in past.points)
    return text.getvalue().encode()
