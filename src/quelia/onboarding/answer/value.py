"""A value without what people and programs put around it."""

import re

_LINES = re.compile(r"_{3,}|\.{4,}|…+$|^…+")
_PAIRS = (
    ("`", "`"),
    ('"', '"'),
    ("'", "'"),
    ("“", "”"),
    ("«", "»"),
    ("‘", "’"),
    ("„", "“"),
    ("<", ">"),
    ("(", ")"),
    ("*", "*"),
)


def bare(text: str) -> str:
    """Without the line to write on, quotes, stress and the full stop of a sentence."""
    text = _LINES.sub(" ", text).strip()
    while True:
        shorter = _unwrapped(text)
        if shorter == text:
            return text
        text = shorter


def _unwrapped(text: str) -> str:
    text = text.strip()
    if text.endswith((",", ";")) or (text.endswith(".") and not text.endswith("..")):
        text = text[:-1].rstrip()
    for opening, closing in _PAIRS:
        inner = text[1:-1]
        if (
            len(text) > 1
            and text[0] == opening
            and text[-1] == closing
            and opening not in inner
            and closing not in inner
        ):
            return inner.strip()
    return text
