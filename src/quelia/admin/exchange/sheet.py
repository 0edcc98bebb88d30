"""What a file says of plants, whatever its format: rows of cells under the names of our columns."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from quelia.store.declaration import Problem


class Row(NamedTuple):
    """line: as a spreadsheet counts, the headings being the first; of GeoJSON the number of the feature. cells: by column."""

    line: int
    cells: Mapping[str, object]


class Sheet(NamedTuple):
    """columns: those that the file has, by their keys. unknown: headings that mean nothing to us."""

    columns: Sequence[str]
    unknown: Sequence[str]
    rows: Sequence[Row]


class Fault(NamedTuple):
    """One thing to correct, and where. line: 0 for the file as a whole. column: its key, or empty for the row."""

    line: int
    column: str
    problem: Problem


class Unreadable(Exception):
    """Nothing of a file can be taken. faults: why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.problem.code for fault in faults))
        self.faults = faults


def whole(code: str, **facts: str) -> Unreadable:
    """A fault of the file as a whole. code: one of `texts/*/cell.json`."""
    return Unreadable(Fault(0, "", Problem("", f"cell.{code}", facts=facts)))
