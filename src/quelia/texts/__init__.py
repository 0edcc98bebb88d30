"""What people read, in French first; English is its twin. One folder a language, one file a room."""

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

LANGUAGES = ("fr", "en")
DEFAULT = "fr"


@cache
def texts(language: str, room: str) -> Any:
    """The texts of a room, as nested dictionaries: texts("fr", "visitor")["state"]["live"]."""
    content = files(__package__).joinpath(language, f"{room}.json").read_bytes()
    return msgspec.json.decode(content)


def printable(text: str) -> str:
    """`text` with what would move a terminal's cursor, or break the line, written out: `\\n`, `\\x1b`."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def language_of(accepted: str) -> str:
    """The language of an Accept-Language header, or of a locale's name: the first we speak, else French."""
    weighed = []
    for position, part in enumerate(accepted.replace("_", "-").split(",")):
        tag, _, weight = part.strip().partition(";q=")
        name = tag.split("-")[0].lower()
        if name in LANGUAGES:
            weighed.append((-_weight(weight), position, name))
    return min(weighed)[2] if weighed else DEFAULT


def _weight(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0.0
