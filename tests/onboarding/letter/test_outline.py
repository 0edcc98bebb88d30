"""How words become blocks."""

from typing import Any

import pytest

from quelia.onboarding.letter.blocks import Block, Code, Form, Heading, Items, Paragraph, Question, Span, Table
from quelia.onboarding.letter.outline import Filling, blocks, said

FILLING = Filling(
    {"name": "N {url}", "url": "https://a.example/**b**"},
    {"colours": (("red", "#f00"), ("blue", "#00f"))},
    {"there": True, "gone": False},
)


def made(section: dict[str, Any]) -> list[Block]:
    return list(blocks(section, FILLING))


def plain(text: str) -> tuple[Span, ...]:
    return (Span(text),)


@pytest.mark.parametrize(
    ("template", "spans"),
    [
        ("plain", [("plain", "plain")]),
        ("**strong**", [("strong", "strong")]),
        ("a **b** c", [("a ", "plain"), ("b", "strong"), (" c", "plain")]),
        ("`{name}`", [("N {url}", "code")]),
        ("to <{url}>, now", [("to ", "plain"), ("https://a.example/**b**", "link"), (", now", "plain")]),
        ("1 < 2 > 0", [("1 < 2 > 0", "plain")]),
        ("5 * 3 ** 2", [("5 * 3 ** 2", "plain")]),
    ],
)
def test_a_sentence_is_taken_apart_before_it_is_filled(template: str, spans: list[tuple[str, str]]) -> None:
    assert [(span.text, span.kind) for span in said(template, FILLING.facts)] == spans


def test_a_key_says_what_it_holds() -> None:
    section = {
        "title": "T",
        "text_why": "{name}",
        "code": "{url}",
        "ask_night": {"question": "Q?", "answer": "A."},
        "form": "F",
    }
    assert made(section) == [
        Heading(plain("T")),
        Paragraph(plain("N {url}")),
        Code("https://a.example/**b**"),
        Question(plain("Q?"), plain("A.")),
        Form("F"),
    ]


@pytest.mark.parametrize(
    ("key", "stands"),
    [("text_if_there", True), ("text_if_gone", False), ("text_unless_there", False), ("text_a_unless_gone", True)],
)
def test_a_key_says_when_it_stands_there(key: str, stands: bool) -> None:
    assert bool(made({key: "x"})) is stands


def test_rows_come_from_a_table_of_the_program_in_their_place() -> None:
    section = {"list": {"first": "a", "rows": {"of": "colours", "each": "{name}: `{what}`"}, "last_if_gone": "b"}}
    assert made(section) == [
        Items((plain("a"), (Span("red: "), Span("#f00", "code")), (Span("blue: "), Span("#00f", "code"))))
    ]


def test_steps_are_numbered() -> None:
    assert made({"steps": {"a": "x"}}) == [Items((plain("x"),), numbered=True)]


def test_a_table_has_a_head_and_rows() -> None:
    section = {
        "table": {
            "head": {"left": "L", "right": "R"},
            "one": {"left": "1", "right": "2"},
            "rows": {"of": "colours", "left": "{name}", "right": "{what}"},
        }
    }
    assert made(section) == [
        Table(
            (plain("L"), plain("R")),
            ((plain("1"), plain("2")), (plain("red"), plain("#f00")), (plain("blue"), plain("#00f"))),
        )
    ]
