"""InfluxDB's line protocol: `measurement,tag=a field=42.5 1465839830100400200`."""

import re
from typing import NamedTuple

from quelia.domain.errors import NotANumber, PathMismatch

_KEY = r"(?:\\.|[^\\,= ])+"
_HEAD = re.compile(rf"(?P<measurement>(?:\\.|[^\\, ])+)(?P<tags>(?:,{_KEY}={_KEY})*) +(?=\S)")
_TAG = re.compile(rf",({_KEY})=({_KEY})")
_FIELD = re.compile(rf'({_KEY})=("(?:\\.|[^"\\])*"|[^", ]+)(,|(?= |\Z))')
_TIME = re.compile(r" +(-?[0-9]{1,19})\s*|\s*", re.ASCII)
_NUMBER = re.compile(
    r"([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)|([+-]?[0-9]{1,19})[iu]", re.ASCII
)
_ESCAPED = re.compile(r"\\([,= \\])")

PER_SECOND = {"ns": 10**9, "us": 10**6, "ms": 10**3, "s": 1}


class Line(NamedTuple):
    """fields: as they stand there. written_at: in the unit of time that whoever wrote it knows; None where it is absent."""

    measurement: str
    tags: dict[str, str]
    fields: dict[str, str]
    written_at: int | None


def line_of(text: str) -> Line | None:
    """None for what is no line of it: a remark, a half, anything else."""
    head = _HEAD.match(text)
    if head is None or text.startswith("#"):
        return None
    tags = {_plain(key): _plain(value) for key, value in _TAG.findall(head["tags"])}
    fields: dict[str, str] = {}
    place, goes_on = head.end(), True
    while goes_on:
        field = _FIELD.match(text, place)
        if field is None:
            return None
        fields[_plain(field[1])] = field[2]
        place, goes_on = field.end(), field[3] == ","
    end = _TIME.fullmatch(text, place)
    if end is None:
        return None
    return Line(_plain(head["measurement"]), tags, fields, int(end[1]) if end[1] else None)


def number_of(line: Line, field: str) -> float:
    """Raises PathMismatch where there is no such field, NotANumber for a text, a truth, or anything else."""
    written = line.fields.get(field)
    if written is None:
        raise PathMismatch("the line has no such field", "line_field_none", field=field)
    number = _NUMBER.fullmatch(written)
    if number is None:
        raise NotANumber("the field is no number", "line_field", field=field)
    return float(number[1] or number[2])


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
