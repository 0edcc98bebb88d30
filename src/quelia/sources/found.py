"""What stands in an answer where a point looks: the path, the number, its unit, and whether it can be true."""

from collections.abc import Iterator, Sequence

from quelia.domain.document import Document, decode
from quelia.domain.errors import SourceError
from quelia.domain.judge import judge
from quelia.domain.number import number
from quelia.domain.plant import Plant
from quelia.domain.quantity import MAIN
from quelia.domain.reading import Reading, Value
from quelia.domain.scout import nearest
from quelia.domain.source import Point
from quelia.domain.unit import UNITS, Unit
from quelia.sources.http import Answer
from quelia.sources.verdict import Facts, Verdict

_THOUSANDS = (1e3, 1e6)
_TOO_SMALL = 0.001  # of the capacity: a plant that gives less gives, as good as always, nothing
_USUAL = (0.01, 1.2)  # of the capacity: where a number is that was read in the right unit


def point_verdicts(
    point: Point, reading: Reading, plant: Plant, answers: Sequence[Answer], document: Document
) -> Iterator[Verdict]:
    """Whether its path leads somewhere, and if so, what is to be said of what stands there. reading: of `document`."""
    found = path_verdict(point, document)
    yield found
    if found.mark != "broken":
        read, judged = _value_of(point, reading), _value_of(point, judge(reading, plant))
        yield from value_verdicts(point, read, judged, plant, answers, document)


def path_verdict(point: Point, document: Document) -> Verdict:
    """Whether its path leads to what its `pick` allows."""
    facts: Facts = {"path": str(point.path)}
    try:
        nodes = point.path.nodes(document)
    except SourceError:
        return Verdict("path", "broken", "path_wide", facts)
    if not nodes:
        near: list[str] = nearest(point.path, document)
        return Verdict("path", "broken", "path_near" if near else "path", facts | {"near": near})
    if point.pick == "only" and len(nodes) > 1:
        return Verdict("path", "broken", "path_several", facts | {"count": float(len(nodes))})
    return Verdict("path", "well", "found", facts)


def value_verdicts(
    point: Point, read: Value, judged: Value, plant: Plant, answers: Sequence[Answer], document: Document
) -> list[Verdict]:
    """read: as it was taken out of `document`, the last of `answers`; judged: as it would be shown."""
    facts: Facts = {"path": str(point.path), "quantity": point.quantity}
    if judged.reason is not None:
        return [_why_not(point, read, judged.reason, plant, document)]
    if judged.number is None:
        return [Verdict("value", "look", "no_value", facts)]
    unit = UNITS.get(judged.unit) or Unit(judged.unit, judged.unit, None)
    shown: Facts = {"number": unit.from_base(judged.number), "unit": judged.unit}
    verdicts = [Verdict("value", "well", "value", shown)]
    verdicts += _too_small(point, judged.number, unit, plant, shown)
    if judged.number < 0 and point.quantity in MAIN:
        verdicts.append(Verdict("value", "look", "negative", shown))
    if len(answers) > 1 and judged.number and len({_written(point, each) for each in answers}) == 1:
        verdicts.append(Verdict("value", "look", "still", {"calls": float(len(answers))}))
    return verdicts


def _value_of(point: Point, reading: Reading) -> Value:
    return next(value for value in reading.values if value.quantity == point.quantity)


def _why_not(point: Point, read: Value, reason: str, plant: Plant, document: Document) -> Verdict:
    """The verdict of a reason, with what is known about it."""
    facts: Facts = {"path": str(point.path), "quantity": point.quantity}
    if reason == "implausible" and read.number is not None:
        return _too_much(read, plant, facts)
    if reason == "not_a_number":
        return Verdict("value", "broken", _what_stands(point, document), facts)
    if reason == "path" and point.unit_path is not None:
        return Verdict("value", "broken", "unit_path", facts | {"path": str(point.unit_path)})
    return Verdict("value", "broken", reason, facts)


def _too_much(read: Value, plant: Plant, facts: Facts) -> Verdict:
    assert read.number is not None
    unit = UNITS.get(read.unit) or Unit(read.unit, read.unit, None)
    capacity = plant.capacity
    if capacity is None or capacity.unit.base != unit.base or read.number < 0:
        return Verdict("value", "broken", "implausible", facts)
    share = read.number / capacity.number
    facts |= {"share": float(f"{share * 100:.3g}")}
    smaller = _unit_of(unit, share, up=False)
    if smaller is None:
        return Verdict("value", "broken", "implausible_capacity", facts)
    number = smaller.from_base(read.number / (unit.factor or 1.0) * (smaller.factor or 1.0))
    facts |= {"unit": unit.symbol, "meant": smaller.symbol, "number": number}
    return Verdict("value", "broken", "implausible_thousand", facts)


def _too_small(point: Point, counted: float, unit: Unit, plant: Plant, shown: Facts) -> list[Verdict]:
    """Where a number is as good as nothing of the capacity, and would be usual in a larger unit."""
    capacity = plant.capacity
    if capacity is None or capacity.unit.base != unit.base or point.quantity not in MAIN or counted <= 0:
        return []
    share = counted / capacity.number
    larger = _unit_of(unit, share, up=True) if share < _TOO_SMALL else None
    if larger is None or larger.factor is None:
        return []
    code = "thousand" if larger.factor == 1e3 * (unit.factor or 1.0) else "million"
    return [Verdict("value", "look", code, shown | {"share": float(f"{share * 100:.2g}"), "meant": larger.symbol})]


def _unit_of(unit: Unit, share: float, *, up: bool) -> Unit | None:
    """The unit, a thousand or a million times larger or smaller, with which `share` of the capacity would be usual."""
    if unit.factor is None:
        return None
    factors = (thousand if up else 1 / thousand for thousand in _THOUSANDS)
    usual = [factor for factor in factors if _USUAL[0] < share * factor <= _USUAL[1]]
    return next(
        (
            each
            for factor in usual
            for each in UNITS.values()
            if each.base == unit.base and each.factor == unit.factor * factor
        ),
        None,
    )


def _what_stands(point: Point, document: Document) -> str:
    """What is there instead of a JSON number: a text that a format reads, a list, an object, something else."""
    node = next(iter(point.path.nodes(document)), None)
    if isinstance(node, list | dict):
        return "not_a_number_list" if isinstance(node, list) else "not_a_number_object"
    if isinstance(node, str):
        for form in ("dot", "comma", "leading"):
            try:
                number(node, form)
            except SourceError:
                continue
            return f"not_a_number_{form}"
    return "not_a_number"


def _written(point: Point, answer: Answer) -> str:
    try:
        return repr(point.path.nodes(decode(answer.body)))
    except SourceError as error:
        return error.code
