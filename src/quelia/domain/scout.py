"""Looks round in an answer that nobody knows yet: which numbers it holds, and what they may be."""

import json
import re
from collections.abc import Iterator
from difflib import SequenceMatcher

import msgspec

from quelia.domain.document import Document
from quelia.domain.errors import SourceError
from quelia.domain.meaning import meaning, words_of
from quelia.domain.number import number
from quelia.domain.path import Path, PathError

_MOST_NODES = 5_000  # of a large answer; what a plant gives now stands near the top
_MOST_NEAR = 3
_LIKE_ENOUGH = 0.55
_FEW = 2
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]?", re.ASCII)
_TIMES = frozenset(
    (
        "time",
        "timestamp",
        "ts",
        "date",
        "datetime",
        "at",
        "zeit",
        "zeitpunkt",
        "heure",
        "horodatage",
        "ora",
        "fecha",
        "hora",
        "tijd",
    )
)

Steps = tuple[str | int, ...]


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
    seen = [
        msgspec.structs.replace(found, weight=found.weight - behind)
        for steps, node, beside, behind in _nodes(document)
        if is_number(node) and (found := sighting(steps, node, beside)) is not None
    ]
    return sorted(seen, key=lambda each: -each.weight)


def nearest(path: Path, document: Document) -> list[str]:
    """The paths of an answer that are most like one that leads to nothing."""
    asked = str(path)
    texts = [text for steps, node, _, _ in _nodes(document) if is_number(node) and (text := _text(steps))]
    likeness = {text: SequenceMatcher(None, _bare(asked), _bare(text)).ratio() for text in texts}
    near = [text for text in texts if likeness[text] >= _LIKE_ENOUGH or _ends_alike(text, asked)]
    return sorted(near, key=lambda text: -likeness[text])[:_MOST_NEAR]


def times(document: Document) -> Iterator[tuple[str, Document]]:
    """Path and text of what is called a time, what stands at the top first."""
    for steps, node, _, _ in _nodes(document):
        written = isinstance(node, str | int | float) and not isinstance(node, bool)
        if written and set(words_of(steps[-1:])) & _TIMES and (text := _text(steps)):
            yield text, node


def _nodes(document: Document) -> Iterator[tuple[Steps, Document, Document, int]]:
    """Level by level, so that what stands at the top comes before what is deep.

    Gives the steps, the node, what it stands in, and how far it is behind: 2 for each list in which a newer one stands.
    """
    level: list[tuple[Steps, Document, Document, int]] = [((), document, None, 0)]
    looked_at = 0
    while level:
        below: list[tuple[Steps, Document, Document, int]] = []
        for steps, node, beside, behind in level:
            looked_at += 1
            if looked_at > _MOST_NODES:
                return
            yield steps, node, beside, behind
            if isinstance(node, dict | list):
                newest = _newest(node)
                pairs = list(node.items()) if isinstance(node, dict) else list(enumerate(node[:_MOST_NODES]))
                below += [
                    ((*steps, key), each, node, behind + 2 * (newest is not None and key != newest))
                    for key, each in pairs
                ]
        level = below


def _newest(node: dict[str, Document] | list[Document]) -> str | int | None:
    """Which of several things of the same kind has the latest time; None where they have none."""
    if isinstance(node, dict):
        times = {key: key for key in node if _TIME.match(key)}
        return max(times, key=lambda key: times[key]) if len(times) == len(node) > 1 else None
    written = [_time_of(each) for each in node]
    if len(written) < _FEW or None in written or len({type(each) for each in written}) > 1:
        return None
    return max(range(len(written)), key=lambda at: written[at]) if len(set(written)) > 1 else None  # type: ignore[arg-type, return-value]


def _time_of(node: Document) -> str | float | None:
    """The time that an entry of a list begins with, or names; as it is written, since all are written alike."""
    if isinstance(node, list):
        first = node[0] if node else None
        return first if isinstance(first, str) and _TIME.match(first) else None
    if not isinstance(node, dict):
        return None
    for key, each in node.items():
        if set(words_of([key])) & _TIMES and isinstance(each, str | int | float) and not isinstance(each, bool):
            return each if not isinstance(each, int) else float(each)
    return None


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


def sighting(steps: Steps, node: Document, beside: Document = None) -> Sighting | None:
    """What the number that stands behind `steps` may be; None where no path can be written to it.

    beside: the list or object that it stands in.
    """
    text = _text(steps)
    if text is None:
        return None
    assert isinstance(node, int | float | str)
    meant = meaning(steps, beside)
    behind = sum(1 for step in steps if isinstance(step, int) and step > 0)  # one of many, and not the first of them
    return Sighting(text, node, meant.quantity, meant.unit, meant.weight - behind)


def _text(steps: Steps) -> str | None:
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
