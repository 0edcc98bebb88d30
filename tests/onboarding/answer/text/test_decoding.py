"""From bytes to the text that was meant."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.onboarding.answer.text.decoding import decoded, repaired

TEXT = "Unité : ☐ kW ☒ MW, à l’Éguzon, clé « ça »"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_every_unicode_is_read(charset: str) -> None:
    assert decoded(TEXT.encode(charset)) == TEXT


@pytest.mark.parametrize("charset", ["cp1252", "cp850", "mac_roman", "latin-1"])
def test_eight_bits_are_told_apart(charset: str) -> None:
    text = "Unité de la clé : à créer, ça dépend de l'été"
    assert decoded(text.encode(charset)) == text


def test_a_mail_may_say_what_it_is_in() -> None:
    assert decoded("Łódź".encode("iso-8859-2"), "iso-8859-2") == "Łódź"
    assert decoded("été".encode(), "no-such-charset") == "été"


@pytest.mark.parametrize("times", [1, 2])
def test_what_was_read_in_the_wrong_encoding_is_mended(times: int) -> None:
    broken = TEXT
    for _ in range(times):
        broken = broken.encode().decode("latin-1")
    assert repaired(broken) == (TEXT, True)


def test_what_was_not_broken_stays() -> None:
    assert repaired(TEXT) == (TEXT, False)
    assert repaired(unicodedata.normalize("NFD", TEXT)) == (TEXT, False)


def test_what_cannot_be_seen_goes_and_lines_are_lines() -> None:
    assert repaired("a\u200bb\u00a0c\r\nd\te\u2028f\x00")[0] == "ab c\nd    e\nf"


@given(st.text(st.characters(codec="ascii", exclude_characters="\r\t\n", min_codepoint=32)))
def test_plain_text_is_never_changed(text: str) -> None:
    assert repaired(text) == (text, False)


@given(st.binary())
def test_any_bytes_are_some_text(content: bytes) -> None:
    repaired(decoded(content))
