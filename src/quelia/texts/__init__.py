"""What people read, in French first; English is its twin. One folder a language, one file a room: a folder more is a
language more, everywhere.
"""

import re
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import msgspec

DEFAULT = "fr"
_HERE = files(__package__)
_NAME = re.compile(r"[a-z]{2,3}", re.ASCII)
# that of who asks for none comes first
LANGUAGES = tuple(
    sorted(
        (each.name for each in _HERE.iterdir() if each.is_dir() and _NAME.fullmatch(each.name)),
        key=lambda name: (name != DEFAULT, name),
    )
)
_WEIGHT = re.compile(r"q\s*=\s*([01](?:\.[0-9]{0,3})?)", re.ASCII)


class Language(NamedTuple):
    """code: as in `?lang=`. name, short: as those who speak it call it."""

    code: str
    name: str
    short: str


def languages() -> list[Language]:
    """Those there are, to be chosen from."""
    told = ((code, texts(code, "language")) for code in LANGUAGES)
    return [Language(code, words["name"], words["short"]) for code, words in told]


@cache
def texts(language: str, room: str) -> Any:
    """The texts of a room, as nested dictionaries: texts("fr", "visitor")["state"]["live"]."""
    content = _HERE.joinpath(language, f"{room}.json").read_bytes()
    return msgspec.json.decode(content)


@cache
def rooms(language: str) -> tuple[str, ...]:
    """The rooms that a language has texts of."""
    found = (each.name for each in _HERE.joinpath(language).iterdir() if each.name.endswith(".json"))
    return tuple(sorted(name.removesuffix(".json") for name in found))


def sentence(language: str, room: str, code: str, **facts: str) -> str:
    """A sentence of a room with its facts filled in, fit for a terminal. code: with points where tables are nested."""
    words = texts(language, room)
    for key in code.split("."):
        words = words[key]
    filled: str = words.format(**{name: printable(fact) for name, fact in facts.items()})
    return filled


def printable(text: str) -> str:
    """`text` with what would move a terminal's cursor, or break the line, written out: `\\n`, `\\x1b`."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def language_of(accepted: str) -> str:
    """The language of an Accept-Language header, or of a locale's name: the first we speak, else French."""
    weighed = []
    for position, part in enumerate(accepted.replace("_", "-").split(",")):
        tag, _, weight = part.lower().partition(";")
        name = tag.strip().split("-")[0]
        if name in LANGUAGES and _weight(weight):
            weighed.append((-_weight(weight), position, name))
    return min(weighed)[2] if weighed else DEFAULT


def _weight(parameter: str) -> float:
    """From `q=0.8`; 0 is what somebody does not read, or what cannot be understood."""
    if not parameter.strip():
        return 1.0
    found = _WEIGHT.fullmatch(parameter.strip())
    return float(found[1]) if found else 0.0
