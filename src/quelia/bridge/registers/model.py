"""Models of SunSpec: where a point stands in its model, what it holds, and which power of ten goes with it.

The models are those that pysunspec2 brings along, as the SunSpec Alliance publishes them.
"""

import re
from typing import Any, NamedTuple

from sunspec2.device import get_model_def
from sunspec2.mdef import ModelDefinitionError

from quelia.bridge.registers.kind import KINDS, Kind

HEADER = 2  # registers: the number of the model, and how many follow
_NAME = re.compile(r"(?:(?P<group>\w+)\[(?P<index>[0-9]{1,3})\]\.)?(?P<point>\w+)", re.ASCII)


class BadPoint(ValueError):
    """code: of a sentence in `texts/*/bridge.json`; fact fills it."""

    def __init__(self, code: str, fact: str = "") -> None:
        super().__init__(code)
        self.code, self.fact = code, fact


class Spot(NamedTuple):
    """offset: from the first register of the model. sentinels: whether "not implemented" has a number.

    power: of ten, or the offset of the register that holds it.
    """

    offset: int
    kind: Kind
    sentinels: bool
    power: int = 0
    power_at: int | None = None


def spot(model: int, name: str) -> Spot:
    """Where `W`, or `module[0].DCW`, stands. Raises BadPoint."""
    try:
        group = get_model_def(model, mapping=False)["group"]
    except (ModelDefinitionError, OSError, ValueError):
        raise BadPoint("sunspec_model", str(model)) from None
    found = _NAME.fullmatch(name)
    if found is None:
        raise BadPoint("sunspec_point", name)
    at, top = 0, group
    if found["group"] is not None:
        at, group = _group(group, found["group"], int(found["index"]), name)
    point = _point(group, found["point"])
    if point is None:
        raise BadPoint("sunspec_point", name)
    kind, sentinels = _kind(point, name)
    place = at + _offset(group, found["point"])
    factor = point.get("sf")
    if factor is None or isinstance(factor, int):
        return Spot(place, kind, sentinels, power=factor or 0)
    if _point(group, factor) is not None:
        return Spot(place, kind, sentinels, power_at=at + _offset(group, factor))
    if _point(top, factor) is not None:
        return Spot(place, kind, sentinels, power_at=_offset(top, factor))
    raise BadPoint("sunspec_point", name)


def points(model: int) -> list[str]:
    """The names of what can be read of a model, for who mistyped one; empty for a model that nobody knows."""
    try:
        group = get_model_def(model, mapping=False)["group"]
    except (ModelDefinitionError, OSError, ValueError):
        return []
    names = [each["name"] for each in group["points"] if _numeric(each)]
    for part in group.get("groups", []):
        names += [f"{part['name']}[0].{each['name']}" for each in part["points"] if _numeric(each)]
    return names


def _group(model: dict[str, Any], name: str, index: int, whole: str) -> tuple[int, dict[str, Any]]:
    """Where a group of a model begins, and what it holds. Those before it must have a known length."""
    at = _length(model)
    for group in model.get("groups", []):
        if group["name"] == name and not group.get("groups"):
            return at + index * _length(group), group
        count = group.get("count", 1)
        if not isinstance(count, int) or count == 0 or group.get("groups"):
            break
        at += count * _length(group)
    raise BadPoint("sunspec_point", whole)


def _length(group: dict[str, Any]) -> int:
    return sum(int(each["size"]) for each in group["points"])


def _point(group: dict[str, Any], name: str) -> dict[str, Any] | None:
    return next((each for each in group["points"] if each["name"] == name), None)


def _offset(group: dict[str, Any], name: str) -> int:
    offset = 0
    for each in group["points"]:
        if each["name"] == name:
            break
        offset += int(each["size"])
    return offset


def _numeric(point: dict[str, Any]) -> bool:
    kind = str(point["type"]).replace("acc", "uint")
    return kind in KINDS and point["name"] not in ("ID", "L")


def _kind(point: dict[str, Any], name: str) -> tuple[Kind, bool]:
    written = str(point["type"])
    for kind in KINDS:
        if kind == written.replace("acc", "uint"):
            return kind, not written.startswith("acc")  # a counter that ran full is a number
    raise BadPoint("sunspec_kind", name)
