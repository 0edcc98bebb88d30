"""A `[[plant]]` of the demo's files, as far as its production follows from it."""

from collections.abc import Mapping
from typing import Any

from quelia.domain.plant import Amount, Plant
from quelia.domain.unit import known_unit


def plant(entry: Mapping[str, Any]) -> Plant:
    """The plant of an entry that `quelia load` would take; it has a capacity, with a unit that is known."""
    number, _, symbol = entry["capacity"].partition(" ")
    unit = known_unit(symbol)
    facts = {key: entry[key] for key in ("slug", "name", "energy", "latitude", "longitude")}
    may_lack = {key: entry[key] for key in ("subtype", "timezone") if key in entry}
    return Plant(**facts, **may_lack, capacity=Amount(unit.to_base(float(number)), unit), simulated=True)


def capacity(plant: Plant) -> float:
    """In the base unit, W or Nm³/h."""
    assert plant.capacity is not None
    return plant.capacity.number
