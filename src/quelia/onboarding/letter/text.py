"""The letter as plain text, readable in any mail program and at any width that has room for its lines."""

import textwrap
from collections.abc import Iterator
from itertools import zip_longest

from quelia.onboarding.letter.blocks import (
    Block,
    Code,
    Form,
    Heading,
    Items,
    Letter,
    Paragraph,
    Question,
    Said,
    Table,
)

_WIDTH = 72  # what mail programs neither wrap nor scroll
_LEFT = 26  # of a table
_GAP = "  "
_INDENT = "    "


def as_text(letter: Letter) -> str:
    """Without its subject. Ends with a line break."""
    parts = [part for block in letter.blocks for part in _parts(block)]
    return "\n\n".join(parts) + "\n"


def _parts(block: Block) -> Iterator[str]:
    match block:
        case Heading(said):
            yield f"{_bare(said)}\n{'-' * min(_WIDTH, len(_bare(said)))}"
        case Paragraph(said):
            yield _wrapped(_bare(said))
        case Items(items, numbered):
            marks = [f"{number}. " if numbered else "- " for number in range(1, len(items) + 1)]
            yield "\n".join(_wrapped(_bare(item), mark) for mark, item in zip(marks, items, strict=True))
        case Code(text):
            yield textwrap.indent(text, _INDENT)
        case Table():
            yield "\n".join(_rows(block))
        case Question(asked, answer):
            yield f"{_wrapped(_bare(asked))}\n{_wrapped(_bare(answer), _GAP)}"
        case Form(text):
            yield text.strip("\n")


def _bare(said: Said) -> str:
    return "".join(span.text for span in said)


def _wrapped(text: str, mark: str = "", width: int = _WIDTH) -> str:
    """Lines of words; what has no space in it, a link above all, stays in one piece. mark: before the first line."""
    return textwrap.fill(
        text,
        width,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _rows(table: Table) -> Iterator[str]:
    """Two columns beside each other."""
    left = min(_LEFT, max(len(_bare(name)) for name, _ in table.rows))
    right = _WIDTH - len(_GAP) * 2 - left
    for name, what in table.rows:
        cells = (_wrapped(_bare(name), width=left).split("\n"), _wrapped(_bare(what), width=right).split("\n"))
        for first, second in zip_longest(*cells, fillvalue=""):
            yield f"{_GAP}{first:<{left}}{_GAP}{second}".rstrip()
