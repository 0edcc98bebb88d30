"""A cell of a table that a spreadsheet opens: no text in it may become a formula."""

import re

# what makes a spreadsheet compute a text instead of showing it; quotes before it are those of texts that were guarded
_FORMULA = re.compile(r"'*[=+\-@\t\r\0]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\0]")


def guarded(text: str) -> str:
    """`text` with a `'` before it, where a spreadsheet would compute it."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` was given."""
    return cell[1:] if _GUARDED.match(cell) else cell
