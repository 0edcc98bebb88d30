"""Where a register is. Manuals write it in three ways, and two of them look alike."""

import re
from typing import Literal, NamedTuple

Table = Literal["holding", "input"]

_LAST = 0xFFFF
_HEX = re.compile(r"0[xX]([0-9A-Fa-f]{1,4})")
# the first digit of a reference in the data model names its table
_TABLES: dict[str, Table] = {"3": "input", "4": "holding"}


class Place(NamedTuple):
    """offset: from 0, as it goes over the wire."""

    table: Table
    offset: int


class BadAddress(ValueError):
    """code: of the sentence in `texts/*/bridge_registers.json`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def place(written: str | int, table: Table | None = None) -> Place:
    """The register that is meant. Raises BadAddress.

    Without `table`: a reference of the data model, `40001` or `400001` for the first holding register, `30001` for the
    first input register. With it: an address as it goes over the wire, from 0, `83` or `0x53`.
    """
    text = str(written).strip()
    in_hex = _HEX.fullmatch(text)
    if not in_hex and not (text.isascii() and text.isdigit()):
        raise BadAddress("register_form")
    number = int(in_hex[1], 16) if in_hex else int(text)
    if table is not None:
        if number > _LAST:
            raise BadAddress("register_range")
        return Place(table, number)
    if in_hex or len(text) not in (5, 6) or text[0] not in _TABLES:
        raise BadAddress("register_table")  # which of the two tables, nobody can say
    offset = int(text[1:]) - 1
    if not 0 <= offset <= _LAST:
        raise BadAddress("register_range")
    return Place(_TABLES[text[0]], offset)
