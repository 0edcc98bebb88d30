"""Rows of a CSV file, in the dialect that was set."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from quelia.domain.errors import BadEncoding, NotANumber, PathMismatch

Column = str | int  # a name, or a number from 1

_NAMED = {"tab": "\t", "space": " "}
# a comma last: it may be a decimal one
_GUESSES = (";", "\t", "|", ",")
_LOST = "\ufffd"


class Dialect(NamedTuple):
    """delimiter: one character. quote: the same, or empty."""

    delimiter: str
    quote: str

    def rows(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """The cells of each line, with the spaces around them gone; of lines that a quote joins, together. One whose quote
        was not closed is no row.
        """
        open_line = ""
        for line in lines:
            joined = f"{open_line}\n{line}" if open_line else line
            cells = self._cells(joined)
            open_line = joined if cells is None else ""
            if cells is not None:
                yield cells

    def _cells(self, line: str) -> list[str] | None:
        # an open quote takes the line that follows along
        lines = [f"{line}\n", "end"]
        if self.quote:
            reading = csv.reader(lines, delimiter=self.delimiter, quotechar=self.quote)
        else:
            reading = csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE)
        try:
            read = list(reading)
        except csv.Error:  # a cell of more than 128 kB
            return []
        return [cell.strip(" \u00a0") for cell in read[0]] if len(read) == 2 else None


def is_delimiter(text: str) -> bool:
    """Whether it is `auto`, a word, or one sign that stands in no number."""
    return text in ("auto", "\t", *_NAMED) or (len(text) == 1 and text.isprintable() and text in ";,|:!&/^~#@*_ ")


def dialect_of(lines: Sequence[str], heads: int, delimiter: str, quote: str, *, decimal_comma: bool) -> Dialect:
    """The dialect that is set, or for `auto` the one in which all lines have as many cells. heads: of the lines."""
    if delimiter != "auto":
        return Dialect(_NAMED.get(delimiter, delimiter), quote)
    for guess in _GUESSES:
        # without a head a comma may be the decimal one of a file that has one column
        if guess == "," and (decimal_comma or not heads):
            continue
        dialect = Dialect(guess, quote)
        counts = {len(cells) for cells in dialect.rows(lines[-20:]) if cells}
        first = [len(cells) for cells in dialect.rows(lines[:heads])][-1:]
        if len(counts) == 1 and counts != {1} and (not first or first[0] in counts or guess != ","):
            return dialect
    return Dialect(";", quote)


class Columns:
    """Where columns stand. Names are looked for in `heads`, the rows before the first, then in `remarks`."""

    def __init__(self, heads: Sequence[Sequence[str]], remarks: Sequence[Sequence[str]] = ()) -> None:
        self._heads, self._remarks = heads, remarks
        self._width = max((len(_filled(head)) for head in heads), default=0)

    def index(self, column: Column) -> int:
        """Raises PathMismatch or BadEncoding."""
        if isinstance(column, int):
            return column - 1
        places: set[int] = set()
        for rows in (self._heads, self._remarks):
            places = places or {place for row in rows for place in self._named(column, row)}
        if len(places) == 1:
            return places.pop()
        if places:
            raise PathMismatch("several columns have that name", "csv_column_twice", column=column)
        if column.isdecimal() and int(column) > 0:
            return int(column) - 1
        if any(_LOST in cell for head in self._heads for cell in head):
            raise BadEncoding("the heads of columns are not in the encoding that was set", "csv_encoding")
        raise PathMismatch("no column has that name", "csv_column", column=column)

    def cell(self, row: Sequence[str], column: Column) -> str:
        """Raises PathMismatch, BadEncoding, or NotANumber where the row has more cells than there are columns."""
        place = self.index(column)
        filled = _filled(row)
        if self._width and len(filled) > self._width:
            raise NotANumber("the row has more cells than there are columns", "csv_cells")
        # the last cell of a row that is too short may be half of one
        if place >= len(row) or (self._width and len(row) < self._width and place == len(row) - 1):
            raise PathMismatch("the row has too few cells", "csv_short", column=str(column))
        if _LOST in row[place]:
            raise BadEncoding("a cell is not in the encoding that was set", "csv_encoding")
        return row[place]

    def _named(self, column: str, head: Sequence[str]) -> list[int]:
        exact = [place for place, name in enumerate(head) if name == column]
        return exact or [place for place, name in enumerate(head) if name.casefold() == column.casefold()]


def last_head(rows: list[list[str]], named: Sequence[Column]) -> tuple[list[list[str]], list[list[str]]]:
    """The last head within the rows, and the rows behind it: some loggers write one where their columns change.

    named: columns whose names all stand in a head.
    """
    names = {column.casefold() for column in named if isinstance(column, str) and not column.isdecimal()}
    for place in range(len(rows) - 1, -1, -1):
        if names and names <= {cell.casefold() for cell in rows[place]}:
            return [rows[place]], rows[place + 1 :]
    return [], rows


def _filled(row: Sequence[str]) -> Sequence[str]:
    """Without the empty cells at the end, which a delimiter there makes."""
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return row[:end]


def without_thousands(text: str, separator: str) -> str:
    """Raises NotANumber where what separates thousands stands elsewhere."""
    signs = "[ \u00a0\u202f]" if separator == " " else re.escape(separator)
    if not separator or not re.search(signs, text):
        return text
    if not re.match(rf"-?[1-9][0-9]{{0,2}}(?:{signs}[0-9]{{3}})+(?![0-9])", text, re.ASCII):
        raise NotANumber("what separates thousands does not stand between thousands", "csv_thousands")
    return re.sub(rf"(?<=[0-9]){signs}(?=[0-9]{{3}})", "", text, flags=re.ASCII)
