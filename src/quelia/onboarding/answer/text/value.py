"""A value without what people and programs put around it."""

import re

_LINES = re.compile(r"_{3,}|\.{4,}|…+$|^…+")
# brackets that stood there to be written in: no index, no key and no filter of a path
_TO_WRITE_IN = re.compile(r"\[\s*[^\W\d][^\[\]\"'*?@]*\]|\[\s*[+0-9][0-9 .()-]{6,}\]")
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
    if _TO_WRITE_IN.fullmatch(text):
        return text[1:-1].strip()
    for opening, closing in _PAIRS:
        inner = text[1:-1]
        if text[:1] == opening and text[-1:] == closing and len(text) > 1 and not {opening, closing} & set(inner):
            return inner.strip()
    return text


def plain_name(text: str) -> str:
    """The name of something or somebody, without the line or the box it was written on."""
    return bare(text).strip("_ ☐☒☑□■✓✔")
