"""Words without what gets lost on their way: accents, case, marks. Two texts that fold alike are the same word."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

# no decomposition gives these; ’ and ' are no letters and go by themselves
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "³": "3", "²": "2"})
_NO_WORD = re.compile(r"[^a-z0-9?\ufffd]+")
# what stands where an accented letter stood: one mark, or as many as it had bytes
_LOST = re.compile(r"[?\ufffd]+")
_LONGEST = 60  # of what may be a label, a mark or a unit


def fold(text: str) -> str:
    """`text` in lower case ASCII, its words separated by one space. A letter that was lost stays a question mark."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    spaced = _NO_WORD.sub(" ", plain)
    return " ".join(word for word in (_LOST.sub("?", word) for word in spaced.split()) if word != "?")


def soften(text: str) -> str:
    """Lower case without accents, character for character: marks and spaces stay where they are."""
    return "".join(map(_soft, text))


def _soft(char: str) -> str:
    if char.isascii():
        return char.lower()
    if char in "’‘ʼ´":
        return "'"
    plain = unicodedata.normalize("NFKD", char.translate(_LIGATURES))[:1].lower()
    return plain if len(plain) == 1 and plain.isalnum() else char


def found_in(head: str, words: Mapping[str, str]) -> str | None:
    """What `head`, folded, stands for in a table of folded words; a lost letter may be any."""
    if (found := words.get(head) or words.get(head.rstrip("?"))) or "?" not in head or len(head) > _LONGEST:
        return found
    lossy = re.compile("".join(".{1,2}" if char == "?" else re.escape(char) for char in head))
    return next((meant for word, meant in words.items() if lossy.fullmatch(word)), None)


def table(entries: Iterable[tuple[str, str]]) -> dict[str, str]:
    """From (code, "one way to say it | another"): each way, folded, to its code. The first to claim a word has it."""
    words: dict[str, str] = {}
    for code, ways in entries:
        for way in ways.split("|"):
            if key := fold(way):
                words.setdefault(key, code)
    return words
