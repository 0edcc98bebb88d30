"""How few questions do: registers that are near each other are asked for together, and no number is torn in two."""

from collections.abc import Iterable
from typing import NamedTuple

from quelia.bridge.registers.address import Place, Table

_MOST = 120  # registers; the protocol allows 125, some devices a few less
_GAP = 16  # registers that nobody needs cost less than another question


class Span(NamedTuple):
    """Registers next to each other, of one unit behind an address."""

    unit_id: int
    table: Table
    start: int
    length: int

    @property
    def end(self) -> int:
        return self.start + self.length

    def holds(self, other: "Span") -> bool:
        return (self.unit_id, self.table) == (other.unit_id, other.table) and (
            self.start <= other.start and other.end <= self.end
        )


def span(unit_id: int, place: Place, length: int) -> Span:
    return Span(unit_id, place.table, place.offset, length)


def plan(needed: Iterable[Span], gap: int = _GAP) -> list[Span]:
    """Questions of which each of `needed` is a part of one. gap: registers that may be asked for in vain."""
    asked: list[Span] = []
    for each in sorted(set(needed)):
        last = asked[-1] if asked else None
        if last is not None and _joins(last, each, gap):
            end = max(last.end, each.end)
            asked[-1] = last._replace(length=end - last.start)
        else:
            asked.append(each)
    return asked


def _joins(last: Span, each: Span, gap: int) -> bool:
    same = (last.unit_id, last.table) == (each.unit_id, each.table)
    return same and each.start - last.end <= gap and max(last.end, each.end) - last.start <= _MOST
