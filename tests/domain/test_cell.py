import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.cell import guarded, unguarded

_COMPUTED = tuple("=+-@\t\r\0")


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\0aé1 ")))
def test_a_text_that_was_guarded_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.text())
def test_no_guarded_text_begins_as_a_formula_does(text: str) -> None:
    assert not guarded(text).startswith(_COMPUTED)


@pytest.mark.parametrize("text", ["", "Toits du Val", "l'île", "'tHeem", "18,2 MW"])
def test_a_text_that_nothing_computes_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text == unguarded(text)
