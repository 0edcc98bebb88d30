"""An answer as a tree that one reads: its lines, bounded, each number with the path that leads to it."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import msgspec

from quelia.domain.document import Document
from quelia.domain.path import Step
from quelia.domain.scout import is_number, sighting

Kind = Literal["object", "list", "number", "text", "truth", "null", "masked", "more"]
Mask = Callable[[str], str]

_MOST_LINES = 400
_MOST_DEEP = 12
_MOST_BESIDE = 60  # in one list or object: the past stands in a list, and what is now at one of its ends
_MOST_LAST = 3  # of these, those at its end
_MOST_KEY, _MOST_WRITTEN = 60, 100  # characters
_FEW_LINES = 60  # so few are all shown at once
_OPEN_ABOVE = 2  # of a larger tree, what is not deeper


class Line(msgspec.Struct, frozen=True):
    """depth: 0 for the answer itself. key: of an object, or index of a list; empty for the answer itself. written: as it
    stands there, cut; of an object or a list, how many things it holds; of those left out, how many they are.

    path, unit: of a number that can be chosen, and what it may be in; else None. folds: whether there are lines below it,
    and open: whether they are seen at once. closes: how many lists and objects end after this line.
    """

    depth: int
    key: str
    kind: Kind
    written: str
    path: str | None = None
    unit: str | None = None
    folds: bool = False
    open: bool = False
    closes: int = 0

    @property
    def closing(self) -> range:
        """`closes`, for who can only go through things."""
        return range(self.closes)


def tree(document: Document, mask: Mask = str) -> Sequence[Line]:
    """The lines of `document`, what stands within a thing right after it. mask: hides what nobody may read."""
    return _folded(_first(_lines((), document, None, mask), _MOST_LINES))


def shortened(lines: Sequence[Line], most: int) -> Sequence[Line]:
    """As many of the first lines as say `most` bytes in UTF-8."""
    said, kept = 0, 0
    for line in lines:
        said += len(f"{line.key}{line.written}".encode())
        if said > most:
            break
        kept += 1
    return _folded(_first(iter(lines), kept)) if kept < len(lines) else lines


def _lines(steps: tuple[Step, ...], node: Document, beside: Document, mask: Mask) -> Iterator[Line]:
    yield _line(steps, node, beside, mask)
    if not isinstance(node, dict | list):
        return
    if len(steps) == _MOST_DEEP:
        if node:
            yield _left_out(len(steps) + 1, len(node))
        return
    below = list(node.items() if isinstance(node, dict) else enumerate(node))
    left_out = len(below) - _MOST_BESIDE
    first = below if left_out <= 0 else below[: _MOST_BESIDE - _MOST_LAST]
    for key, each in first:
        yield from _lines((*steps, key), each, node, mask)
    if left_out > 0:
        yield _left_out(len(steps) + 1, left_out)
        for key, each in below[-_MOST_LAST:]:
            yield from _lines((*steps, key), each, node, mask)


def _line(steps: tuple[Step, ...], node: Document, beside: Document, mask: Mask) -> Line:
    depth, key = len(steps), _short(mask(str(steps[-1])), _MOST_KEY) if steps else ""
    if isinstance(node, dict | list):
        return Line(depth, key, "object" if isinstance(node, dict) else "list", str(len(node)))
    written = str(node) if isinstance(node, int | float) and not isinstance(node, bool) else _json(node)
    masked = mask(written)
    if masked != written:
        return Line(depth, key, "masked", _short(masked, _MOST_WRITTEN))
    seen = sighting(steps, node, beside) if is_number(node) else None
    if seen is not None and mask(seen.path) != seen.path:
        seen = None
    told = (seen.path, seen.unit) if seen is not None else (None, None)
    return Line(depth, key, _kind(node), _short(written, _MOST_WRITTEN), *told)


def _kind(node: Document) -> Kind:
    if node is None:
        return "null"
    if isinstance(node, bool):
        return "truth"
    return "number" if isinstance(node, int | float) else "text"


def _json(node: Document) -> str:
    return json.dumps(node, ensure_ascii=False)


def _short(text: str, most: int) -> str:
    """Cut, and with nothing in it that would move what stands beside it."""
    plain = "".join(char if char.isprintable() else "\ufffd" for char in text[: most + 1])
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def _left_out(depth: int, count: int) -> Line:
    return Line(depth, "", "more", str(count) if count else "")


def _first(lines: Iterator[Line], most: int) -> list[Line]:
    kept: list[Line] = []
    for line in lines:
        if len(kept) == most:
            return [*kept, _left_out(line.depth, 0)]
        kept.append(line)
    return kept


def _folded(lines: Sequence[Line]) -> Sequence[Line]:
    few = len(lines) <= _FEW_LINES
    depths = [line.depth for line in lines[1:]] + [0]
    return [
        msgspec.structs.replace(
            line, folds=below > line.depth, open=few or line.depth < _OPEN_ABOVE, closes=max(0, line.depth - below)
        )
        for line, below in zip(lines, depths, strict=True)
    ]
