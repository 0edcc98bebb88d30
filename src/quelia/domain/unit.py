"""Units: a symbol, and its factor to the base unit that quelia counts in.

A unit without a factor ("autre", m³/h among them) is shown as it came and never summed or converted.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """symbol: as shown. base: the symbol we count in. factor: how many of `base` one is; None: cannot be converted."""

    symbol: str
    base: str
    factor: float | None

    def to_base(self, number: float) -> float:
        return number * self.factor if self.factor is not None else number

    def from_base(self, number: float) -> float:
        """The number as declared, without the noise of binary fractions (12 digits are more than any meter has)."""
        return float(f"{number / (self.factor or 1.0):.12g}")


class UnitError(ValueError):
    """The text is no unit that can be taken without guessing. `meant`: the likely one, if there is one."""

    def __init__(self, text: str, meant: str | None = None) -> None:
        super().__init__(f"unknown unit {text!r}")
        self.text, self.meant = text, meant


_TABLE = (
    Unit("W", "W", 1.0),
    Unit("kW", "W", 1e3),
    Unit("MW", "W", 1e6),
    Unit("GW", "W", 1e9),
    Unit("Wh", "Wh", 1.0),
    Unit("kWh", "Wh", 1e3),
    Unit("MWh", "Wh", 1e6),
    Unit("GWh", "Wh", 1e9),
    Unit("Nm³/h", "Nm³/h", 1.0),
    Unit("m³/h", "m³/h", None),  # not at normal conditions: no factor is right
    Unit("°C", "°C", 1.0),
    Unit("m/s", "m/s", 1.0),
    Unit("km/h", "m/s", 1 / 3.6),
    Unit("W/m²", "W/m²", 1.0),
    Unit("%", "%", 1.0),
)
UNITS: dict[str, Unit] = {unit.symbol: unit for unit in _TABLE}

# Other spellings that can mean only one thing. "mW" is not here: it is a milliwatt as often as a mistyped MW.
_SPELLINGS = {
    "w": "W",
    "watt": "W",
    "watts": "W",
    "kw": "kW",
    "KW": "kW",
    "Kw": "kW",
    "gw": "GW",
    "wh": "Wh",
    "kwh": "kWh",
    "KWh": "kWh",
    "KWH": "kWh",
    "kWH": "kWh",
    "Nm3/h": "Nm³/h",
    "nm3/h": "Nm³/h",
    "Nm³/H": "Nm³/h",
    "nm³/h": "Nm³/h",
    "m3/h": "m³/h",
    "C": "°C",
    "ºC": "°C",
    "W/m2": "W/m²",
    # peak power, as French (crête) and English speak of it
    **{f"{unit}{peak}": unit for unit in ("W", "kW", "MW", "GW") for peak in ("c", "p", " crête", " peak")},
    "kwc": "kW",
    "kwp": "kW",
    "KWc": "kW",
    "KWp": "kW",
}
_FREE_SYMBOL_LENGTH = 16


def known_unit(text: str) -> Unit:
    """The unit of a symbol or of an unambiguous other spelling of it.

    Raises UnitError for all else, with the likely unit where the letters agree but for their case.
    """
    text = text.strip()
    unit = UNITS.get(text) or UNITS.get(_SPELLINGS.get(text, ""))
    if unit is None:
        raise UnitError(text, _alike(text))
    return unit


def declared_unit(text: str) -> Unit:
    """The unit an operator declares: a known one, or a free symbol ("autre") that cannot be taken for a known one.

    Raises UnitError where it is empty, too long, has control characters, or differs from a known one in case only.
    """
    text = text.strip()
    try:
        return known_unit(text)
    except UnitError as error:
        if error.meant or not text or len(text) > _FREE_SYMBOL_LENGTH or not text.isprintable():
            raise
        if any(character.isdigit() for character in text[0]):
            raise
    return Unit(text, text, None)


def _alike(text: str) -> str | None:
    folded = text.casefold().replace("3", "³").replace("2", "²")
    peak = re.fullmatch(r"([kmg]?w) ?(?:c|p|crête|peak)", folded)
    folded = peak[1] if peak else folded
    return next((symbol for symbol in UNITS if symbol.casefold() == folded), None)
