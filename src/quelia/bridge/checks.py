"""What well-formed settings may still get wrong: names given twice, a quantity read twice, a unit that does not fit."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from quelia.bridge.inputs.input import InputSettings, PointSettings, points_of
from quelia.bridge.outputs.output import OutputSettings
from quelia.bridge.problem import Problem, under
from quelia.domain.quantity import QUANTITIES
from quelia.domain.unit import UNITS, UnitError, declared_unit

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_LONGEST = 80


def checked(inputs: Sequence[InputSettings]) -> Iterator[Problem]:
    """All that must be corrected, in the order of the file."""
    names = Counter(each.name for each in inputs)
    read: set[tuple[str, str]] = set()
    lines: dict[str, str] = {}
    all_points = [point for each in inputs for point in points_of(each)]
    nameless = sum(not point.plant for point in all_points)
    for settings in inputs:
        where = f"input[{settings.name}]"
        yield from _name(settings.name, names, where)
        yield from _serial(settings, lines, where)
        points = points_of(settings)
        if not points:
            yield Problem(under(where, "point"), "empty_list")
        for number, point in enumerate(points):
            place = f"{where}.point[{number}]"
            yield from point_problems(point, place)
            if not point.plant and nameless < len(all_points):
                yield Problem(under(place, "plant"), "plant_needed")
            if (point.plant, point.quantity) in read:
                fact = "/".join(filter(None, (point.plant, point.quantity)))
                yield Problem(under(place, "quantity"), "point_read_twice", fact)
            read.add((point.plant, point.quantity))


def checked_ages(inputs: Sequence[InputSettings], outputs: Sequence[OutputSettings]) -> Iterator[Problem]:
    """No output calls too old what the next read is to replace."""
    slowest_s = max((each.interval_s for each in inputs), default=0.0)
    for number, each in enumerate(outputs):
        age_s = getattr(each, "max_age_s", None)
        if age_s is not None and age_s < slowest_s:
            yield Problem(f"output[{number}].max_age_s", "age_below_interval", f"{slowest_s:g}")


def checked_outputs(outputs: Sequence[OutputSettings]) -> Iterator[Problem]:
    """No two of them send what waits for the other."""
    places = Counter(each.place for each in outputs if each.place)
    for number, each in enumerate(outputs):
        if places[each.place] > 1:
            places[each.place] = 0  # said once
            yield Problem(under(f"output[{number}]", "name"), "output_name")


def is_slug(text: str) -> bool:
    return len(text) <= _LONGEST and _SLUG.fullmatch(text) is not None


def point_problems(point: PointSettings, where: str) -> Iterator[Problem]:
    if point.plant and not is_slug(point.plant):
        yield Problem(under(where, "plant"), "slug")
    quantity = QUANTITIES.get(point.quantity)
    if quantity is None:
        yield Problem(under(where, "quantity"), "one_of", ", ".join(QUANTITIES))
    if not math.isfinite(point.scale) or point.scale == 0:
        yield Problem(under(where, "scale"), "scale")
    try:
        unit = declared_unit(point.unit)
    except UnitError as error:
        yield Problem(under(where, "unit"), "unit_meant" if error.meant else "unit", error.meant or error.text)
        return
    if quantity is not None and not quantity.takes(unit):
        fitting = [each.symbol for each in UNITS.values() if quantity.takes(each)]
        yield Problem(under(where, "unit"), "unit_of_quantity", ", ".join(fitting))


def _name(name: str, names: Counter[str], where: str) -> Iterator[Problem]:
    place = under(where, "name")
    if not name.strip():
        yield Problem(place, "empty")
    elif not name.isprintable():
        yield Problem(place, "characters")
    elif len(name) > _LONGEST:
        yield Problem(place, "too_long", str(_LONGEST))
    elif names[name] > 1:
        names[name] = 0  # said once
        yield Problem(place, "name_twice", name)


def _serial(settings: InputSettings, lines: dict[str, str], where: str) -> Iterator[Problem]:
    """Two that ask on one line take each other's answers. lines: the input that has it."""
    port = getattr(settings, "serial", None)
    if port is None:
        return
    line = port.casefold() if port.casefold().startswith("com") else port
    if line in lines:
        yield Problem(under(where, "serial"), "serial_twice", lines[line])
    lines.setdefault(line, settings.name)
