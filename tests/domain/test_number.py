import time
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.errors import NotANumber, UnknownUnit
from quelia.domain.number import number
from quelia.domain.unit import UNITS
from tests.domain.examples import code_of, documents

STYLES = ["json", "dot", "comma", "leading"]
PYTHON_TAKES = [
    "4_2",
    "１２",
    "٤٢",
    "nan",
    "NaN",
    "inf",
    "-Infinity",
    "infinity",
    " 42\n",
    "\t42",
    "+42",
    "1_0.0",
    ".5",
    "5.",
    "0x1p3",
]
NOBODY_MEANS = [
    "",
    " ",
    "-",
    "N/A",
    "--5",
    "12 34",
    "0x2A",
    "true",
    "null",
    "1.2.3",
    "1e",
    "1e5.5",
    "4 2",
    "42;",
    "1" * 5000,
]


@pytest.mark.parametrize("style", ["dot", "comma", "leading"])
@pytest.mark.parametrize("text", PYTHON_TAKES + NOBODY_MEANS)
def test_what_only_python_takes_for_a_number_is_refused(text: str, style: str) -> None:
    with pytest.raises((NotANumber, UnknownUnit)):
        number(text, style)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("written", [42, 42.5, -0.5, 0, 10**18])
def test_a_json_number_is_taken_in_every_format(written: float, style: str) -> None:
    assert number(written, style) == (float(written), None)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("written", [True, False, None, [], [42], {}, {"value": 42}])
def test_what_is_no_number_in_json_is_one_in_no_format(written: object, style: str) -> None:
    with pytest.raises(NotANumber):
        number(written, style)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("written", [10**309, -(10**4299), 10**19, 1.1e18, -1e300], ids=range(5))
def test_a_number_no_meter_means_is_refused(written: float, style: str) -> None:
    with pytest.raises(NotANumber):
        number(written, style)


@pytest.mark.parametrize("text", ["42", "42.5", "0"])
def test_a_text_is_no_number_unless_its_format_was_set(text: str) -> None:
    with pytest.raises(NotANumber):
        number(text, "json")


@pytest.mark.parametrize(
    ("text", "style", "expected"),
    [
        ("42.5", "dot", 42.5),
        (" 42.5 ", "dot", 42.5),
        ("-0.5", "dot", -0.5),
        ("2E-06", "dot", 2e-6),
        ("1.5e+3", "dot", 1500.0),
        ("007", "dot", 7.0),
        ("6." + "3" * 40, "dot", 19 / 3),
        ("42,5", "comma", 42.5),
        ("42", "comma", 42.0),
        ("141950,625", "comma", 141950.625),
        ("1,042", "comma", 1.042),
        ("23,1500000000000000000000000000000000000000", "comma", 23.15),
    ],
)
def test_a_text_is_read_in_the_format_that_was_set(text: str, style: str, expected: float) -> None:
    assert number(text, style)[0] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("42,5", "dot"),
        ("42.5", "comma"),
        ("1,042.5", "dot"),
        ("1.042,5", "comma"),
        ("1 042,5", "comma"),
        ("1e3", "comma"),
    ],
)
def test_a_text_in_another_format_is_refused_and_not_guessed(text: str, style: str) -> None:
    with pytest.raises(NotANumber):
        number(text, style)


@pytest.mark.parametrize(
    ("text", "expected", "symbol"),
    [
        ("42.5 MW", 42.5, "MW"),
        ("42,5 MW", 42.5, "MW"),
        ("25,23 kW", 25.23, "kW"),
        ("42.5MW", 42.5, "MW"),
        ("42.5\u00a0MW", 42.5, "MW"),
        ("42,5\u202fkW", 42.5, "kW"),
        ("-3 KW", -3.0, "kW"),
        ("21.5 °C", 21.5, "°C"),
        ("350 Nm3/h", 350.0, "Nm³/h"),
        ("12 %", 12.0, "%"),
        ("0,125 MW", 0.125, "MW"),
        ("-0,500 MW", -0.5, "MW"),
        ("1234,567 kW", 1234.567, "kW"),
    ],
)
def test_the_unit_behind_a_number_comes_with_it(text: str, expected: float, symbol: str) -> None:
    assert number(text, "leading") == (expected, UNITS[symbol])


def test_a_number_without_a_unit_behind_it_has_none() -> None:
    assert number("42,5", "leading") == (42.5, None)


@pytest.mark.parametrize("text", ["1,042 kW", "12,500", "-999,000 W"])
def test_a_comma_that_may_separate_thousands_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        number(text, "leading")


@pytest.mark.parametrize("text", ["1,042.5 kW", "1.042,5 kW", "1 042 kW", "42 kW net", "kW 42", "42 / 50 kW"])
def test_what_is_not_one_number_and_one_unit_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        number(text, "leading")


@pytest.mark.parametrize("text", ["42 mW", "42 bananas", "181.9(0.524%)", "42e3", "42 Kilowatts", "42 \ud800"])
def test_a_unit_that_is_not_known_is_refused_as_such(text: str) -> None:
    with pytest.raises(UnknownUnit):
        number(text, "leading")


# What quelia can be asked to read: 12 digits, a fraction or not.
DECIMALS = st.decimals(-(10**9), 10**9, places=3, allow_nan=False, allow_infinity=False)


@given(DECIMALS)
def test_a_decimal_is_the_same_number_with_a_dot_or_a_comma(each: object) -> None:
    text = str(each)
    assert number(text, "dot") == number(text.replace(".", ","), "comma") == (float(text), None)


@given(DECIMALS, st.sampled_from(sorted(UNITS)), st.sampled_from(["", " ", "\u00a0", "\u202f"]))
def test_a_decimal_keeps_its_unit(each: object, symbol: str, space: str) -> None:
    assert number(f"{each}{space}{symbol}", "leading") == (float(str(each)), UNITS[symbol])


@given(documents | st.text(), st.sampled_from(STYLES))
def test_nothing_does_worse_than_be_refused(written: object, style: str) -> None:
    assert code_of(lambda: number(written, style)) in (None, "not_a_number", "unit")


@pytest.mark.parametrize("unit", ["1", " ", "-", "1,", "1.", "1e", "\u00a0", "a", "1 "])
def test_no_text_takes_long_to_read(unit: str) -> None:
    began = time.perf_counter()
    for style in STYLES:
        for text in (unit * 300_000, "1" + unit * 300_000, unit * 300_000 + "x"):
            code_of(partial(number, text, style))
    assert time.perf_counter() - began < 1.0


def test_what_is_said_of_a_refusal_holds_nothing_of_the_answer() -> None:
    with pytest.raises(NotANumber) as refused:
        number("hunter2", "dot")
    assert "hunter2" not in str(refused.value)
