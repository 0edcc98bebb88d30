"""What the plants of a map, or a part of them, give together."""

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from quelia.domain.plant import Plant
from quelia.domain.quantity import MAIN, QUANTITIES
from quelia.domain.reading import Shown
from quelia.domain.unit import UNITS, Unit

REPORTING = ("live", "no_production")
_STEPS = ((1e11, "GW"), (1e6, "MW"), (1e3, "kW"))  # 1.2 GW is read more easily as 1,200 MW


class Part(msgspec.Struct, frozen=True):
    """One plant of a total. main: the quantity its state is about, None where it has no source."""

    plant: Plant
    main: str | None
    shown: Shown


class Sum(msgspec.Struct, frozen=True):
    """The sum of one main quantity. number, capacity: in its base unit.

    number: None while no plant of it reports, since 0 would be a claim. capacity: of all plants of it that tell theirs.
    """

    quantity: str
    number: float | None
    capacity: float

    @property
    def unit(self) -> Unit:
        """The unit it is read in. It follows from the capacity, so that it does not change as the number does."""
        base = QUANTITIES[self.quantity].base
        size = self.capacity or abs(self.number or 0.0)
        return UNITS[next((symbol for least, symbol in _STEPS if size >= least), base) if base == "W" else base]

    @property
    def decimals(self) -> int:
        """Fixed for the same reason: as many as make three digits of the capacity, two at most."""
        size = self.unit.from_base(self.capacity or abs(self.number or 0.0))
        return 0 if size >= 1000 else 1 if size >= 10 else 2


class Total(msgspec.Struct, frozen=True):
    """sums: by main quantity, those that plants here measure. connected: how many plants have a source.

    reporting: how many of these have a fresh reading. unsummed: how many report in a unit that cannot be added.
    simulated: how many report what nobody measured.
    states: how many plants are in each state, those without plants left out.
    """

    sums: Mapping[str, Sum]
    reporting: int
    connected: int
    unsummed: int
    simulated: int
    states: Mapping[str, int]


def total(parts: Iterable[Part]) -> Total:
    """Sum what is fresh: what a plant draws for itself counts as nothing, and what is old or failing not at all."""
    parts = list(parts)
    connected = [part for part in parts if part.main is not None]
    reporting = [part for part in connected if part.shown.state in REPORTING]
    return Total(
        sums={main: _sum(main, connected) for main in MAIN if any(part.main == main for part in connected)},
        reporting=len(reporting),
        connected=len(connected),
        unsummed=sum(_added(part) is None for part in reporting if not _is_made_up(part)),
        simulated=sum(map(_is_made_up, reporting)),
        states=Counter(part.shown.state for part in parts),
    )


def share(part: Part) -> float | None:
    """How much of its capacity a plant gives, 1 for all of it; None where that cannot be said, or is not of now."""
    number, capacity = _added(part), _capacity(part)
    return number / capacity if part.shown.state == "live" and number is not None and capacity > 0 else None


def _sum(main: str, parts: list[Part]) -> Sum:
    of_it = [part for part in parts if part.main == main]
    added = [_added(part) for part in of_it if part.shown.state in REPORTING and not _is_made_up(part)]
    numbers = [number for number in added if number is not None]
    return Sum(main, sum(numbers) if numbers else None, sum(map(_capacity, of_it)))


def _is_made_up(part: Part) -> bool:
    """Whether it says what nobody measured, among plants that are real: those of the demo are all alike, and add up."""
    return part.shown.simulated is True and not part.plant.simulated


def _added(part: Part) -> float | None:
    """What it adds, in the base unit: 0 where it has no value, or draws for itself; None where its unit cannot be added."""
    value = next((each for each in part.shown.values if each.quantity == part.main), None)
    if value is None:
        return 0.0
    unit = UNITS.get(value.unit)
    return max(0.0, unit.to_base(value.value)) if unit is not None and unit.factor is not None else None


def _capacity(part: Part) -> float:
    """In the base unit of its main quantity; 0 where that is not known."""
    capacity = part.plant.capacity
    same = capacity is not None and part.main is not None and capacity.unit.base == QUANTITIES[part.main].base
    return capacity.number if capacity is not None and same else 0.0
