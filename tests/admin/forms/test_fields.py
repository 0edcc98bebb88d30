"""What people write is taken as they mean it, or refused; what is shown again means the same."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from quelia.admin.forms.fields import ListField, NumberField

texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12)
values = texts | st.booleans() | st.floats(-1e12, 1e12)


@pytest.mark.parametrize(
    ("text", "number"),
    [("5", 5.0), ("2,5", 2.5), ("2.5", 2.5), (" 1\u202f000 ", 1000.0), ("-0,5", -0.5), ("1e3", 1000.0)],
)
def test_a_number_is_written_with_a_comma_or_a_point(text: str, number: float) -> None:
    assert NumberField().clean(text) == number


@pytest.mark.parametrize("text", ["x", "1_000", "0x10", "nan", "inf", "1,2,3", "1.000,5", "１２", "1e999", "--1"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        NumberField().clean(text)


@pytest.mark.parametrize("text", ["0,9", "11"])
def test_a_number_stays_within_its_bounds(text: str) -> None:
    with pytest.raises(ValidationError, match="10"):
        NumberField(least=1, most=10).clean(text)


@given(st.lists(values, max_size=6))
def test_a_list_means_the_same_when_it_is_shown_again(listed: list[object]) -> None:
    field = ListField(required=False)
    shown = field.prepare_value(listed)
    if len(shown) < 400:
        again = field.clean(shown)
        assert [(type(each), each) for each in again] == [(type(each), each) for each in listed]
