"""What is read of push and of the bridge keeps its signs on the line: they stand in the office, and not only in a terminal."""

import re
from collections.abc import Iterator

import pytest

from quelia.texts import rooms, texts

# a sign of two parts, or a quote, with a space beside it that may end a line; a unit that may stand alone on the next
_LOOSE = re.compile(r" [;:!?»]|« |\} (?:s|min|h|ko|Mo)\b|'")
_HEADER = re.compile(r"[A-Z][A-Za-z-]+\u00a0: (?:Bearer|application)")  # is copied, and is no header with that space


def _sentences(words: object) -> Iterator[str]:
    if isinstance(words, str):
        yield words
    elif isinstance(words, dict):
        for each in words.values():
            yield from _sentences(each)


@pytest.mark.parametrize("room", [each for each in rooms("fr") if each.startswith(("bridge", "push"))])
def test_no_sign_is_left_alone_on_the_next_line(room: str) -> None:
    assert [each for each in _sentences(texts("fr", room)) if _LOOSE.search(each) or _HEADER.search(each)] == []
