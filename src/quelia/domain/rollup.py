"""Rollups: what a quantity was over a step of time, and how small steps become larger ones."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import fsum
from typing import NamedTuple

from quelia.domain.unit import UNITS, Unit

MINUTE_S = 60
QUARTER_S = 900  # the step in which energy is traded, hence metered and compared


class Rollup(NamedTuple):
    """What a quantity was over one step.

    start_s: seconds since 1970, UTC. unit: symbol as declared. minutes: how many of it had a value.
    mean, lowest, highest: in the base unit.
    """

    start_s: int
    unit: str
    minutes: int
    mean: float
    lowest: float
    highest: float


def thin(rows: Iterable[Rollup], starts: Sequence[int]) -> list[Rollup]:
    """One rollup per step that has rows; a step without stays absent.

    rows: oldest first, none before the first of `starts`. starts: of the steps, oldest first.
    Each row weighs the same, however much was read in it: a plant is read more often while somebody watches.
    """
    at = 0

    def step(row: Rollup) -> int:
        nonlocal at
        while at + 1 < len(starts) and starts[at + 1] <= row.start_s:
            at += 1
        return starts[at]

    return [_merged(start, list(group)) for start, group in groupby(rows, step)]


def comparable(rows: Sequence[Rollup], unit: Unit) -> list[Rollup]:
    """The rows that can be written in `unit`: once, the plant may have been declared in one that cannot be converted."""
    bases = {symbol: unit_of(symbol).base for symbol in {row.unit for row in rows}}
    return [row for row in rows if bases[row.unit] == unit.base]


def unit_of(symbol: str) -> Unit:
    """The unit of a symbol as it was recorded, free ones included."""
    return UNITS.get(symbol) or Unit(symbol, symbol, None)


def _merged(start_s: int, rows: list[Rollup]) -> Rollup:
    unit = rows[-1].unit
    rows = comparable(rows, unit_of(unit))
    return Rollup(
        start_s,
        unit,
        sum(row.minutes for row in rows),
        fsum(row.mean for row in rows) / len(rows),
        min(row.lowest for row in rows),
        max(row.highest for row in rows),
    )
