"""What names of fields mean, in the languages of those who chose them."""

import pytest

from quelia.domain.meaning import meaning, named_unit
from quelia.domain.scout import numbers


def quantity(*path: str, beside: object = None) -> tuple[str | None, str | None]:
    return meaning(path, beside)[:2]


@pytest.mark.parametrize(
    "name",
    [
        "puissance_active", "currentPower", "Leistung", "wirkleistungAktuell", "potenza_istantanea", "potenciaActiva",
        "huidigVermogen", "producao", "P_AC", "pac", "erzeugung", "opwek", "pwr", "currentProduction", "windPower",
    ],
)  # fmt: skip
def test_power_is_known_by_its_name(name: str) -> None:
    assert quantity(name)[0] == "power"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("production_kwh", ("energy_today", "kWh")),
        ("active_power_w", ("power", "W")),
        ("Ertrag_heute", ("energy_today", "kWh")),
        ("windgeschwindigkeit", ("wind_speed", "m/s")),
        ("Einstrahlung", ("irradiance", "W/m²")),
        ("temperatura", ("temperature", "°C")),
        ("debit_biomethane", ("gas_flow", "Nm³/h")),
        ("luftfeuchte", (None, None)),
        ("feuchte", ("humidity", "%")),
        ("current", (None, None)),
        ("ac_voltage", (None, None)),
        ("nothing", (None, None)),
    ],
)
def test_a_quantity_has_its_unit(name: str, found: tuple[str | None, str | None]) -> None:
    assert quantity(name) == found


def test_the_unit_that_stands_beside_a_value_says_most() -> None:
    assert quantity("value", beside={"value": 5, "unit": "MW"}) == ("power", "MW")
    assert quantity("wert", beside={"wert": 5, "einheit": "Nm3/h"}) == ("gas_flow", "Nm³/h")
    assert quantity("value", beside={"value": 5, "unit": "furlong"}) == (None, None)
    assert quantity("temperature", beside={"temperature": 5, "power": 3, "unit": "MW"}) == ("temperature", "°C")


@pytest.mark.parametrize(
    "answer",
    [
        {"a_power": 1, "b_power": 2, "c_power": 3, "total_power": 6},
        {"reactive_power": 1, "apparent_power": 2, "power_factor": 0.9, "power": 6},
        {"grid_power": 1, "load_power": 2, "battery_power": 3, "pv_power": 6},
        {"power_limit": 1, "power_max": 2, "forecast_power": 3, "rated_power": 4, "power": 6},
        {"energy_total_kwh": 1, "power": 6, "yield_today": 3},
        {"Power": {"v": 6, "u": "W", "d": 1}},
        {"id": 1, "status": 2, "value": 6},
        {"leistung_soll": 1, "leistung_nenn": 2, "leistung_ist": 6},
        {"potenza_nominale": 1, "potenza_attuale": 6},
        {"rows": [{"time": "2026-01-01T10:00", "power": 1}, {"time": "2026-01-01T10:05", "power": 6}]},
        {"rows": [{"time": "2026-01-01T10:05", "power": 6}, {"time": "2026-01-01T10:00", "power": 1}]},
        {"rows": [{"ts": 100, "power": 1}, {"ts": 300, "power": 6}, {"ts": 200, "power": 2}]},
        {"power": {"2026-01-01T10:00": 1, "2026-01-01T10:05": 6}},
        {"values": [["2026-01-01T10:00:00Z", 1], ["2026-01-01T10:05:00Z", 6]]},
    ],
)
def test_what_a_plant_gives_now_goes_before_what_it_does_not(answer: object) -> None:
    assert numbers(answer)[0].written == 6


@pytest.mark.parametrize(
    "odd",
    [
        [{"time": "x", "power": 1}, {"time": 2, "power": 6}], [{"time": None}, {"time": None}], [[], []], [[1, 2], [3]],
        {"": 1, "2026-01-01": {}}, [{"time": True, "p": 1}, {"time": False, "p": 2}],
    ],
)  # fmt: skip
def test_times_that_are_none_disturb_nothing(odd: object) -> None:
    assert isinstance(numbers(odd), list)


@pytest.mark.parametrize(
    ("steps", "beside", "unit"),
    [
        (("p_kw",), None, "kW"),
        (("value",), {"value": 3, "unit": "MW"}, "MW"),
        (("p_kw",), {"p_kw": 3, "unit": "MW"}, "MW"),
        (("power",), None, None),
    ],
)
def test_a_unit_is_named_beside_a_value_or_in_its_path_and_not_where_it_is_only_usual(
    steps: tuple[str, ...], beside: object, unit: str | None
) -> None:
    assert named_unit(steps, beside) == unit
