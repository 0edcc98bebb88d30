"""Every way in which a manual writes a register leads to the one that is meant, or nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.bridge.registers.address import BadAddress, Place, Table, place


@pytest.mark.parametrize(
    ("written", "table", "found"),
    [
        ("40001", None, ("holding", 0)), (40001, None, ("holding", 0)), ("30001", None, ("input", 0)),
        ("400001", None, ("holding", 0)), ("465536", None, ("holding", 65_535)), ("349999", None, ("input", 49_998)),
        ("40084", None, ("holding", 83)), ("83", "holding", ("holding", 83)), ("0", "input", ("input", 0)),
        ("0x53", "holding", ("holding", 83)), ("0xFFFF", "input", ("input", 65_535)),
        ("40084", "holding", ("holding", 40_084)), (40084, "input", ("input", 40_084)),
    ],
)  # fmt: skip
def test_a_register_is_found(written: str | int, table: Table | None, found: tuple[str, int]) -> None:
    assert place(written, table) == found


@pytest.mark.parametrize(
    ("written", "table", "code"),
    [
        ("83", None, "register_table"), ("0x9C40", None, "register_table"), ("10001", None, "register_table"),
        ("40000", None, "register_range"), ("465537", None, "register_range"), ("65536", "holding", "register_range"),
        ("", None, "register_form"), ("-1", "holding", "register_form"), ("٤٠٠٠١", None, "register_form"),
        ("4x0001", None, "register_form"), ("0x10000", "holding", "register_form"), ("4 0001", None, "register_form"),
    ],
)  # fmt: skip
def test_what_may_mean_two_things_means_nothing(written: str, table: Table | None, code: str) -> None:
    with pytest.raises(BadAddress) as error:
        place(written, table)
    assert error.value.code == code


@given(st.integers(0, 65_535), st.sampled_from(["holding", "input"]))
def test_all_ways_of_writing_one_are_the_same(offset: int, table: Table) -> None:
    first = "4" if table == "holding" else "3"
    ways = [place(str(offset), table), place(hex(offset), table), place(f"{first}{offset + 1:05}")]
    assert set(ways) == {Place(table, offset)}
