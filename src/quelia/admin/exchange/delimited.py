"""Tables for spreadsheets (CSV, RFC 4180): written for others to open, read as others write them."""

import codecs
import csv
import io
from collections.abc import Iterable, Mapping

from quelia.admin.exchange.cells import written
from quelia.admin.exchange.columns import COLUMNS, headings, known, recognised
from quelia.admin.exchange.sheet import Row, Sheet, whole
from quelia.domain.cell import guarded, unguarded

_SEPARATORS = (";", ",", "\t")
_UTF16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def write(rows: Iterable[Mapping[str, object]], lang: str, separator: str) -> bytes:
    """The rows, by column, under the headings of a language. A semicolon is what French Excel wants, with decimal commas.

    With a mark at the beginning: without one, Excel takes UTF-8 for something else. Texts are guarded, numbers are not.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(headings(lang).values())
    for row in rows:
        cells = {key: written(key, row[key], lang, comma=separator == ";") for key in COLUMNS}
        writer.writerow(cell if COLUMNS[key] == "number" else guarded(cell) for key, cell in cells.items())
    return codecs.BOM_UTF8 + text.getvalue().encode()


def table(content: bytes) -> list[list[str]]:
    """The rows of a file, its headings first, in whatever encoding and with whatever separator. Raises Unreadable."""
    text = _decoded(content)
    return [[unguarded(cell) for cell in row] for row in _rows(text)]


def read(content: bytes) -> Sheet:
    """Raises Unreadable."""
    rows = table(content)
    first = next((index for index, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if first is None:
        raise whole("empty")
    columns, unknown = recognised(rows[first])
    return Sheet(
        list(columns.values()),
        unknown,
        [
            Row(number, {key: row[position] if position < len(row) else "" for position, key in columns.items()})
            for number, row in enumerate(rows[first + 1 :], first + 2)
            if any(cell.strip() for cell in row)
        ],
    )


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with a mark or without, or what Windows wrote in France before."""
    for mark, encoding in _UTF16:
        if content.startswith(mark):
            return _strictly(content.removeprefix(mark), encoding)
    if b"\0" in content[:4]:  # letters of Europe have a zero beside them
        return _strictly(content, "utf-16-be" if content[:1] == b"\0" else "utf-16-le")
    try:
        return content.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError:
        return _strictly(content, "cp1252")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise whole("encoding") from error


def _rows(text: str) -> list[list[str]]:
    # Excel writes, and takes off, a first line that names the separator
    named = text[:6].lower().removeprefix("sep=")[:1] if text[:4].lower() == "sep=" else ""
    if named and named in _SEPARATORS:
        return _split(text, named)[1:]
    return _split(text, _separator(text))


def _separator(text: str) -> str:
    """The one with which the first line says most of our columns."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=lambda each: (known(heading.replace('"', "").split(each)), heading.count(each)))


def _split(text: str, separator: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error as error:
        raise whole("quotes", line=str(len(rows) + 1)) from error
    return rows
