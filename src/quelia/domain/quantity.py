"""Quantities: what is measured, the base unit it is counted in, and the range physics allows."""

from collections.abc import Collection
from dataclasses import dataclass

from quelia.domain.unit import UNITS, Unit


@dataclass(frozen=True, slots=True)
class Quantity:
    """name: as in files and public JSON. base: symbol of the base unit. lowest, highest: in the base unit.

    also: symbols of known units without a factor that it may come in.
    """

    name: str
    base: str
    lowest: float
    highest: float
    also: tuple[str, ...] = ()

    def takes(self, unit: Unit) -> bool:
        """Whether a value of this quantity may come in `unit`. A free symbol may: nothing is computed with it."""
        return unit.base == self.base or unit.symbol in self.also or unit.symbol not in UNITS

    def plausible(self, number: float, unit: Unit) -> bool:
        """Whether `number`, in the base unit, can be true at all; without a factor only the operator's limits tell."""
        return unit.factor is None or self.lowest <= number <= self.highest


_TABLE = (
    Quantity("power", "W", -1e9, 25e9),  # the largest plant of the world has 22.5 GW
    Quantity("gas_flow", "Nm³/h", -100.0, 1e6, also=("m³/h",)),
    Quantity("temperature", "°C", -90.0, 150.0),  # modules reach 90 °C, a flue more
    Quantity("wind_speed", "m/s", 0.0, 120.0),
    Quantity("irradiance", "W/m²", -20.0, 2000.0),  # sensors read slightly below 0 at night
    Quantity("energy_today", "Wh", 0.0, 600e9),
    Quantity("energy_total", "Wh", 0.0, 1e16),
    Quantity("state_of_charge", "%", 0.0, 100.0),
    Quantity("humidity", "%", 0.0, 100.0),
)
QUANTITIES: dict[str, Quantity] = {quantity.name: quantity for quantity in _TABLE}

# The first that a plant has is its main one: the number on the map.
MAIN = ("power", "gas_flow")


def main_of(measured: Collection[str]) -> str | None:
    """The main one of what is measured of a plant; None where nothing that could be is."""
    return next((quantity for quantity in MAIN if quantity in measured), None)


def quantity_of(unit: Unit) -> str:
    """What a number in `unit` most likely measures: the first quantity that comes in it, power for a free symbol."""
    takers = (each.name for each in _TABLE if unit.base == each.base or unit.symbol in each.also)
    return next(takers, MAIN[0])
