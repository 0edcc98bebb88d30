import csv
import io
from typing import Any

import msgspec
import pytest

from quelia.domain.rollup import Rollup
from quelia.domain.span import Span
from quelia.web.answer import Question, write
from tests.domain.examples import MARSEILLE, NOW

START = int(NOW)
HOUR = Span(3600, (START, START + 3600), START + 7200)


def question(**facts: Any) -> Question:
    asked = Question(plant=MARSEILLE, plant_id=1, quantity="power", unit="MW", span=HOUR, csv=False, simulated=False)
    return msgspec.structs.replace(asked, **facts)


def rows(*means: float, unit: str = "MW") -> list[Rollup]:
    """One quarter of an hour after the other."""
    return [Rollup(START + 900 * number, unit, 15, mean, mean - 1, mean + 1) for number, mean in enumerate(means)]


def told(*found: Rollup, **facts: Any) -> Any:
    return msgspec.json.decode(write(question(**facts), found))


def table(*found: Rollup, **facts: Any) -> str:
    return write(question(csv=True, **facts), found).decode()


# JSON


def test_the_past_is_told_as_it_was_promised() -> None:
    found = [
        Rollup(START, "MW", 15, 15.8e6, 15.2e6, 16.1e6),
        Rollup(START + 3600, "MW", 15, 0.0, -2e3, 0.0),
    ]
    assert write(question(), found).decode() == (
        '{"plant":"centrale-marseille","quantity":"power","unit":"MW","step_s":3600,'
        '"from":"2024-01-15T10:30:00Z","to":"2024-01-15T12:30:00Z","points":['
        '{"at":"2024-01-15T10:30:00Z","value":15.8,"lowest":15.2,"highest":16.1},'
        '{"at":"2024-01-15T11:30:00Z","value":0.0,"lowest":-0.002,"highest":0.0}]}'
    )


def test_smaller_steps_are_put_together() -> None:
    (found,) = told(*rows(1e6, 3e6))["points"]
    assert found["value"] == 2.0


def test_a_step_without_readings_is_absent() -> None:
    assert [each["at"] for each in told(rows(*[1e6] * 5)[4])["points"]] == ["2024-01-15T11:30:00Z"]


def test_of_nothing_there_are_no_points() -> None:
    assert told()["points"] == []


def test_numbers_are_given_in_the_unit_that_is_declared_now() -> None:
    answer = told(*rows(15.8e6, unit="MW"), unit="kW")
    assert (answer["unit"], answer["points"][0]["value"]) == ("kW", 15_800.0)


@pytest.mark.parametrize(("units", "unit"), [(["kW", "MW"], "MW"), (["MW", "kW"], "kW"), ([], "W")])
def test_where_answers_say_the_unit_the_newest_counts(units: list[str], unit: str) -> None:
    found = [rows(*[1e6] * 8)[number * 4]._replace(unit=each) for number, each in enumerate(units)]
    assert told(*found, unit=None)["unit"] == unit


def test_what_cannot_be_written_in_that_unit_is_left_out() -> None:
    first, second = rows(900.0, 820.0, unit="m³/h")
    answer = told(first, second._replace(unit="Nm³/h"), quantity="gas_flow", unit="Nm³/h")
    assert [each["value"] for each in answer["points"]] == [820.0]


def test_a_free_unit_is_shown_as_it_is() -> None:
    answer = told(*rows(12.5, unit="carts"), unit="carts")
    assert (answer["unit"], answer["points"][0]["value"]) == ("carts", 12.5)


def test_what_is_simulated_says_so() -> None:
    assert told(simulated=True)["simulated"] is True


def test_what_is_not_does_not() -> None:
    assert "simulated" not in told()


# tables


def test_a_table_has_a_line_for_each_step() -> None:
    assert table(*rows(15.8e6, unit="MW")) == (
        "plant,quantity,unit,at,value,lowest,highest\r\n"
        "centrale-marseille,power,MW,2024-01-15T10:30:00Z,15.8,15.799999,15.800001\r\n"
    )


def test_a_table_of_nothing_has_its_head() -> None:
    assert table() == "plant,quantity,unit,at,value,lowest,highest\r\n"


def test_a_table_of_what_is_simulated_says_so_in_each_line() -> None:
    lines = list(csv.DictReader(io.StringIO(table(*rows(1e6), simulated=True))))
    assert [line["simulated"] for line in lines] == ["true"]


def test_a_number_below_zero_stays_a_number() -> None:
    (line,) = csv.DictReader(io.StringIO(table(*rows(-1e6))))
    assert line["value"] == "-1.0"


@pytest.mark.parametrize("symbol", ["=1+1", "+1", "-kW", "@SUM(A1)"])
def test_a_text_that_a_spreadsheet_would_compute_is_made_harmless(symbol: str) -> None:
    (line,) = csv.DictReader(io.StringIO(table(*rows(1.0, unit=symbol), unit=symbol)))
    assert line["unit"] == f"'{symbol}"


@pytest.mark.parametrize("symbol", ['a,"b"', "a;b", "°C", "m³/h"])
def test_a_text_comes_back_as_it_was(symbol: str) -> None:
    (line,) = csv.DictReader(io.StringIO(table(*rows(1.0, unit=symbol), unit=symbol)))
    assert line["unit"] == symbol
