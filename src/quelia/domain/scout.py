"""Looks round in an answer that nobody knows yet: which numbers it holds, and what they may be."""

import json
import re
from collections.abc import Iterator
from difflib import SequenceMatcher

import msgspec

from quelia.domain.document import Document
from quelia.domain.errors import SourceError
from quelia.domain.number import number
from quelia.domain.path import Path, PathError

_MOST_NODES = 5_000  # of a large answer; what a plant gives now stands near the top
_MOST_NEAR = 3
_LIKE_ENOUGH = 0.55
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", re.ASCII)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# quantity, the words of a key that mean it, and the unit that is usual where the key names none; the first that fits
_MEANINGS: tuple[tuple[str, frozenset[str], str], ...] = (
    (
        "power",
        _words("power puissance potencia p pac production watt watts kw mw output leistung generation active"),
        "kW",
    ),
    ("temperature", _words("temp temperature celsius"), "°C"),
    ("wind_speed", _words("wind windspeed vent"), "m/s"),
    ("irradiance", _words("irradiance irradiation ghi poa ensoleillement"), "W/m²"),
    ("gas_flow", _words("flow debit gas gaz biomethane injection"), "Nm³/h"),
    ("energy_today", _words("energy energie kwh mwh wh yield etoday today jour"), "kWh"),
)
_UNITS = {"w": "W", "watt": "W", "watts": "W", "kw": "kW", "mw": "MW", "kwh": "kWh", "mwh": "MWh", "wh": "Wh"}
_NOW = _words("current now actual actuel actuelle instant live realtime latest")
_NO_MEASURE = _words("id version status code index time timestamp ts date hour serial count number location")
_NOT_NOW = _words(
    "max min avg average mean moyenne rated nominal capacity capacite installed peak forecast previs yesterday total target"
    " limit setpoint"
)


class Sighting(msgspec.Struct, frozen=True):
    """A number of an answer. written: as it stands there. quantity, unit: what it may be, None where nothing says so.

    weight: how likely it is what somebody looks for; the heaviest first.
    """

    path: str
    written: float | int | str
    quantity: str | None
    unit: str | None
    weight: int


def numbers(document: Document) -> list[Sighting]:
    """Every number, also one written as a text, the likely ones first; at most those of the first thousands of nodes."""
    seen = [sighting(steps, node) for steps, node in _nodes(document) if is_number(node)]
    return sorted((each for each in seen if each is not None), key=lambda each: -each.weight)


def nearest(path: Path, document: Document) -> list[str]:
    """The paths of an answer that are most like one that leads to nothing."""
    asked = str(path)
    texts = [text for steps, node in _nodes(document) if is_number(node) and (text := _text(steps)) is not None]
    likeness = {text: SequenceMatcher(None, _bare(asked), _bare(text)).ratio() for text in texts}
    near = [text for text in texts if likeness[text] >= _LIKE_ENOUGH or _ends_alike(text, asked)]
    return sorted(near, key=lambda text: -likeness[text])[:_MOST_NEAR]


def _nodes(document: Document) -> Iterator[tuple[tuple[str | int, ...], Document]]:
    """Level by level, so that what stands at the top comes before what is deep."""
    level: list[tuple[tuple[str | int, ...], Document]] = [((), document)]
    looked_at = 0
    while level:
        below: list[tuple[tuple[str | int, ...], Document]] = []
        for steps, node in level:
            looked_at += 1
            if looked_at > _MOST_NODES:
                return
            yield steps, node
            if isinstance(node, dict):
                below += [((*steps, key), each) for key, each in node.items()]
            elif isinstance(node, list):
                below += [((*steps, at), each) for at, each in enumerate(node[:_MOST_NODES])]
        level = below


def is_number(node: Document) -> bool:
    """Whether it is a number, in one of the formats that a point may have."""
    if isinstance(node, bool) or node is None:
        return False
    if isinstance(node, int | float):
        return True
    if not isinstance(node, str):
        return False
    for form in ("dot", "comma", "leading"):
        try:
            number(node, form)
        except SourceError:
            continue
        return True
    return False


def sighting(steps: tuple[str | int, ...], node: Document) -> Sighting | None:
    """What the number that stands behind `steps` may be; None where no path can be written to it."""
    text = _text(steps)
    if text is None:
        return None
    words = [word.lower() for step in steps if isinstance(step, str) for word in _WORDS.findall(step)]
    quantity, usual, weight = _meaning(words)
    unit = next((_UNITS[word] for word in reversed(words) if word in _UNITS), usual)
    weight += bool(_NOW & set(words)) - 2 * bool(_NOT_NOW & set(words)) - 3 * bool(_NO_MEASURE & set(words[-2:]))
    assert isinstance(node, int | float | str)
    return Sighting(text, node, quantity, unit if quantity else None, weight)


def _meaning(words: list[str]) -> tuple[str | None, str | None, int]:
    """What the words of a path mean: the last ones say most."""
    last = set(words[-3:])
    for quantity, meant, unit in _MEANINGS:
        if meant & last:
            return quantity, unit, 4 if quantity in ("power", "gas_flow") else 1
    return None, None, 0


def _text(steps: tuple[str | int, ...]) -> str | None:
    """The path as one would write it; None for one that cannot be written."""
    try:
        return str(Path("$" + "".join(f"[{json.dumps(step)}]" for step in steps)))
    except PathError:
        return None


def _bare(path: str) -> str:
    """Without what all paths begin with: it would make short ones alike."""
    return path.removeprefix("$").removeprefix(".").lower()


def _ends_alike(one: str, other: str) -> bool:
    return one.rpartition(".")[2].lower() == other.rpartition(".")[2].lower()
