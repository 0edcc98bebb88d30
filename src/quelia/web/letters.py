"""How much room a text takes where nobody can measure it: estimates that are rather too large, for pictures.

Widths are in ems, by the widest fonts that a visitor is likely to have, in bold.
"""

import unicodedata
from itertools import accumulate

_WIDTHS = {
    **dict.fromkeys(" \u00a0\u202f.,:;!|'’ijlI", 0.4),
    **dict.fromkeys('()[]{}-·rtfJ/\\"°', 0.56),
    **dict.fromkeys("mwMW@%&ŒœÆæ—…", 1.15),
}
_SMALL, _CAPITAL, _OTHER, _SYMBOL = 0.73, 0.87, 0.9, 1.45
_NO_WIDTH = ("Mn", "Me", "Cf")
_JOINER = "\u200d"  # makes one picture of several
_ELLIPSIS = "…"


def clean(text: str) -> str:
    """`text` on one line, without what XML forbids and what would turn the order of its letters round."""
    kept = (" " if char.isspace() and char not in "\u00a0\u202f" else char for char in text if not _is_refused(char))
    return " ".join(part for part in "".join(kept).split(" ") if part)


def width(text: str) -> float:
    return sum(map(_width, text))


def is_plain(text: str) -> bool:
    """Whether fonts agree about it: Latin letters, digits and signs, of which the widths are known."""
    return all(ord(char) < 0x250 or char in "\u202f’—…\u2212²³" for char in text)


def cut(text: str, most: float) -> str:
    """As much of `text` as fits, with an ellipsis where that is not all."""
    if width(text) <= most:
        return text
    return _beginning(text, most - width(_ELLIPSIS)).rstrip(f" \u00a0{_JOINER}") + _ELLIPSIS


def wrapped(text: str, most: float, lines: int) -> list[str]:
    """`text` on so many lines at most, broken between words where there are any; the last one is cut if need be."""
    if lines == 1 or width(text) <= most:
        return [cut(text, most)]
    head = ""
    for word in text.split(" "):
        longer = f"{head} {word}" if head else word
        if width(longer) > most:
            break
        head = longer
    if not head:
        head = _beginning(text, most)
    return [head, *wrapped(text.removeprefix(head).lstrip(" "), most, lines - 1)]


def _beginning(text: str, most: float) -> str:
    """What fits of a text that does not, at least one character."""
    fits = accumulate(map(_width, text))
    return text[: max(1, sum(1 for each in fits if each <= most))]


def _width(char: str) -> float:
    if char in _WIDTHS:
        return _WIDTHS[char]
    if unicodedata.category(char) in _NO_WIDTH:
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return _SYMBOL
    if ord(char) < 0x250 or char == "\u2212":
        return _CAPITAL if char.isupper() else _SMALL
    return _OTHER


def _is_refused(char: str) -> bool:
    """Control characters but line breaks, lone surrogates, what is no character, and those that turn text round."""
    if unicodedata.category(char) == "Cc":
        return not char.isspace()
    turns = char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    return turns or unicodedata.category(char) == "Cs" or ord(char) & 0xFFFE == 0xFFFE
