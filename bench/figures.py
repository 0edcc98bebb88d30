"""Figures: what was measured, beside a peer and a goal, and what can honestly be said of it."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple


class Sample(NamedTuple):
    """What one window gave. done: deliveries, polls or answers. cpu_s: of the server. load: share of a core that we took.

    seconds: how long the window was; no figure is made of it.
    """

    done: int
    cpu_s: float
    load: float
    seconds: float

    @property
    def rate(self) -> float:
        """Per CPU second."""
        return self.done / self.cpu_s


class Round(NamedTuple):
    """Both in one window, or in two that follow each other."""

    ours: Sample
    peer: Sample


class Bounds(NamedTuple):
    """Of a ratio, or of a figure without peer. floor: what must be; goal: what we promise; aim: what we would like.

    most: they are bounds from above.
    """

    floor: float | None = None
    goal: float | None = None
    aim: float | None = None
    most: bool = False

    def verdict(self, judged: float) -> str:
        if self.goal is None:
            return ""
        if self._holds(judged, self.goal):
            return "goal met, and its aim" if self.aim is not None and self._holds(judged, self.aim) else "goal met"
        if self.floor is None:
            return "below its goal"
        return "floor met, below its goal" if self._holds(judged, self.floor) else "below its floor"

    def _holds(self, judged: float, bound: float) -> bool:
        return judged <= bound if self.most else judged >= bound


NO_BOUNDS = Bounds()


class Figure(NamedTuple):
    """One line of the table.

    peer, ratio: None where a bound is all there is to compare with. load: the most of a core that our own load took.
    """

    what: str
    unit: str
    ours: float
    peer: float | None = None
    ratio: float | None = None
    bounds: Bounds = NO_BOUNDS
    load: float = 0.0

    @property
    def verdict(self) -> str:
        return self.bounds.verdict(self.ours if self.ratio is None else self.ratio)


def compared(what: str, unit: str, rounds: Sequence[Round], bounds: Bounds = NO_BOUNDS) -> Figure:
    """Medians of the rounds. That of the ratios is their own: what slows the machine down meets both of a round."""
    return Figure(
        what,
        unit,
        median(each.ours.rate for each in rounds),
        median(each.peer.rate for each in rounds),
        median(each.ours.rate / each.peer.rate for each in rounds),
        bounds,
        max(sample.load for each in rounds for sample in each),
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def table(figures: Sequence[Figure]) -> str:
    head = ("what", "unit", "quelia", "peer", "ratio", "floor", "goal", "aim", "our load", "")
    rows = [head, *map(_cells, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(_placed(row, widths)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def _placed(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    words = (0, 1, len(row) - 1)  # the others are numbers
    aligned = enumerate(zip(row, widths, strict=True))
    return [cell.ljust(width) if at in words else cell.rjust(width) for at, (cell, width) in aligned]


def _cells(figure: Figure) -> tuple[str, ...]:
    sign = "≤ " if figure.bounds.most else ""
    bounds = (figure.bounds.floor, figure.bounds.goal, figure.bounds.aim)
    return (
        figure.what,
        figure.unit,
        _short(figure.ours),
        _short(figure.peer),
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        *("" if bound is None else f"{sign}{bound:g}" for bound in bounds),
        f"{figure.load:.0%}" if figure.load else "",
        figure.verdict,
    )


def _short(number: float | None) -> str:
    if number is None:
        return "–"
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"
