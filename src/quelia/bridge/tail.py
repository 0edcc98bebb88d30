"""The end of a text file that grows: its complete lines, however large it is."""

import codecs
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from quelia.bridge.file import opened, read_exactly

_HEAD = 64 << 10
# from the end: what suffices for most, then further back for files that are padded or have long remarks at their end
_WINDOWS = (64 << 10, 1 << 20, 4 << 20)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ENDS = re.compile("\r\n|\n|\r")
# what never stands in a line: loggers fill up with it what they have not written yet, or lost with the current
_HOLE = "\0"


class Ending(NamedTuple):
    """head: the first lines of the file. lines: complete ones, oldest first. whole: they are all there are.

    last: what stands behind the last line end, and may be half of a line. written_at: as the file system says.
    """

    head: list[str]
    lines: list[str]
    whole: bool
    last: str
    written_at: float


def endings(path: Path, encoding: str) -> Iterator[Ending]:
    """The end of a file, then more of it, for whoever found nothing there. A mark at its beginning beats `encoding`.

    A character that cannot be decoded stands there as U+FFFD. Raises SourceError.
    """
    with opened(path) as file:
        stood = os.fstat(file.fileno())
        beginning = read_exactly(file, min(_HEAD, stood.st_size))
        mark, codec = next(((mark, codec) for mark, codec in _MARKS if beginning.startswith(mark)), (b"", encoding))
        head = _lines(beginning[len(mark) :].decode(codec, "replace"))[0]
        for window in _WINDOWS:
            # at an even place, for those that have two bytes a character
            start = max(len(mark), (stood.st_size - window) // 2 * 2)
            file.seek(start)
            text = read_exactly(file, stood.st_size - start).decode(codec, "replace")
            lines, last = _lines(text)
            whole = start == len(mark)
            yield Ending(head, lines if whole else lines[1:], whole, last, stood.st_mtime)
            if whole:
                return


def _lines(text: str) -> tuple[list[str], str]:
    *lines, last = _ENDS.split(text.rstrip(_HOLE))
    # a hole before a row may have swallowed its beginning
    return [line for line in lines if _HOLE not in line], last if _HOLE not in last else ""
