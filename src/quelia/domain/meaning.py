"""What the words of a path mean: which quantity, in which unit, and whether it is what a plant gives now.

The words are those of people who name fields, in French, English, German, Italian, Spanish, Portuguese and Dutch.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from quelia.domain.quantity import quantity_of
from quelia.domain.unit import UNITS, Unit, UnitError, known_unit

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", re.ASCII)


class Meaning(NamedTuple):
    """quantity, unit: None where nothing says so. weight: how likely it is what somebody looks for."""

    quantity: str | None
    unit: str | None
    weight: int


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# quantity, the words that mean it, the beginnings of words that do, and the unit that is usual where none is named
_MEANINGS: tuple[tuple[str, frozenset[str], tuple[str, ...], str], ...] = (
    ("temperature", _words("temp tc tf celsius"), ("temperat",), "°C"),
    ("wind_speed", _words("wind vent viento vento"), ("windspeed", "windgeschw", "vitesse"), "m/s"),
    ("irradiance", _words("ghi poa irr"), ("irradi", "einstrahl", "ensoleil", "instraling"), "W/m²"),
    ("state_of_charge", _words("soc"), ("stateofcharge",), "%"),
    ("humidity", _words("humidity humidite"), ("humidi", "feucht"), "%"),
    (
        "gas_flow",
        _words("flow debit flux portata caudal debiet injection gas gaz"),
        ("durchfluss", "biometh", "flowrate", "gasflow"),
        "Nm³/h",
    ),
    (
        "energy_today",
        _words("energy energie energia yield etoday today jour eday daily heute oggi hoy"),
        ("energ", "ertrag", "todayenergy", "opbrengst"),
        "kWh",
    ),
    (
        "power",
        _words(
            "p pac ppv pdc pow pwr pv power puissance production produktion produccion produzione producao productie"
            " output generation generacion erzeugung gen watt watts active activa aktiv export einspeisung apower"
        ),
        (
            "power",
            "puiss",
            "potenc",
            "potenz",
            "leistung",
            "wirkleistung",
            "vermogen",
            "generat",
            "erzeug",
            "produc",
            "produk",
            "opwek",
        ),
        "kW",
    ),
)
_UNITS = {
    "w": "W", "watt": "W", "watts": "W", "kw": "kW", "mw": "MW", "gw": "GW", "kilowatt": "kW", "megawatt": "MW",
    "wh": "Wh", "kwh": "kWh", "mwh": "MWh", "gwh": "GWh",
}  # fmt: skip
_NAMES_OF_UNITS = _words("unit units unite unites u uom einheit unita unidad unidade eenheid symbol")
_RENEWABLE = _words(
    "solar pv wind eolien eolica eolico eolic hydro hydraulique bio biogas biomass biomasse biogaz photovoltaic"
    " photovoltaique fotovoltaica plant site centrale anlage impianto planta"
)
_NOW = _words(
    "now actual actuel actuelle instant instantanee instantaneous live realtime latest momentan aktuell jetzt attuale"
    " istantanea istantaneo instantanea atual huidig actueel last snapshot present"
)
_WHOLE = _words("total sum somme gesamt summe totale suma soma totaal all tot")
_PHASES = _words("l phase phases a b c r s t l1 l2 l3 string mppt channel ch")
# of a plant, but not what it gives: what is drawn, stored or bought, and what is no active power
_OTHERS = _words(
    "reactive reactif reactiva reattiva apparent aparente apparente aprt blind schein va var kvar kva factor faktor facteur"
    " fator fattore load consumption consumed consommation conso verbrauch consumo verbruik grid netz reseau rete red import"
    " imported purchase bezug battery batterie batt bat akku storage speicher charge discharge ups self"
)
_NO_MEASURE = _words(
    "id version status state code index idx time timestamp ts date hour minute serial count cnt number nb no num location"
    " lat lon latitude longitude d digits decimals precision scale exponent port year month day age duration interval"
    " tariff error errors alarm level lvl rank rpc jsonrpc azimuth tilt quality good bad"
)
_NOT_NOW = _words(
    "max min avg average mean moyenne mittel medio media rated nominal nenn nominale capacity capacite kapazitat installed"
    " installiert peak forecast previs prevision prognose previsione pronostico yesterday hier gestern target soll limit"
    " setpoint avail available verfugbar previous history historic lifetime cumul cumulative totalizer"
    " totaliser counter compteur zahler contatore contador teller week month year reference"
)
_ELECTRIC = _words("voltage volt volts u i amp amps ampere tension strom spannung frequency freq hz")
_AMPERES = _words("current courant corrente corriente l1 l2 l3")  # alone; "current power" is that of now
_VALUES = _words("value val v valeur wert valore valor waarde result reading measure measurement")


def words_of(steps: Sequence[str | int]) -> list[str]:
    return [word.lower() for step in steps if isinstance(step, str) for word in _WORDS.findall(step)]


def meaning(steps: Sequence[str | int], beside: object) -> Meaning:
    """What the number behind `steps` may be. beside: the list or object that it stands in, which may name its unit."""
    words = words_of(steps)
    own = set(words_of(steps[-1:]))
    named = _named_beside(steps, beside)
    unit = named_unit(steps, beside)
    quantity, usual = _quantity(words, unit)
    weight = _WEIGHTS.get(quantity or "", 0)
    if own <= _AMPERES or (own & _ELECTRIC and not any(word.startswith(("pow", "pwr")) for word in own)):
        quantity, weight = None, 0
    weight += (2 if named else 0) + (1 if own & _VALUES else 0)
    return Meaning(quantity, (unit or usual) if quantity else None, weight + _leanings(words, own))


def named_unit(steps: Sequence[str | int], beside: object) -> str | None:
    """The unit that the object round a number names, else the words of its path; None where nothing does."""
    named = _named_beside(steps, beside)
    if named is not None:
        return named.symbol
    return next((_UNITS[word] for word in reversed(words_of(steps)) if word in _UNITS), None)


def _named_beside(steps: Sequence[str | int], beside: object) -> Unit | None:
    named = _named(beside)
    if named is not None and _quantity(words_of(steps[-1:]), None)[0] not in (None, quantity_of(named)):
        return None  # that of another value of the same object
    return named


_WEIGHTS = {"power": 6, "gas_flow": 6, **dict.fromkeys(("temperature", "wind_speed", "irradiance", "energy_today"), 1)}


def _leanings(words: list[str], own: set[str]) -> int:
    """What speaks for its being what a plant gives now, less what speaks against it."""
    all_of_them = set(words)
    plus = 2 * bool(_NOW & all_of_them) + bool(_WHOLE & all_of_them) + bool(_RENEWABLE & all_of_them)
    plus += "current" in all_of_them and not own <= _AMPERES
    minus = 3 * bool(_NOT_NOW & all_of_them) + 3 * bool(_OTHERS & all_of_them) + bool(_PHASES & own)
    return plus - minus - 8 * bool(_NO_MEASURE & own)


def _quantity(words: list[str], unit: str | None) -> tuple[str | None, str | None]:
    """The quantity of the last words that mean one, and its usual unit; the unit that is named says most."""
    if unit is not None:
        found = quantity_of(UNITS[unit])
        return found, unit
    last = words[-4:]
    for quantity, meant, beginnings, usual in _MEANINGS:
        if meant & set(last) or any(word.startswith(beginnings) for word in last):
            if quantity in ("wind_speed", "energy_today") and any(word.startswith("pow") for word in last):
                continue  # the power of wind, of today
            return quantity, usual
    return None, None


def _named(beside: object) -> Unit | None:
    """The unit that an object names beside its value."""
    if not isinstance(beside, dict):
        return None
    for key, text in beside.items():
        if isinstance(text, str) and len(text) < 20 and set(words_of([key])) & _NAMES_OF_UNITS:
            try:
                return known_unit(text)
            except UnitError:
                continue
    return None
