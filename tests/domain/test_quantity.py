import pytest

from quelia.domain.quantity import MAIN, QUANTITIES, Quantity
from quelia.domain.unit import UNITS, declared_unit


@pytest.mark.parametrize("quantity", QUANTITIES.values(), ids=QUANTITIES)
def test_the_base_unit_of_a_quantity_is_counted_in_itself(quantity: Quantity) -> None:
    unit = UNITS[quantity.base]
    assert (unit.base, unit.factor) == (unit.symbol, 1.0)


@pytest.mark.parametrize(
    ("name", "symbol"),
    [("power", "kW"), ("gas_flow", "Nm³/h"), ("gas_flow", "m³/h"), ("wind_speed", "km/h"), ("energy_today", "MWh")],
)
def test_a_quantity_takes_the_units_of_its_base(name: str, symbol: str) -> None:
    assert QUANTITIES[name].takes(UNITS[symbol])


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("power", "kWh"),
        ("power", "m³/h"),
        ("power", "%"),
        ("gas_flow", "W"),
        ("energy_today", "kW"),
        ("temperature", "m³/h"),
    ],
)
def test_a_quantity_refuses_the_units_of_another(name: str, symbol: str) -> None:
    assert not QUANTITIES[name].takes(UNITS[symbol])


@pytest.mark.parametrize("name", QUANTITIES)
def test_a_quantity_takes_a_free_symbol(name: str) -> None:
    assert QUANTITIES[name].takes(declared_unit("t/h"))


@pytest.mark.parametrize("quantity", QUANTITIES.values(), ids=QUANTITIES)
def test_the_ends_of_a_range_are_in_it_and_what_is_beyond_is_not(quantity: Quantity) -> None:
    unit = UNITS[quantity.base]
    inside = [quantity.plausible(end, unit) for end in (quantity.lowest, quantity.highest)]
    beyond = [quantity.plausible(end, unit) for end in (quantity.lowest - 1, quantity.highest * 1.001)]
    assert (inside, beyond) == ([True, True], [False, False])


@pytest.mark.parametrize("name", QUANTITIES)
@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_what_is_not_finite_is_never_plausible(name: str, number: float) -> None:
    assert not QUANTITIES[name].plausible(number, UNITS[QUANTITIES[name].base])


def test_a_free_unit_has_no_range() -> None:
    assert QUANTITIES["power"].plausible(1e30, declared_unit("t/h"))


def test_the_largest_plants_of_the_world_and_a_cold_morning_are_plausible() -> None:
    facts = [
        ("power", 22.5e9),
        ("gas_flow", 5_000.0),
        ("temperature", -40.0),
        ("irradiance", -4.0),
        ("wind_speed", 60.0),
    ]
    assert all(QUANTITIES[name].plausible(number, UNITS[QUANTITIES[name].base]) for name, number in facts)


def test_power_comes_before_gas_on_the_map() -> None:
    assert MAIN == ("power", "gas_flow")
