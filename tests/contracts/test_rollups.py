"""What every series makes of its readings with time, whatever keeps them. One more is a line in `cellars.py`."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from statistics import fmean

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from quelia.domain.catalog import Catalog
from quelia.domain.reading import Reading, Value
from tests.contracts.cellars import (
    CATALOG,
    MEASURED,
    NOW,
    PLANT,
    SOURCE,
    Cellar,
    Outcomes,
    Upkeep,
    keep_up,
    reading,
    started,
    write_and_keep_up,
)
from tests.store.moment import until
from tests.store.process import Process

DAY_S = 86_400
QUARTER_S = 900
LATER = NOW + 2 * QUARTER_S  # NOW is where a quarter of an hour begins: all that is told of it has come

ROLLUPS = "SELECT start_s, minutes, mean, lowest, highest FROM rollup ORDER BY plant_id, quantity, start_s"
DUE = "SELECT start_s FROM rollup_due"

# power in W by second after NOW
Told = Mapping[float, float | str | None]


def told(told: Told, *, late_s: float | None = None, quantity: str = "power") -> list[Reading]:
    """What was read at those seconds; by the owner's clock where it came `late_s` later than measured."""
    outcomes: list[tuple[float, Outcomes]] = [(after_s, {quantity: outcome}) for after_s, outcome in told.items()]
    return [at(NOW + after_s, outcome, late_s=late_s) for after_s, outcome in outcomes]


def at(taken_at: float, outcomes: Outcomes, *, late_s: float | None = None) -> Reading:
    return msgspec.structs.replace(
        reading(0, outcomes),
        received_at=taken_at + (late_s or 0.0),
        measured_at=taken_at if late_s is not None else None,
    )


def keep(cellar: Cellar, readings: Sequence[Reading], catalog: Catalog = CATALOG) -> None:
    series = started(cellar)
    series.use(catalog)
    series.append(readings)
    series.close()


def rolled_up(cellar: Cellar, readings: Sequence[Reading], now: float = LATER) -> list[tuple[object, ...]]:
    """The rollups after `readings` and a round: start, minutes, mean, lowest, highest."""
    keep(cellar, readings)
    keep_up(cellar, now)
    return cellar.query(ROLLUPS)


# --- what a rollup is


def test_a_quarter_of_an_hour_has_its_mean_its_lowest_and_its_highest(cellar: Cellar) -> None:
    assert rolled_up(cellar, told({0: 1e6, 60: 2e6, 120: 6e6})) == [(NOW, 3, 3e6, 1e6, 6e6)]


def test_each_minute_counts_the_same_however_often_it_was_read(cellar: Cellar) -> None:
    watched = {float(after_s): 1e6 for after_s in range(0, 60, 5)}
    assert rolled_up(cellar, told(watched | {60: 3e6})) == [(NOW, 2, 2e6, 1e6, 3e6)]


def test_lowest_and_highest_are_those_of_single_readings(cellar: Cellar) -> None:
    assert rolled_up(cellar, told({0: 1e6, 5: 3e6, 10: -1e3})) == [(NOW, 1, pytest.approx(1.333e6), -1e3, 3e6)]


def test_each_quarter_of_an_hour_has_its_own(cellar: Cellar) -> None:
    found = rolled_up(cellar, told({899: 1e6, 900: 2e6}), NOW + 3 * QUARTER_S)
    assert found == [(NOW, 1, 1e6, 1e6, 1e6), (NOW + QUARTER_S, 1, 2e6, 2e6, 2e6)]


def test_a_quarter_of_an_hour_without_readings_has_none(cellar: Cellar) -> None:
    found = rolled_up(cellar, told({0: 1e6, 2 * QUARTER_S: 1e6}), NOW + 5 * QUARTER_S)
    assert [row[0] for row in found] == [NOW, NOW + 2 * QUARTER_S]


@pytest.mark.parametrize("outcome", [None, "timeout", "implausible"])
def test_no_value_and_a_failure_are_no_numbers(cellar: Cellar, outcome: str | None) -> None:
    assert rolled_up(cellar, told({0: 1e6, 60: outcome, 120: 3e6})) == [(NOW, 2, 2e6, 1e6, 3e6)]


@pytest.mark.parametrize("outcome", [None, "timeout"])
def test_where_there_was_no_number_there_is_no_rollup(cellar: Cellar, outcome: str | None) -> None:
    assert rolled_up(cellar, told({0: outcome, 60: outcome})) == []


def test_zero_is_a_number(cellar: Cellar) -> None:
    assert rolled_up(cellar, told({0: 0.0})) == [(NOW, 1, 0.0, 0.0, 0.0)]


def test_quantities_and_plants_are_apart(cellar: Cellar) -> None:
    other = Catalog([PLANT], [SOURCE], [], {PLANT.slug: 2})
    keep(cellar, told({0: 1e6}) + told({0: 21.5}, quantity="temperature"))
    keep(cellar, told({0: 4e6}), other)
    keep_up(cellar, LATER)
    assert cellar.query("SELECT plant_id, quantity, mean FROM rollup ORDER BY plant_id, quantity") == [
        (1, "power", 1e6),
        (1, "temperature", 21.5),
        (2, "power", 4e6),
    ]


def test_what_was_declared_in_a_unit_without_a_factor_is_not_mixed_with_what_was_not(cellar: Cellar) -> None:
    flows = [(0, 900.0, "m³/h"), (60, 800.0, "Nm³/h"), (120, 820.0, "Nm³/h")]
    readings = [
        msgspec.structs.replace(at(NOW + after_s, {}), values=(Value("gas_flow", unit, number),))
        for after_s, number, unit in flows
    ]
    assert rolled_up(cellar, readings) == [(NOW, 2, 810.0, 800.0, 820.0)]


# --- when a reading counts


@pytest.mark.parametrize("late_s", [0.0, 1.5, 600.0, 899.0, 901.0, 7200.0, 6.9 * DAY_S])
def test_the_time_of_measure_counts_where_there_is_one(cellar: Cellar, late_s: float) -> None:
    readings = told({0: 1e6, 899: 2e6}, late_s=late_s)
    assert rolled_up(cellar, readings, LATER + late_s) == [(NOW, 2, 1.5e6, 1e6, 2e6)]


def test_else_the_time_received_counts(cellar: Cellar) -> None:
    assert rolled_up(cellar, told({899: 1e6})) == [(NOW, 1, 1e6, 1e6, 1e6)]


def test_what_comes_more_than_a_week_late_is_not_history(cellar: Cellar) -> None:
    readings = told({0: 1e6}, late_s=7 * DAY_S + 1)
    assert (rolled_up(cellar, readings, NOW + 9 * DAY_S), cellar.query(DUE)) == ([], [])


def test_an_owner_who_says_the_same_measure_again_and_again_is_counted_once(cellar: Cellar) -> None:
    again = [at(NOW, {"power": 1e6}, late_s=late_s) for late_s in (0.0, 1.0, 10.0, 4000.0)]
    other = [at(NOW + 30, {"power": 3e6}, late_s=0.5)]
    assert rolled_up(cellar, again + other, NOW + 3 * 3600) == [(NOW, 1, 2e6, 1e6, 3e6)]


def test_a_clock_that_stands_still_gives_nothing_more_to_do(cellar: Cellar) -> None:
    rolled_up(cellar, [at(NOW, {"power": 1e6}, late_s=0.5)])
    for late_s in (3000.0, 3060.0):
        keep(cellar, [at(NOW, {"power": 1e6}, late_s=late_s)])
    assert cellar.query(DUE) == []


# --- when it is made, and made anew


@pytest.mark.parametrize("after_s", [QUARTER_S - 1, QUARTER_S + 59])
def test_a_quarter_of_an_hour_that_is_not_over_and_settled_waits(cellar: Cellar, after_s: int) -> None:
    assert rolled_up(cellar, told({0: 1e6}), NOW + after_s) == []


def test_a_second_round_changes_nothing(cellar: Cellar) -> None:
    before = rolled_up(cellar, told({0: 1e6, 60: 2e6}))
    keep_up(cellar, LATER)
    assert cellar.query(ROLLUPS) == before


def test_the_same_readings_once_more_change_nothing(cellar: Cellar) -> None:
    readings = told({0: 1e6, 60: 2e6})
    assert rolled_up(cellar, readings) == rolled_up(cellar, readings)


@pytest.mark.parametrize("late_s", [1200.0, 6.5 * DAY_S])
def test_what_comes_late_is_counted_after_all(cellar: Cellar, late_s: float) -> None:
    rolled_up(cellar, told({0: 1e6}))
    found = rolled_up(cellar, told({60: 3e6}, late_s=late_s), LATER + late_s)
    assert found == [(NOW, 2, 2e6, 1e6, 3e6)]


def test_what_comes_late_finds_the_readings_of_then_still_there(cellar: Cellar) -> None:
    """However little is kept: a rollup made of the late ones alone would be wrong."""
    late_s = 6.9 * DAY_S
    keep(cellar, told({0: 1e6}))
    keep_up(cellar, NOW + late_s, keep_days=9)
    keep(cellar, told({60: 3e6}, late_s=late_s))
    keep_up(cellar, LATER + late_s, keep_days=9)
    assert cellar.query(ROLLUPS) == [(NOW, 2, 2e6, 1e6, 3e6)]


def test_upkeep_that_cannot_be_done_is_said_once_and_once_when_it_can(cellar: Cellar) -> None:
    keep(cellar, told({0: 1e6}))
    with capture_logs() as logs:
        with cellar.outage():
            series = started(cellar, upkeep=Upkeep(every_s=0.001, clock=lambda: LATER))
            until(lambda: logs)
        until(lambda: cellar.query(ROLLUPS))
        series.close()
    assert [line["event"] for line in logs] == ["history cannot be kept up", "history is kept up again"]


def test_after_a_kill_each_quarter_of_an_hour_is_rolled_up_once_and_whole(
    cellar: Cellar, cellar_name: str, tmp_path: Path
) -> None:
    with Process(write_and_keep_up, cellar_name, tmp_path) as writer:
        until(lambda: len(cellar.query(ROLLUPS)) > 10)
        writer.kill()
    keep_up(cellar, NOW + 300 * DAY_S, keep_days=1000)
    assert cellar.query(ROLLUPS) == by_hand(cellar)
    assert cellar.query(DUE) == []


def by_hand(cellar: Cellar) -> list[tuple[object, ...]]:
    """What the rollups of one plant should be, from all that was recorded of it."""
    seen: set[tuple[float, float]] = set()
    for measured_ms, received_ms, number in cellar.query("SELECT measured_ms, received_ms, number FROM reading"):
        assert isinstance(received_ms, int)
        taken_ms = measured_ms if isinstance(measured_ms, int) else received_ms
        if isinstance(number, float) and received_ms - taken_ms <= 7 * DAY_S * 1000:
            seen.add((taken_ms / 1000, number))
    quarters: dict[float, dict[float, list[float]]] = defaultdict(lambda: defaultdict(list))
    for taken_at, number in seen:
        quarters[taken_at // QUARTER_S * QUARTER_S][taken_at // 60].append(number)
    return [_by_hand(start_s, list(quarters[start_s].values())) for start_s in sorted(quarters)]


def _by_hand(start_s: float, minutes: list[list[float]]) -> tuple[object, ...]:
    everything = [number for minute in minutes for number in minute]
    mean = pytest.approx(fmean(fmean(minute) for minute in minutes))
    return (start_s, len(minutes), mean, min(everything), max(everything))


numbers = st.sampled_from([15.8e6, 2e6, 0.0, -1e5, 0.1, None, "timeout", "auth"])
taken = st.floats(0, 3 * QUARTER_S).map(lambda second: round(NOW + second, 3))
lateness = st.sampled_from([None, 0.0, 2.0, 899.9, 900.1, 5000.0, 7 * DAY_S, 7 * DAY_S + 1])
batches = st.lists(
    st.lists(st.builds(at, taken, st.fixed_dictionaries({"power": numbers}), late_s=lateness), max_size=6)
)


@pytest.fixture(scope="module")
def plant_numbers() -> Iterator[int]:
    return count(1)


@given(history=batches)
@settings(
    max_examples=15,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # emptied for each example
)
def test_in_whatever_order_readings_come_the_rollups_are_those_made_by_hand(
    cellar: Cellar, history: list[list[Reading]]
) -> None:
    for table in ("reading", "rollup", "rollup_due"):
        cellar.query(f"DELETE FROM {table} RETURNING 1")
    for readings in history:
        rolled_up(cellar, readings, NOW + 8 * DAY_S)
    assert cellar.query(ROLLUPS) == by_hand(cellar)


# --- what is forgotten


def days(*ages: float, outcome: float | str | None = 1e6) -> list[Reading]:
    """A reading of so many days ago, each."""
    return [at(NOW - age * DAY_S, {"power": outcome}) for age in ages]


def ages(cellar: Cellar) -> list[float]:
    """How many days old what is kept is, oldest first."""
    rows = cellar.query("SELECT received_ms FROM reading ORDER BY received_ms")
    return [round((NOW * 1000 - row[0]) / DAY_S / 1000, 3) for row in rows if isinstance(row[0], int)]


def test_old_readings_are_forgotten_and_their_rollups_stay(cellar: Cellar) -> None:
    keep(cellar, days(40, 36, 34, 1))
    keep_up(cellar, NOW, keep_days=35)
    assert (ages(cellar), len(cellar.query(ROLLUPS))) == ([34, 1], 4)


def test_of_much_that_is_old_nothing_stays(cellar: Cellar) -> None:
    keep(cellar, days(*(50 - number / 1000 for number in range(2_500)), 1))
    keep_up(cellar, NOW)
    assert ages(cellar) == [1]


def test_failures_are_forgotten_too(cellar: Cellar) -> None:
    keep(cellar, days(40, 39, outcome="timeout") + days(38, outcome=None) + days(2, 1))
    keep_up(cellar, NOW)
    assert ages(cellar) == [2, 1]


def test_what_nobody_declares_any_more_is_forgotten_too(cellar: Cellar) -> None:
    gone = Catalog([PLANT], [SOURCE], [], {PLANT.slug: 77})
    keep(cellar, days(*(40 - number / 100 for number in range(10))), gone)
    keep_up(cellar, NOW)
    assert len(ages(cellar)) == 1


def test_the_last_good_reading_of_a_plant_that_is_silent_stays(cellar: Cellar) -> None:
    keep(cellar, days(60, 50))
    keep_up(cellar, NOW)
    assert ages(cellar) == [50]


def test_forgetting_twice_forgets_no_more(cellar: Cellar) -> None:
    keep(cellar, days(60, 50, 40, outcome="timeout") + days(45))
    for _ in range(2):
        keep_up(cellar, NOW)
    assert ages(cellar) == [45, 40]


histories = st.lists(
    st.tuples(st.integers(0, 100), st.dictionaries(st.sampled_from(list(MEASURED)), numbers, min_size=1)), max_size=8
)


@given(history=histories)
@settings(
    max_examples=20,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example is another plant of one database
)
def test_nothing_is_forgotten_that_a_state_depends_on(
    cellar: Cellar, history: list[tuple[int, Outcomes]], plant_numbers: Iterator[int]
) -> None:
    catalog = Catalog([PLANT], [SOURCE], [], {PLANT.slug: next(plant_numbers)})
    keep(cellar, [at(NOW - age * DAY_S, outcomes) for age, outcomes in history], catalog)
    before = cellar.series().latest(catalog)
    keep_up(cellar, NOW)
    assert cellar.series().latest(catalog) == before
