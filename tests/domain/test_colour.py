"""A colour of a map is seen by day and by night, and what is written on it can be read."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.colour import DARK, LIGHT, Colour, colour, contrast, ink, is_deep, is_pale, nearest

_PAGE = Path(__file__).parents[2] / "frontend/src/pages/page.css"
PARTS = st.integers(0, 255)
COLOURS = st.builds(Colour, PARTS, PARTS, PARTS)


@given(COLOURS)
def test_what_is_written_is_read(each: Colour) -> None:
    assert colour(each.written) == colour(each.written.upper()) == each


@pytest.mark.parametrize("text", ["#05a", "#0055aa", "#0055AA"])
def test_three_digits_are_six(text: str) -> None:
    assert colour(text) == (0x00, 0x55, 0xAA)


@pytest.mark.parametrize(
    "text", ["", "05a", "#05", "#05aa", "#0055aa00", "red", "#0055ag", "#０５ａ", " #05a", "#05a\n", "#05a;x"]
)
def test_nothing_else_is_a_colour(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        colour(text)


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000", "#fff", 21.0), ("#777", "#777", 1.0), ("#777", "#fff", 4.48)]
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert round(contrast(colour(one), colour(other)), 2) == ratio == round(contrast(colour(other), colour(one)), 2)


@given(COLOURS)
def test_the_nearest_is_seen_on_every_ground(each: Colour) -> None:
    assert min(contrast(nearest(each), ground) for ground in (*LIGHT, *DARK)) >= 3


@given(COLOURS)
def test_what_is_seen_already_is_its_own_nearest(each: Colour) -> None:
    assert nearest(nearest(each)) == nearest(each)
    assert (nearest(each) == each) == (not is_pale(each) and not is_deep(each))


@given(COLOURS)
def test_no_colour_is_hardly_seen_by_day_and_by_night(each: Colour) -> None:
    assert not (is_pale(each) and is_deep(each))


@given(COLOURS)
def test_what_is_written_on_it_can_be_read(each: Colour) -> None:
    assert contrast(ink(each), each) >= 4.5


@pytest.mark.parametrize(("theme", "grounds"), [(0, LIGHT), (1, DARK)])
def test_the_grounds_are_those_of_our_pages(theme: int, grounds: tuple[Colour, ...]) -> None:
    rules = re.findall(r":root \{(.*?)\}", _PAGE.read_text("utf-8"), re.S)[theme]
    of_pages = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]+);", rules))
    assert [each.written for each in grounds] == [of_pages["--paper"], of_pages["--ground"]]
