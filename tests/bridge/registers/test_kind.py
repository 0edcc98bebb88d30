"""A number that a device puts into registers comes out of them, in whatever order."""

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.bridge.registers.kind import KINDS, Kind, Order, decode, encode, width

ORDERS = st.sampled_from(["big", "little"])


def fits(kind: Kind) -> st.SearchStrategy[float]:
    if kind.startswith("float"):
        return st.floats(width=int(kind[5:]), allow_nan=False)  # type: ignore[arg-type]
    bits = int(kind.removeprefix("u").removeprefix("int"))
    return st.integers(0, 2**bits - 2) if kind[0] == "u" else st.integers(1 - 2 ** (bits - 1), 2 ** (bits - 1) - 1)


@pytest.mark.parametrize("kind", KINDS)
@given(found=st.data(), word_order=ORDERS, byte_order=ORDERS)
def test_what_goes_in_comes_out(kind: Kind, found: st.DataObject, word_order: Order, byte_order: Order) -> None:
    number = found.draw(fits(kind))
    words = encode(number, kind, word_order, byte_order)
    assert len(words) == width(kind)
    assert decode(words, kind, word_order, byte_order) == number


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("int16", [0x8000]), ("uint16", [0xFFFF]), ("int32", [0x8000, 0]), ("uint32", [0xFFFF, 0xFFFF]),
        ("int64", [0x8000, 0, 0, 0]), ("uint64", [0xFFFF] * 4), ("float32", [0x7FC0, 0]), ("float64", [0x7FF8, 0, 0, 0]),
    ],
)  # fmt: skip
def test_not_implemented_is_no_number(kind: Kind, words: list[int]) -> None:
    assert decode(words, kind) is None
    kept = decode(words, kind, sentinels=False)
    assert (kept is None) == kind.startswith("float")


@pytest.mark.parametrize(
    ("word_order", "byte_order", "words"),
    [("big", "big", [0x4129, 0x999A]), ("little", "big", [0x999A, 0x4129]), ("big", "little", [0x2941, 0x9A99]),
     ("little", "little", [0x9A99, 0x2941])],
)  # fmt: skip
def test_the_four_orders_of_a_float(word_order: Order, byte_order: Order, words: list[int]) -> None:
    assert decode(words, "float32", word_order, byte_order) == struct.unpack(">f", b"\x41\x29\x99\x9a")[0]


def test_an_infinite_number_is_told() -> None:
    assert decode([0x7F80, 0], "float32") == math.inf
