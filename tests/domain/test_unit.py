import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.unit import UNITS, Unit, UnitError, declared_unit, known_unit

FACTORS = {
    "W": 1,
    "kW": 1e3,
    "MW": 1e6,
    "GW": 1e9,
    "Wh": 1,
    "kWh": 1e3,
    "MWh": 1e6,
    "GWh": 1e9,
    "Nm³/h": 1,
    "m/s": 1,
    "%": 1,
}


@pytest.mark.parametrize(("symbol", "factor"), FACTORS.items())
def test_a_unit_is_worth_its_factor_in_the_base_unit(symbol: str, factor: float) -> None:
    assert UNITS[symbol].to_base(1.5) == 1.5 * factor


def test_36_km_an_hour_are_10_m_a_second() -> None:
    assert UNITS["km/h"].to_base(36.0) == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        (" MW ", "MW"),
        ("KW", "kW"),
        ("Kw", "kW"),
        ("kw", "kW"),
        ("kwh", "kWh"),
        ("watts", "W"),
        ("Nm3/h", "Nm³/h"),
        ("m3/h", "m³/h"),
        ("W/m2", "W/m²"),
        ("ºC", "°C"),
        ("MWc", "MW"),
        ("kWc", "kW"),
        ("Wc", "W"),
        ("GWc", "GW"),
        ("MWp", "MW"),
        ("kWp", "kW"),
        ("Wp", "W"),
        ("kwp", "kW"),
        ("MW crête", "MW"),
        ("kW peak", "kW"),
    ],
)
def test_a_spelling_that_can_mean_only_one_unit_is_that_unit(text: str, symbol: str) -> None:
    assert known_unit(text) is UNITS[symbol]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("mW", "MW"),
        ("mw", "MW"),
        ("Mw", "MW"),
        ("mWh", "MWh"),
        ("Gwh", "GWh"),
        ("NM3/H", "Nm³/h"),
        ("w/M2", "W/m²"),
        ("°c", "°C"),
        ("mWc", "MW"),
        ("mwp", "MW"),
        ("MWC", "MW"),
        ("wp", "W"),
        ("mw crête", "MW"),
    ],
)
def test_letters_in_another_case_are_asked_back_and_not_guessed(text: str, meant: str) -> None:
    for read in (known_unit, declared_unit):
        with pytest.raises(UnitError) as refused:
            read(text)
        assert refused.value.meant == meant


@pytest.mark.parametrize("text", ["", "bananas", "kW/h", "W h", "МW", "k\u200bW", "MW\x00"])
def test_another_text_is_no_known_unit(text: str) -> None:
    with pytest.raises(UnitError):
        known_unit(text)


@pytest.mark.parametrize("text", ["m³", "mmHg", "t/h", "tours/min", "€", "kVA", "Sm³/h", "a" * 16])
def test_a_free_symbol_has_no_factor(text: str) -> None:
    assert declared_unit(text) == Unit(text, text, None)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "a" * 17, "3 kW", "²", "a\nb", "a\x00", "kW\u202e", "\ud800", "a\udfff", "k\u200bW", "\u0085x\u0085y"],
)
def test_what_cannot_be_shown_is_no_free_symbol(text: str) -> None:
    with pytest.raises(UnitError):
        declared_unit(text)


@given(st.text(st.characters(codec=None), max_size=20))
def test_a_unit_can_always_be_encoded_and_is_never_half_a_character(text: str) -> None:
    try:
        unit = declared_unit(text)
    except UnitError:
        return
    assert unit.symbol.encode().decode() == unit.symbol


@given(st.sampled_from(sorted(UNITS)), st.decimals(-(10**7), 10**7, places=3, allow_nan=False, allow_infinity=False))
def test_a_number_comes_back_from_the_base_unit_as_it_was_written(symbol: str, each: object) -> None:
    written = float(str(each))
    assert UNITS[symbol].from_base(UNITS[symbol].to_base(written)) == written


def test_a_number_in_a_free_unit_comes_back_as_it_was_written() -> None:
    free = declared_unit("t/h")
    assert free.from_base(free.to_base(12.345)) == 12.345


def test_the_noise_of_binary_fractions_is_not_shown_in_any_unit() -> None:
    assert [unit.from_base(unit.to_base(0.1) + unit.to_base(0.2)) for unit in (UNITS["MW"], UNITS["m³/h"])] == [
        0.3,
        0.3,
    ]


def test_gas_at_other_than_normal_conditions_has_no_factor() -> None:
    assert UNITS["m³/h"].factor is None
