"""Where in the text of a configuration a problem stands: an editor shows lines, and no names of tables."""

import re
from collections.abc import Iterator

_HEADER = re.compile(r"\s*(\[{1,2})\s*([\w.-]+)\s*\]{1,2}\s*(?:#.*)?")
_KEY = re.compile(r"""\s*(["']?)([\w-]+)\1\s*=\s*(?:(["'])(.*?)\3)?""")
_LAST = re.compile(r"(?:\.[^.\[\]]*|\[[^\[\]]*\])$")


def line_of(where: str, text: str) -> int | None:
    """The line of `input[inverter].point[0].unit`, from 1; of what it stands in where it is missing; None if unsure."""
    lines = _lines(text)
    while where:
        if where in lines:
            return lines[where]
        shorter = _LAST.sub("", where)
        where = shorter if shorter != where else ""
    return None


def _lines(text: str) -> dict[str, int | None]:
    """By place, tables by name and by number; None where two have one name."""
    found: dict[str, int | None] = {}
    renamed: dict[str, str] = {}  # a table by its number, and by its name
    for place, name, number in _numbered(text):
        table, _, key = place.rpartition(".")
        found.setdefault(place, number)
        if key == "name" and re.fullmatch(r"input\[\d+\]", table) and name:
            renamed[table] = f"input[{name}]"
    names = list(renamed.values())
    for place, line in list(found.items()):
        head = re.match(r"input\[\d+\]", place)
        if head and head[0] in renamed:
            called = renamed[head[0]]
            found[called + place[head.end() :]] = None if names.count(called) > 1 else line
    return found


def _numbered(text: str) -> Iterator[tuple[str, str, int]]:
    """Each table and each key: its place by numbers, the text that a key has, and its line."""
    counts: dict[str, int] = {}  # of lists of tables: which one was begun last
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.fullmatch(line):
            path = header[2]
            if header[1] == "[[":
                counts = {each: count for each, count in counts.items() if not each.startswith(f"{path}.")}
                counts[path] = counts.get(path, -1) + 1
            table = _counted(path, counts)
            yield table, "", number
            yield _LAST.sub("", table) if table.endswith("]") else table, "", number
        elif key := _KEY.match(line):
            yield f"{table}.{key[2]}" if table else key[2], key[4] or "", number


def _counted(path: str, counts: dict[str, int]) -> str:
    """`input.point` as `input[1].point[0]`."""
    parts = path.split(".")
    ways = [".".join(parts[: place + 1]) for place in range(len(parts))]
    return ".".join(f"{part}[{counts[way]}]" if way in counts else part for part, way in zip(parts, ways, strict=True))
