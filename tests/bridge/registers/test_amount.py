"""What registers mean once their scale and their words for nothing are known."""

import pytest

from quelia.bridge.registers.amount import Form, amount
from quelia.bridge.registers.kind import encode
from quelia.domain.errors import NotANumber


def test_a_null_is_known_although_a_small_float_holds_it_only_nearly() -> None:
    assert amount([encode(-9999.9, "float32")], Form("float32", nulls=[-9999.9]))[0] is None
    assert amount([encode(-9999.9, "float64")], Form("float64", nulls=[-9999.9]))[0] is None


def test_a_null_too_large_for_its_kind_takes_nothing_away() -> None:
    assert amount([encode(7.5, "float32")], Form("float32", nulls=[1e300]))[0] == 7.5


def test_zero_is_a_null_only_where_it_is_named() -> None:
    assert amount([[0, 0]], Form("float32"))[0] == 0
    assert amount([[0, 0]], Form("float32", nulls=[0]))[0] is None


def test_a_sum_of_which_a_part_is_missing_is_not_given_as_whole() -> None:
    assert amount([[5], [7]], Form("uint16"))[0] == 12
    with pytest.raises(NotANumber) as failure:
        amount([[5], [0xFFFF], [7]], Form("uint16"))
    assert (failure.value.fault, failure.value.facts) == ("sum_part", {"missing": "1", "parts": "3"})


def test_a_sum_of_which_all_parts_are_missing_is_no_value() -> None:
    assert amount([[0xFFFF], [0xFFFF]], Form("uint16"))[0] is None
