"""What plants give together."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.plant import Amount, Plant
from quelia.domain.reading import Shown, ShownValue
from quelia.domain.total import REPORTING, Part, Sum, share, total
from quelia.domain.unit import UNITS
from tests.domain.examples import plant

CASES = json.loads((Path(__file__).parents[1] / "samples" / "totals.json").read_text("utf-8"))["cases"]
STATES = ("none", "waiting", "live", "stale", "no_production", "error", "paused")


def a_shown(state: str, *values: ShownValue) -> Shown:
    return Shown(
        plant="p",
        state=state,
        reason=None,
        values=values,
        measured_at=None,
        clock="server",
        received_at=None,
        at="2024-01-15T10:30:00Z",
        interval_s=5,
        stale_after_s=15,
    )


def power(state: str, value: float | None, unit: str = "MW", capacity: str | None = "10 MW") -> Part:
    return Part(sized(capacity), "power", a_shown(state, *values("power", value, unit)))


def gas(state: str, value: float | None, unit: str = "Nm³/h") -> Part:
    return Part(sized("300 Nm³/h"), "gas_flow", a_shown(state, *values("gas_flow", value, unit)))


def values(quantity: str, value: float | None, unit: str) -> tuple[ShownValue, ...]:
    return () if value is None else (ShownValue(quantity, value, unit),)


def sized(capacity: str | None) -> Plant:
    if capacity is None:
        return plant(capacity=None)
    number, symbol = capacity.split()
    return plant(capacity=Amount(UNITS[symbol].to_base(float(number)), UNITS[symbol]))


def test_the_plants_of_the_demo_add_up_since_the_whole_page_says_what_they_are() -> None:
    part = power("live", 1.5)
    made_up = msgspec.structs.replace(part.shown, simulated=True)
    demo = msgspec.structs.replace(part.plant, simulated=True)
    assert total([Part(demo, "power", made_up)]).sums["power"].number == pytest.approx(1.5e6)
    assert total([Part(part.plant, "power", made_up)]).sums["power"].number is None


def a_part(sample: dict[str, Any]) -> Part:
    main = sample["main"] or None
    base = {"power": UNITS["W"], "gas_flow": UNITS["Nm³/h"], None: UNITS["W"]}[main]
    found = values(main, sample["value"], sample["unit"]) if main else ()
    shown = a_shown(sample["state"], *found)
    if sample.get("simulated"):
        shown = msgspec.structs.replace(shown, simulated=True)
    return Part(plant(capacity=Amount(sample["capacity"], base)), main, shown)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_total_is_what_the_browser_makes_of_it_too(case: dict[str, Any]) -> None:
    whole = total([a_part(part) for part in case["parts"]])
    assert {
        name: {"number": each.number, "unit": each.unit.symbol, "decimals": each.decimals}
        for name, each in whole.sums.items()
    } == case["sums"]
    assert (whole.reporting, whole.connected, whole.unsummed, whole.simulated) == (
        case["reporting"],
        case["connected"],
        case["unsummed"],
        case["simulated"],
    )


def test_powers_add_up_whatever_their_unit() -> None:
    whole = total([power("live", 1.5), power("live", 500.0, "kW"), power("live", 2e5, "W")])
    assert whole.sums["power"].number == pytest.approx(2.2e6)


def test_gas_stands_apart() -> None:
    whole = total([power("live", 1.5), gas("live", 250.0)])
    assert {name: each.number for name, each in whole.sums.items()} == {"power": 1.5e6, "gas_flow": 250.0}


@pytest.mark.parametrize("state", [state for state in STATES if state not in REPORTING])
def test_what_is_not_fresh_counts_not_at_all(state: str) -> None:
    whole = total([power("live", 1.5), power(state, 99.0)])
    assert (whole.sums["power"].number, whole.reporting, whole.connected) == (1.5e6, 1, 2)


def test_what_a_plant_draws_for_itself_counts_as_nothing() -> None:
    assert total([power("live", 1.5), power("no_production", -0.2)]).sums["power"].number == 1.5e6


def test_a_plant_that_says_null_at_night_reports_nothing_produced() -> None:
    whole = total([power("no_production", None)])
    assert (whole.sums["power"].number, whole.reporting) == (0.0, 1)


@pytest.mark.parametrize("state", ["error", "stale", "waiting", "paused"])
def test_where_nothing_reports_there_is_no_sum(state: str) -> None:
    assert total([power(state, None)]).sums["power"].number is None


def test_a_plant_without_a_source_is_missed_by_nobody() -> None:
    whole = total([Part(plant(), None, a_shown("none")), power("live", 1.0)])
    assert (whole.reporting, whole.connected, dict(whole.states)) == (1, 1, {"none": 1, "live": 1})


@pytest.mark.parametrize("unit", ["m³/h", "kVA"])
def test_a_unit_without_a_factor_is_never_added(unit: str) -> None:
    whole = total([gas("live", 250.0), gas("live", 99.0, unit)])
    assert (whole.sums["gas_flow"].number, whole.unsummed, whole.reporting) == (250.0, 1, 2)


def test_a_map_without_plants_has_no_sums() -> None:
    whole = total([])
    assert (dict(whole.sums), whole.reporting, whole.connected) == ({}, 0, 0)


@given(st.lists(st.tuples(st.sampled_from(STATES), st.none() | st.floats(-50, 50)), max_size=30))
def test_a_sum_is_never_more_than_its_fresh_parts_nor_below_nothing(plants: list[tuple[str, float | None]]) -> None:
    whole = total([power(state, value) for state, value in plants])
    fresh = [max(0.0, value or 0.0) for state, value in plants if state in REPORTING]
    if fresh:
        assert whole.sums["power"].number == pytest.approx(sum(fresh) * 1e6)
    assert whole.reporting == len(fresh)
    assert sum(whole.states.values()) == len(plants)


# how it is read


@pytest.mark.parametrize(
    ("capacity", "unit", "decimals"),
    [
        (400.0, "W", 1),
        (4.8e6, "MW", 2),
        (84e6, "MW", 1),
        (9.9e5, "kW", 1),
        (1.2e9, "MW", 0),
        (2e10, "MW", 0),
        (2e11, "GW", 1),
        (1e6, "MW", 2),
    ],
)
def test_the_unit_and_the_decimals_follow_from_the_capacity(capacity: float, unit: str, decimals: int) -> None:
    each = Sum("power", 1.0, capacity)
    assert (each.unit.symbol, each.decimals) == (unit, decimals)


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.floats(1, 1e9))
def test_they_stay_while_the_number_moves(one: float, other: float, capacity: float) -> None:
    first, second = Sum("power", one, capacity), Sum("power", other, capacity)
    assert (first.unit, first.decimals) == (second.unit, second.decimals)


def test_without_a_capacity_they_follow_from_the_number() -> None:
    assert Sum("power", 2.5e6, 0.0).unit.symbol == "MW"


def test_gas_is_read_in_its_own_unit() -> None:
    assert Sum("gas_flow", 250.0, 5e6).unit.symbol == "Nm³/h"


# the share of a capacity


def test_a_plant_gives_a_share_of_its_capacity() -> None:
    part = power("live", 7500.0, "kW")
    assert share(part) == pytest.approx(0.75)


@pytest.mark.parametrize(
    "part",
    [
        power("stale", 7.5),
        power("no_production", 0.0),
        power("error", None),
        power("live", 7.5, capacity=None),
        power("live", 7.5, "kVA"),
        power("live", 7.5, capacity="300 Nm³/h"),
        power("live", 7.5, capacity="0 MW"),
    ],
)
def test_a_share_that_cannot_be_said_is_not_said(part: Part) -> None:
    assert share(part) is None


def test_a_plant_without_a_source_has_no_share() -> None:
    assert share(Part(plant(), None, a_shown("none"))) is None
