from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.rollup import Rollup, comparable, thin, unit_of
from quelia.domain.unit import UNITS, Unit


def row(
    start_s: int, mean: float, lowest: float | None = None, highest: float | None = None, unit: str = "MW"
) -> Rollup:
    return Rollup(start_s, unit, 15, mean, mean if lowest is None else lowest, mean if highest is None else highest)


def test_of_each_step_there_is_one() -> None:
    found = thin([row(0, 1.0), row(900, 3.0), row(3600, 5.0)], (0, 3600))
    assert [(each.start_s, each.mean) for each in found] == [(0, 2.0), (3600, 5.0)]


def test_a_step_without_rows_stays_absent() -> None:
    assert [each.start_s for each in thin([row(0, 1.0), row(7200, 1.0)], (0, 3600, 7200, 10_800))] == [0, 7200]


def test_of_nothing_there_is_nothing() -> None:
    assert thin([], (0, 3600)) == []


def test_each_row_weighs_the_same_however_much_is_in_it() -> None:
    assert thin([row(0, 1.0)._replace(minutes=15), row(900, 3.0)._replace(minutes=1)], (0,))[0].mean == 2.0


def test_lowest_and_highest_are_those_of_all_rows() -> None:
    (found,) = thin([row(0, 2.0, 1.0, 9.0), row(900, 3.0, -1.0, 4.0)], (0,))
    assert (found.lowest, found.highest) == (-1.0, 9.0)


def test_minutes_are_added_up() -> None:
    assert thin([row(0, 1.0), row(900, 1.0)], (0,))[0].minutes == 30


def test_a_row_belongs_to_the_step_that_begins_with_it() -> None:
    assert [each.mean for each in thin([row(899, 1.0), row(900, 2.0)], (0, 900))] == [1.0, 2.0]


def test_steps_may_differ_in_length() -> None:
    assert [each.start_s for each in thin([row(start, 1.0) for start in range(0, 100, 10)], (0, 20, 95))] == [0, 20]


def test_units_that_can_be_converted_go_together() -> None:
    (found,) = thin([row(0, 2e6, unit="MW"), row(900, 4e6, unit="kW")], (0,))
    assert (found.mean, found.unit) == (3e6, "kW")


def test_of_units_that_cannot_be_converted_the_last_counts() -> None:
    (found,) = thin([row(0, 2e6, unit="MW"), row(900, 4.0, unit="carts")], (0,))
    assert (found.mean, found.unit, found.minutes) == (4.0, "carts", 15)


@pytest.mark.parametrize(
    ("symbol", "kept"), [("MW", ["kW", "MW"]), ("W", ["kW", "MW"]), ("carts", ["carts"]), ("°C", [])]
)
def test_rows_that_cannot_be_written_in_a_unit_are_left_out(symbol: str, kept: list[str]) -> None:
    rows = [row(number, 1.0, unit=unit) for number, unit in enumerate(["kW", "carts", "MW"])]
    assert [each.unit for each in comparable(rows, unit_of(symbol))] == kept


def test_a_free_symbol_is_a_unit_without_a_factor() -> None:
    assert (unit_of("carts"), unit_of("MW")) == (Unit("carts", "carts", None), UNITS["MW"])


numbers = st.floats(-1e9, 25e9)
rows_in_order = st.lists(st.tuples(st.integers(0, 400), numbers), unique_by=lambda each: each[0]).map(
    lambda pairs: [row(900 * quarter, mean) for quarter, mean in sorted(pairs)]
)


@given(rows_in_order, st.sampled_from([900, 1800, 3600, 86_400]))
def test_thinning_is_what_it_says(rows: list[Rollup], step_s: int) -> None:
    found = thin(rows, range(0, 401 * 900, step_s))
    for each in found:
        within = [row.mean for row in rows if each.start_s <= row.start_s < each.start_s + step_s]
        assert each.mean == pytest.approx(fmean(within))
        assert (each.lowest, each.highest) == (min(within), max(within))
    assert sum(each.minutes for each in found) == sum(row.minutes for row in rows)
