"""What registers hold: numbers of one to four words, in four orders of their bytes."""

import math
import struct
from collections.abc import Sequence
from typing import Literal, NamedTuple

Kind = Literal["int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"]
Order = Literal["big", "little"]


class _Form(NamedTuple):
    """words: registers of 16 bits. code: of the module struct. absent: what devices say for "not implemented"."""

    words: int
    code: str
    absent: int | None = None


# "not implemented" as SunSpec has it, and nearly everybody else; of floats it is NaN
_FORMS: dict[Kind, _Form] = {
    "int16": _Form(1, "h", -0x8000),
    "uint16": _Form(1, "H", 0xFFFF),
    "int32": _Form(2, "i", -0x8000_0000),
    "uint32": _Form(2, "I", 0xFFFF_FFFF),
    "int64": _Form(4, "q", -0x8000_0000_0000_0000),
    "uint64": _Form(4, "Q", 0xFFFF_FFFF_FFFF_FFFF),
    "float32": _Form(2, "f"),
    "float64": _Form(4, "d"),
}
KINDS: tuple[Kind, ...] = tuple(_FORMS)


def width(kind: Kind) -> int:
    """How many registers one takes."""
    return _FORMS[kind].words


def decode(
    words: Sequence[int], kind: Kind, word_order: Order = "big", byte_order: Order = "big", *, sentinels: bool = True
) -> float | int | None:
    """The number in these registers; None for "not implemented". An infinite one comes as it is.

    words: of 16 bits, as many as `width` says. word_order: big where the first register holds the highest bits.
    byte_order: big, as the protocol has it, unless a device swaps the bytes within each register.
    sentinels: whether what usually says "not implemented" says it here; NaN always does.
    """
    form = _FORMS[kind]
    ordered = words if word_order == "big" else list(reversed(words))
    raw = b"".join(word.to_bytes(2, byte_order) for word in ordered)
    (number,) = struct.unpack(f">{form.code}", raw)
    if isinstance(number, float):
        return None if math.isnan(number) else number
    return None if sentinels and number == form.absent else number


def encode(number: float, kind: Kind, word_order: Order = "big", byte_order: Order = "big") -> list[int]:
    """The registers that hold a number: what a simulated device answers."""
    form = _FORMS[kind]
    raw = struct.pack(f">{form.code}", number)
    words = [int.from_bytes(raw[at : at + 2], byte_order) for at in range(0, len(raw), 2)]
    return words if word_order == "big" else words[::-1]
