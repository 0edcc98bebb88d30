"""What people read: the language they read it in, and what is taken out before it is printed."""

import pytest

from quelia.texts import LANGUAGES, language_of, printable, sentence, texts


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("", "fr"),
        ("en", "en"),
        ("EN-gb", "en"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("fr;q=0.5,en;q=0.9", "en"),
        ("fr;q=0.5, en; q=0.9", "en"),
        ("fr ; q = 0.5 , en ; q = 0.9", "en"),
        ("de, en;q=0.5", "en"),
        ("de-DE, es", "fr"),
        ("*", "fr"),
        ("en;q=0", "fr"),
        ("en;q=0.000", "fr"),
        ("en, fr", "en"),
        ("en;q=0.8, fr;q=0.8", "en"),
        ("english", "fr"),
        ("xx-en", "fr"),
    ],
)
def test_a_browser_is_answered_in_the_language_it_prefers(accepted: str, lang: str) -> None:
    assert language_of(accepted) == lang


@pytest.mark.parametrize(
    ("locale", "lang"),
    [
        ("fr_FR.UTF-8", "fr"),
        ("en_US.UTF-8", "en"),
        ("en", "en"),
        ("C", "fr"),
        ("C.UTF-8", "fr"),
        ("POSIX", "fr"),
        ("de_DE", "fr"),
    ],
)
def test_a_terminal_is_answered_in_the_language_of_its_locale(locale: str, lang: str) -> None:
    assert language_of(locale) == lang


@pytest.mark.parametrize(
    "hostile", ["en;q=nan", "en;q=inf", "en;q=1e9", "en;q=-1", "en;q=", "en;q=1_0", ";q=1", ",,,", "\0", "en;" * 10_000]
)
def test_what_is_no_preference_is_none(hostile: str) -> None:
    assert language_of(hostile) == "fr"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Énergies du Val, 42,5 MW ⚡", "Énergies du Val, 42,5 MW ⚡"),
        ("two\nlines", "two\\nlines"),
        ("a\ttab", "a\\ttab"),
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("back\b\r", "back\\x08\\r"),
        ("\x9b31m", "\\x9b31m"),
        ("turned \u202e round", "turned \\u202e round"),
        ("\u2028", "\\u2028"),
        ("half a pair \ud800", "half a pair \\ud800"),
        ("back\\slash", "back\\slash"),
        ("", ""),
    ],
)
def test_what_is_printed_moves_no_cursor_and_breaks_no_line(text: str, written: str) -> None:
    assert printable(text) == written


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_texts_of_a_room_are_found_by_language(lang: str) -> None:
    assert texts(lang, "visitor")["state"]["live"] == {"fr": "Temps réel", "en": "Live"}[lang]


@pytest.mark.parametrize(("lang", "room"), [("de", "visitor"), ("fr", "nowhere"), ("..", "visitor")])
def test_texts_that_do_not_exist_are_an_error(lang: str, room: str) -> None:
    with pytest.raises(FileNotFoundError):
        texts(lang, room)


def test_french_comes_first() -> None:
    assert LANGUAGES[0] == "fr"


def test_a_sentence_is_filled_with_its_facts() -> None:
    assert sentence("en", "load", "problem.at_most", fact="10") == "The number must be at most 10."


def test_a_fact_in_a_sentence_moves_no_cursor_and_fills_no_place() -> None:
    assert sentence("en", "address", "https", host="\x1b[2J{host}").startswith("\\x1b[2J{host} must be asked")
