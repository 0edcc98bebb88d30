"""The columns of a table of plants: their keys are those of `quelia load`, their headings words of either language."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from quelia.admin.exchange.sheet import whole
from quelia.domain.selection import folded
from quelia.texts import LANGUAGES, texts

# in the order in which they are written, each with what its cells hold
COLUMNS: Mapping[str, str] = {
    "slug": "text",
    "name": "text",
    "owner": "text",
    "energy": "word",
    "subtype": "word",
    "capacity": "capacity",
    "status": "word",
    "commissioned": "text",
    "commune": "text",
    "intercommunality": "text",
    "region": "text",
    "latitude": "number",
    "longitude": "number",
    "description": "text",
    "links": "links",
    "contact_name": "text",
    "contact_email": "text",
    "contact_phone": "text",
    "website": "text",
    "card": "card",
    "published": "flag",
    "paused": "text",
    "timezone": "text",
}
# an empty cell of these says nothing; of the others, that there is nothing
KEEPS_WHEN_EMPTY = ("status", "published", "timezone")
_MOST_UNKNOWN = 30
REQUIRED = ("name", "owner", "energy", "latitude", "longitude")


def headings(lang: str) -> dict[str, str]:
    """By key, as they are written."""
    words = texts(lang, "exchange")["column"]
    return {key: words[key] for key in COLUMNS}


def recognised(names: Iterable[object]) -> tuple[dict[int, str], list[str]]:
    """Keys by the position of their heading, and the headings that nobody knows, as many as one wants to read.

    Raises Unreadable for a column that stands there twice.
    """
    found: dict[int, str] = {}
    unknown: list[str] = []
    for position, name in enumerate(names):
        text = str(name).strip()
        key = key_of(text)
        if key in found.values():
            raise whole("column_twice", column=text)
        if key is not None:
            found[position] = key
        elif text and len(unknown) <= _MOST_UNKNOWN:
            unknown.append(text[:60] if len(unknown) < _MOST_UNKNOWN else "…")
    return found, unknown


def key_of(heading: str) -> str | None:
    return _keys().get(_plain(heading))


def known(names: Iterable[str]) -> int:
    """How many of the headings are ours."""
    return sum(key_of(name) is not None for name in names)


def needed(columns: Sequence[str]) -> None:
    """Raises Unreadable where no row could say which plant it is about."""
    if "slug" not in columns and not {"name", "owner"} <= set(columns):
        raise whole("no_columns", columns=", ".join(headings(LANGUAGES[0])[key] for key in REQUIRED))


@cache
def _keys() -> dict[str, str]:
    """By heading: the key itself, its word in either language, and what others call it."""
    keys = {_plain(key): key for key in COLUMNS}
    for lang in LANGUAGES:
        words = texts(lang, "exchange")
        keys |= {_plain(words["column"][key]): key for key in COLUMNS}
        keys |= {_plain(each): key for key, others in words["also"].items() for each in others.split(",")}
    return keys


def _plain(heading: str) -> str:
    """Without accents, capitals, and what people put between words: `Mise_en service ` is `mise en service`."""
    return " ".join(folded(heading).replace("_", " ").split())
