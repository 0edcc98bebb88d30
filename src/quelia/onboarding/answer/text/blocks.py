"""JSON that stands in a text: where it begins and ends, even where it cannot be read."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from quelia.onboarding.answer.text.line import TextLine, plain_text

_LONGEST = 120_000  # characters
_MOST_TRIED = 200  # brackets that begin nothing: each costs a look at what follows
_MOST_LEFT_OPEN = 20
_BRACKETS = {"{": 1, "[": 1, "}": -1, "]": -1}
_QUOTES = "\"'“”„«‘’‚`"
# not behind a letter, as in a path or an address with something to fill in; not the box of a mark
_START = re.compile(rf"(?<![\w/=$\])&?.-])(?:\{{(?!\{{)|\[(?=\s*(?:[\[{{{_QUOTES}0-9-]|$)))")
_FENCE = re.compile(r"\s*(?:```|~~~)")


class Block(NamedTuple):
    """line: where it begins. text: as it was written, over all its lines."""

    line: int
    text: str
    is_whole: bool


def without_blocks(
    lines: Sequence[TextLine], is_label: Callable[[str], bool]
) -> tuple[Sequence[TextLine], Sequence[Block]]:
    """The lines with JSON taken out, and that JSON. is_label: whether a line surely is something else, where no end is found."""
    left, blocks, at, tried, open_ = list(lines), [], 0, 0, 0
    column = 0
    while at < len(left):
        found = _START.search(left[at].body, column)
        if found is None or tried >= _MOST_TRIED or open_ >= _MOST_LEFT_OPEN:
            at, column = at + 1, 0
            continue
        end = _end(left, at, found.start(), is_label)
        open_ += not end.is_whole
        block = Block(left[at].number, _between(left, at, found.start(), end), end.is_whole)
        if not _is_json(block):
            tried += 1
            column = found.end()
            continue
        blocks.append(block)
        _take_out(left, at, found.start(), end)
        at, column = (at, 0) if end.row == at else (end.row, 0)
    return left, [block for block in blocks if block.text.strip("{}[] \n\t")]


class _End(NamedTuple):
    """row, column: behind its last character."""

    row: int
    column: int
    is_whole: bool


def _end(lines: Sequence[TextLine], row: int, column: int, is_label: Callable[[str], bool]) -> _End:
    """Where what opens here is closed; else before the next thing that was asked for, or at the end."""
    depth, seen, start, stop = 0, 0, row, 0
    while row < len(lines) and seen < _LONGEST:
        body, in_string, escaped = lines[row].body, False, False
        if row > start and not stop and is_label(lines[row].text):
            stop = row
        for at in range(column, len(body)):
            char = body[at]
            if in_string:
                in_string, escaped = char != '"' or escaped, char == "\\" and not escaped
            elif char == '"':
                in_string = True
            elif char in _BRACKETS:
                depth += _BRACKETS[char]
                if depth == 0:
                    return _End(row, at + 1, True)
        seen += len(body) + 1
        row, column = row + 1, 0
    last = (stop or row) - 1
    return _End(last, len(lines[last].body), False)


def _between(lines: Sequence[TextLine], row: int, column: int, end: _End) -> str:
    if end.row == row:
        return lines[row].body[column : end.column]
    inner = [lines[each].body for each in range(row + 1, end.row)]
    return "\n".join([lines[row].body[column:], *inner, lines[end.row].body[: end.column]])


def _is_json(block: Block) -> bool:
    inside = block.text[1:].strip(" \n\t\r")
    if block.text[0] == "{":
        return inside in ("", "}") or ":" in inside or (inside[:1] == "{" and block.is_whole)
    return (block.is_whole or "{" in inside) and ("{" in inside or "," in inside or inside[:1] in _QUOTES)


def _take_out(lines: list[TextLine], row: int, column: int, end: _End) -> None:
    if end.row == row:
        body = lines[row].body
        _say(lines, row, f"{body[:column]} {body[end.column :]}")
        return
    tail = lines[end.row].body[end.column :]
    _say(lines, row, lines[row].body[:column])
    for each in range(row + 1, end.row):
        _say(lines, each, "")
    _say(lines, end.row, tail)


def _say(lines: list[TextLine], row: int, body: str) -> None:
    """Only what is left of the line; a comma or a fence beside the JSON says nothing."""
    left = "" if _FENCE.match(body) or not re.search(r"\w", body) else body
    lines[row] = lines[row]._replace(body=left, text=plain_text(left))
