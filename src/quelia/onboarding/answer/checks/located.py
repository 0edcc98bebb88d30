"""A path held against the example: where it leads, and where it should lead instead."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from quelia.domain.document import Document
from quelia.domain.errors import SourceError
from quelia.domain.path import Digits, Path, PathError
from quelia.domain.quantity import MAIN, quantity_of
from quelia.domain.scout import Sighting, nearest, numbers
from quelia.domain.unit import UNITS
from quelia.onboarding.answer.answer import Found, Remark

_MOST_CANDIDATES = 5
_FEWEST_WORDS = 3
_LEAST = -2  # what is no measure is far below; what is not the first of a list, a little
_FAR = 4  # what is a peak, or of today, is three less than what is now
# what people put before a path that the answer does not have
_WRAPS = frozenset(
    (
        "data",
        "json",
        "response",
        "reponse",
        "result",
        "resultat",
        "results",
        "body",
        "root",
        "payload",
        "content",
        "api",
    )
)
_MISSING = Remark("path_missing", "path", asks=True)
_BETWEEN = re.compile(r"(?:->|=>|[.\[\]\"'“”«»`/\\>→:|\s])+")
_ORDINARY = re.compile(r"[^\W\d][\w-]*")


class Spot(NamedTuple):
    """A number, or what stands in its place. steps: of its path; beside: what it stands in, None where that is not known."""

    node: Document
    steps: tuple[str | int, ...] = ()
    beside: Document = None


class Located(NamedTuple):
    """found: the path to take; None where there is none. spot: None where it leads to no single value."""

    found: Found | None
    spot: Spot | None
    remarks: Sequence[Remark]


def located(written: Found | None, document: Document, unit: str) -> Located:
    """Hold `written` against an example. unit: the symbol that goes with it, empty where that is not known."""
    if written is None or (_is_sentence(written) and not _nodes(_path(written.value), document)):
        return _proposed(None, candidates(document, unit), document, _MISSING)
    path = _path(written.value)
    nodes = _nodes(path, document)
    if path is None or not nodes:
        right = _meant(written.value, document)
        if right is not None:
            return _mended(written, right, document)
        return _lost(written, path, document, unit)
    if len(nodes) > 1:
        facts = {"path": written.value, "count": str(len(nodes))}
        return Located(_unsure(written), None, [Remark("path_many", "path", written.line, facts, asks=True)])
    if isinstance(nodes[0], dict | list):
        return _within(written, path, nodes[0], document, unit)
    return Located(written, _spot(path, document), list(_rather(written, path, document, unit)))


def unchecked(written: Found | None) -> Located:
    """The same without an example."""
    if written is None or _is_sentence(written):
        return Located(None, None, [_MISSING])
    if len(written.value.split()) > 1 or _path(written.value) is None:
        remark = Remark("path_syntax", "path", written.line, {"written": written.value}, asks=True)
        return Located(_unsure(written), None, [remark])
    return Located(written, None, [])


def candidates(document: Document, unit: str) -> list[Sighting]:
    """The numbers of an example that may be what the plant gives now, the likely ones first."""
    seen = numbers(document)
    likely = [each for each in seen if each.quantity in MAIN and each.weight > 0]
    if unit in UNITS:
        likely = [each for each in likely if each.quantity == quantity_of(UNITS[unit])] or likely
    return likely or [each for each in seen if each.quantity is None and each.weight >= _LEAST]


def plainly(path: str) -> str:
    """A path as people write it, `data.power[0]`, where that is the same one."""
    steps = Path(path).steps
    if steps is None or not all(type(step) is int or _ORDINARY.fullmatch(str(step)) for step in steps):
        return path
    text = "".join(f"[{step}]" if type(step) is int else f".{step}" for step in steps).removeprefix(".")
    return text if text and Path(text).steps == steps else path


def _proposed(written: Found | None, seen: Sequence[Sighting], document: Document, why: Remark) -> Located:
    """The likely one of several as a doubtful path; all of them told where none is likelier than the others.

    why: what there is to say of `written` where there are several, or none.
    """
    line = written.line if written is not None else 0
    if not seen:
        return Located(_kept(written), None, [why])
    if _stands_out(seen):
        path = plainly(seen[0].path)
        facts = {"path": path, "number": str(seen[0].written), "written": written.value if written is not None else ""}
        remark = Remark("path_offered" if written is not None else "path_guessed", "path", line, facts, asks=True)
        return Located(Found(path, "doubtful", line), _spot(Path(path), document), [remark])
    told = [f"{plainly(each.path)} = {each.written}" for each in seen[:_MOST_CANDIDATES]]
    facts = {"count": str(len(seen)), "candidates": ", ".join(told) + (", …" if len(seen) > len(told) else "")}
    remark = Remark("path_candidates", "path", line, facts, asks=True)
    before = [] if why.code == "path_missing" else [msgspec.structs.replace(why, asks=False)]
    return Located(_kept(written), None, [*before, remark])


def _stands_out(seen: Sequence[Sighting]) -> bool:
    """Whether the first is likelier than the others. That it is the first of a list makes it no likelier."""
    if len(seen) == 1:
        return True
    first, second = (tuple(step for step in Path(each.path).steps or () if type(step) is not int) for each in seen[:2])
    return seen[0].weight - seen[1].weight >= (2 if first == second else 1)


def _rather(written: Found, path: Path, document: Document, unit: str) -> Iterator[Remark]:
    """The number that looks more like what the plant gives now than the one that the path leads to, by far."""
    seen = {Path(each.path).steps: each for each in numbers(document)}
    here, best = seen.get(path.steps), next(iter(candidates(document, unit)), None)
    if here is not None and best is not None and best.weight - here.weight >= _FAR:
        facts = {"path": written.value, "other": plainly(best.path), "number": str(best.written)}
        yield Remark("path_rather", "path", written.line, facts)


def _lost(written: Found, path: Path | None, document: Document, unit: str) -> Located:
    """A path that leads to nothing, and is like nothing there."""
    code = "path_syntax" if path is None else "path_absent"
    remark = Remark(code, "path", written.line, {"written": written.value}, asks=True)
    seen = candidates(document, unit)
    near = nearest(path, document) if path is not None else []
    alike = [each for each in seen if each.path in near] or seen
    return _proposed(written, alike, document, remark)


def _mended(written: Found, right: str, document: Document) -> Located:
    remark = Remark("path_mended", "path", written.line, {"written": written.value, "path": right})
    return Located(Found(right, "likely", written.line), _spot(Path(right), document), [remark])


def _within(written: Found, path: Path, node: Document, document: Document, unit: str) -> Located:
    """A path to a group or a list: where one number stands in it, that is meant."""
    begin = path.steps or ()
    inside = [each for each in candidates(document, unit) if (Path(each.path).steps or ())[: len(begin)] == begin]
    alone = [each for each in numbers(document) if (Path(each.path).steps or ())[: len(begin)] == begin]
    if len(alone) == 1:
        return _mended(written, plainly(alone[0].path), document)
    code = "path_list" if isinstance(node, list) else "path_group"
    remark = Remark(code, "path", written.line, {"path": written.value}, asks=True)
    return _proposed(written, inside or alone, document, remark)


def _meant(written: str, document: Document) -> str | None:
    """The one path that differs from `written` only in case, signs, what stands before it, or indexes."""
    asked = _folded(_BETWEEN.split(written))
    if not asked:
        return None
    paths = {each.path: _folded(map(str, Path(each.path).steps or ())) for each in numbers(document)}
    words = _without_digits(asked)
    attempts = (
        [path for path, steps in paths.items() if steps == asked],
        [path for path, steps in paths.items() if steps[-len(asked) :] == asked],
        [path for path, steps in paths.items() if steps and _ends_with(asked, steps)],
        [path for path, steps in paths.items() if words and _without_digits(steps)[-len(words) :] == words],
    )
    return next((plainly(found[0]) for found in attempts if len(found) == 1), None)


def _ends_with(asked: tuple[str, ...], steps: tuple[str, ...]) -> bool:
    """Whether only what stands before the path is too much; one word alone may be another one of the same name."""
    before = asked[: -len(steps)]
    return asked[-len(steps) :] == steps and (len(steps) > 1 or _WRAPS.issuperset(before))


def _folded(steps: Iterable[str]) -> tuple[str, ...]:
    bare = (re.sub(r"[\W_]", "", unicodedata.normalize("NFKD", step).casefold()) for step in steps)
    return tuple(step for step in bare if step)


def _without_digits(steps: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(step for step in steps if not step.isdigit())


def _path(text: str) -> Path | None:
    try:
        return Path(text)
    except PathError:
        return None


def _nodes(path: Path | None, document: Document) -> list[Document]:
    try:
        return path.nodes(document) if path is not None else []
    except SourceError:
        return []


def _spot(path: Path, document: Document) -> Spot | None:
    nodes = _nodes(path, document)
    if len(nodes) != 1:
        return None
    if path.steps is None:
        return Spot(nodes[0])
    beside: Document = None
    here: list[Document] = [document]
    real: list[str | int] = []
    for step in path.steps:  # digits are an index where a list is met
        beside = here[0]
        key = int(step) if type(step) is Digits and isinstance(beside, list) else step
        real.append(key)
        here = [beside[key]]  # type: ignore[index]
    return Spot(nodes[0], tuple(real), beside)


def _unsure(written: Found) -> Found:
    return msgspec.structs.replace(written, confidence="doubtful")


def _kept(written: Found | None) -> Found | None:
    return _unsure(written) if written is not None else None


def _is_sentence(written: Found) -> bool:
    """Whether somebody says in words where he sees the value. A key of two words there may be."""
    words = written.value.split()
    return len(words) >= _FEWEST_WORDS and not any(_BETWEEN.fullmatch(word) for word in words)
