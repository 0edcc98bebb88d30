"""How wide a text is, without a font to ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.web.letters import clean, cut, is_plain, width, wrapped

ANY = st.text(st.characters(), max_size=60)
ROOM = 12.0


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("un\r\n\tdeux", "un deux"),
        ("\ud800\ufffe\uffff\U0001fffe", ""),
        ("a\u202eb\u2066c\u2069", "abc"),
        ("  Toits   du  Val ", "Toits du Val"),
        ("15,8\u00a0MW", "15,8\u00a0MW"),
        ("👨\u200d👩\u200d👧 <b>&", "👨\u200d👩\u200d👧 <b>&"),
    ],
)
def test_what_a_picture_cannot_hold_is_left_out(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(ANY)
def test_what_is_clean_stays_so(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANY)
def test_what_is_cut_fits(text: str) -> None:
    assert width(cut(text, ROOM)) <= ROOM


@given(ANY)
def test_no_line_is_longer_than_its_room(text: str) -> None:
    lines = wrapped(clean(text), ROOM, 2)
    assert len(lines) <= 2
    assert all(width(line) <= ROOM for line in lines)


@given(ANY)
def test_nothing_of_a_text_is_lost_where_lines_are_not_cut(text: str) -> None:
    one = clean(text)
    lines = wrapped(one, ROOM, 100)
    assert "".join(lines).replace(" ", "") == one.replace(" ", "")


def test_lines_break_between_words() -> None:
    assert wrapped("Parc éolien de Kermaria", ROOM, 2) == ["Parc éolien de", "Kermaria"]


def test_a_word_that_is_longer_than_a_line_is_broken() -> None:
    assert wrapped("W" * 20, ROOM, 2) == ["W" * 10, "W" * 10]


def test_a_text_that_fits_is_left_alone() -> None:
    assert (cut("Toits", ROOM), wrapped("Toits", ROOM, 2)) == ("Toits", ["Toits"])


def test_a_cut_leaves_no_half_of_a_joined_picture() -> None:
    assert cut("👨\u200d👩\u200d👧" * 3, 4.5) == "👨\u200d👩…"


@pytest.mark.parametrize(("text", "plain"), [("Nm³/h", True), ("équivalents", True), ("ساعة", False), ("⚡", False)])
def test_fonts_agree_about_latin_letters_only(text: str, plain: bool) -> None:
    assert is_plain(text) is plain
