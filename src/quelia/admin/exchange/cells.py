"""One cell: from what stands in it to what `quelia load` would say, and back."""

import re
from collections.abc import Mapping
from functools import cache
from typing import cast

from quelia.admin.exchange.columns import COLUMNS, KEEPS_WHEN_EMPTY
from quelia.admin.links import NoLink, as_lines, links_of
from quelia.domain.place import degree
from quelia.domain.plant import CARD
from quelia.domain.selection import folded
from quelia.store.declaration import Problem
from quelia.texts import LANGUAGES, texts

_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:[.,][0-9]{1,20})?(?:[eE][+-]?[0-9]{1,3})?°?", re.ASCII)


class Misread(Exception):
    """A cell does not say what its column asks for."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.problem = Problem("", f"cell.{code}", facts=facts)


def meaning(key: str, cell: object, lang: str) -> object:
    """What a cell says of its column; None where it says nothing. Raises Misread.

    cell: a text of a table, or a value of JSON.
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None if key in KEEPS_WHEN_EMPTY or COLUMNS[key] == "number" else _EMPTY.get(key, "")
    match COLUMNS[key]:
        case "number":
            return _number(cell)
        case "flag":
            return _flag(cell, lang)
        case "word":
            return _code(key, _text(cell), lang)
        case "capacity":
            return _capacity(cell)
        case "links":
            return _links(cell)
        case "card":
            return _card(cell, lang)
    return _text(cell)


def written(key: str, value: object, lang: str, *, comma: bool) -> str:
    """What stands in the cell of a table. comma: whether numbers have one instead of a point."""
    words = texts(lang, "office")
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(words["yes" if value else "no"])
    if isinstance(value, float):
        return repr(value).replace(".", "," if comma else ".")
    if COLUMNS[key] == "links":
        return as_lines(cast("list[dict[str, str]]", value))
    if isinstance(value, list):
        return ", ".join(texts(lang, "plants")["card"].get(each, each) for each in value)
    if COLUMNS[key] == "word":
        return str(texts(lang, "visitor")[key].get(value, value))
    return str(value)


# what an empty cell means where that is no empty text
_EMPTY: Mapping[str, object] = {"subtype": None, "paused": None, "links": [], "card": []}


def _text(cell: object) -> str:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise Misread("kind")
    return str(cell).strip()


def _number(cell: object) -> float:
    if isinstance(cell, float):
        return cell
    text = _text(cell)
    if not _NUMBER.fullmatch(text):
        angle = degree(text)  # in minutes and seconds
        if angle is None:
            raise Misread("number", fact=text[:40])
        return angle
    return float(text.rstrip("°").replace(",", "."))


def _flag(cell: object, lang: str) -> bool:
    if isinstance(cell, bool):
        return cell
    text = folded(_text(cell))
    if text not in _flags():
        words = texts(lang, "office")
        raise Misread("one_of", words=f"{words['yes']}, {words['no']}")
    return _flags()[text]


def _code(key: str, text: str, lang: str) -> str:
    code = _codes(key).get(folded(text))
    if code is None:
        raise Misread("one_of", words=", ".join(texts(lang, "visitor")[key].values()))
    return code


def _capacity(cell: object) -> str:
    """`18.2 MW`; the public GeoJSON has a number and its unit."""
    if isinstance(cell, Mapping) and cell.keys() == {"value", "unit"}:
        return f"{_text(cell['value'])} {_text(cell['unit'])}"
    return re.sub(r"\s+", " ", _text(cell))  # French puts a no-break space before a unit


def _links(cell: object) -> list[dict[str, str]]:
    """One on a line; of JSON, as `quelia load` has them."""
    if isinstance(cell, list):
        if not all(isinstance(each, dict) and each.keys() == {"label", "url"} for each in cell):
            raise Misread("links")
        return [{"label": _text(each["label"]), "url": _text(each["url"])} for each in cell]
    try:
        return links_of(_text(cell))
    except NoLink as error:
        raise Misread("link", fact=error.line[:60]) from error


def _card(cell: object, lang: str) -> list[str]:
    """In the order in which they are offered: it is no other card when they are named in another."""
    named = cell if isinstance(cell, list) else _text(cell).split(",")
    try:
        chosen = {_card_words()[folded(_text(each))] for each in named}
    except KeyError:
        raise Misread("one_of", words=", ".join(texts(lang, "plants")["card"].values())) from None
    return [fact for fact in CARD if fact in chosen]


@cache
def _card_words() -> dict[str, str]:
    tables = [texts(lang, "plants")["card"] for lang in LANGUAGES]
    return {folded(each): fact for table in tables for fact, word in table.items() for each in (fact, word)}


@cache
def _flags() -> dict[str, bool]:
    both = {True: ["true", "vrai", "1"], False: ["false", "faux", "0"]}
    words = {value: [texts(lang, "office")["yes" if value else "no"] for lang in LANGUAGES] for value in both}
    return {folded(each): value for value in both for each in (*both[value], *words[value])}


@cache
def _codes(key: str) -> dict[str, str]:
    """By what one may write: the code, or its word in either language."""
    tables = [texts(lang, "visitor")[key] for lang in LANGUAGES]
    return {folded(each): code for table in tables for code, word in table.items() for each in (code, word)}
