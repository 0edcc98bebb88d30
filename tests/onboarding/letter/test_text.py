"""The letter as plain text."""

import pytest

from quelia.onboarding.letter.blocks import Code, Form, Heading, Items, Letter, Paragraph, Question, Span, Table
from quelia.onboarding.letter.text import as_text
from quelia.texts import LANGUAGES
from tests.onboarding.letter.written import KINDS, written


def plain(text: str) -> tuple[Span, ...]:
    return (Span(text),)


def test_each_block_has_its_form() -> None:
    letter = Letter(
        "en",
        "S",
        (
            Heading(plain("Title")),
            Paragraph((Span("a "), Span("b", "strong"), Span(" "), Span("https://c.example", "link"))),
            Items((plain("one"), plain("two")), numbered=True),
            Items((plain("dot"),)),
            Code("x\n  y"),
            Table((plain("L"), plain("R")), ((plain("left"), plain("right")), (plain("l"), plain("r")))),
            Question(plain("Q?"), plain("A.")),
            Form("━━\nF: ____\n"),
        ),
    )
    assert as_text(letter) == (
        "Title\n-----\n\na b https://c.example\n\n1. one\n2. two\n\n- dot\n\n    x\n      y\n\n"
        "  left  right\n  l     r\n\nQ?\n  A.\n\n━━\nF: ____\n"
    )


def test_a_long_cell_goes_on_below_itself() -> None:
    row = (plain("a name that is longer than its column"), plain("word " * 20))
    lines = as_text(Letter("en", "S", (Table((plain(""), plain("")), (row,)),))).splitlines()
    assert lines[0].startswith("  a name that is longer than  word word")
    assert lines[1].startswith("  its column                  word")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_no_line_is_longer_than_mail_programs_show_but_for_one_word(lang: str, kind: tuple[bool, str, str]) -> None:
    short, invitation, tester = kind
    lines = as_text(written(lang, short=short, invitation=invitation, tester=tester)).splitlines()
    assert [line for line in lines if len(line) > 76 and len(line.split()) > 1] == []
    assert [line for line in lines if line != line.rstrip(" ")] == []
    assert "-- " not in lines  # below it mail programs see a signature


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_stays_in_one_piece(lang: str) -> None:
    link = "https://carte.example.org/reponse/" + "x" * 200
    assert link in as_text(written(lang, invitation=link)).split()
