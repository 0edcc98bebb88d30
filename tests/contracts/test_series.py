"""What every series does, whatever keeps it. One more is a line in `cellars.py`."""

import time
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from functools import reduce
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from quelia.domain.catalog import Catalog
from quelia.domain.judge import Tracks, follow, shown
from quelia.domain.reading import Reading, Shown
from tests.contracts.cellars import (
    CATALOG,
    MEASURED,
    NOW,
    PLANT,
    SOURCE,
    Cellar,
    Outcomes,
    Series,
    reading,
    started,
    write,
)
from tests.store.moment import until
from tests.store.process import Process

Start = Callable[..., Series]
Logs = list[MutableMapping[str, Any]]

TURNS = "SELECT received_ms FROM reading ORDER BY received_ms"


@pytest.fixture
def start(cellar: Cellar) -> Iterator[Start]:
    """Starts a series on the cellar; all are closed at the end."""
    made: list[Series] = []

    def one_more(*, batch_s: float = 0.005) -> Series:
        made.append(started(cellar, batch_s=batch_s))
        return made[-1]

    yield one_more
    for series in made:
        series.close()


@pytest.fixture
def logs() -> Iterator[Logs]:
    """What was logged, as events and their facts."""
    with capture_logs() as captured:
        yield captured


def recorded(cellar: Cellar) -> int:
    return len(cellar.query(TURNS))


def ms(turn: int) -> int:
    return round(reading(turn).received_at * 1000)


def keep(cellar: Cellar, readings: Sequence[Reading], catalog: Catalog = CATALOG) -> Series:
    """A series that recorded `readings` and was closed."""
    series = started(cellar)
    series.use(catalog)
    series.append(readings)
    series.close()
    return series


# --- append and close


def test_a_reading_is_recorded_while_the_series_goes_on(cellar: Cellar, start: Start) -> None:
    start().append([reading(0)])
    until(lambda: recorded(cellar) == 1)


def test_the_readings_of_a_batch_appear_together(cellar: Cellar, start: Start) -> None:
    series, seen = start(batch_s=0.25), [0]
    for turn in range(50):
        series.append([reading(turn)])

    def all_are_seen() -> bool:
        seen.append(recorded(cellar))
        return seen[-1] == 50

    until(all_are_seen)
    assert set(seen) == {0, 50}


def test_close_does_not_wait_for_the_end_of_a_batch(cellar: Cellar) -> None:
    series = started(cellar, batch_s=60)
    series.append([reading(0)])
    series.close()
    assert recorded(cellar) == 1


def test_close_writes_what_is_left_of_a_burst(cellar: Cellar) -> None:
    series = started(cellar)
    for turn in range(20_000):
        series.append([reading(turn)])
    series.close()
    assert (recorded(cellar), series.unrecorded) == (20_000, 0)


def test_closing_twice_is_no_error(cellar: Cellar) -> None:
    series = keep(cellar, [reading(0)])
    series.close()
    assert recorded(cellar) == 1


def test_what_comes_after_the_close_is_counted(cellar: Cellar) -> None:
    series = keep(cellar, [])
    series.append([reading(0), reading(1)])
    assert (recorded(cellar), series.unrecorded) == (0, 2)


def test_each_quantity_of_a_reading_is_recorded(cellar: Cellar) -> None:
    keep(cellar, [reading(0, {"power": 1e6, "temperature": 21.5})])
    assert cellar.query("SELECT quantity, number FROM reading ORDER BY quantity") == [
        ("power", 1e6),
        ("temperature", 21.5),
    ]


def test_a_reading_of_a_plant_that_nobody_knows_is_left_out(cellar: Cellar) -> None:
    series = keep(cellar, [reading(0, plant="nowhere"), reading(1)])
    assert (recorded(cellar), series.unrecorded) == (1, 0)


def test_a_plant_that_was_declared_meanwhile_is_recorded(cellar: Cellar, start: Start) -> None:
    series = start()
    series.use(Catalog([PLANT, msgspec.structs.replace(PLANT, slug="toulon")], [SOURCE], [], {"toulon": 2}))
    series.append([reading(0, plant="toulon")])
    until(lambda: cellar.query("SELECT plant_id FROM reading") == [(2,)])


# --- one reading, once


def test_a_reading_that_comes_twice_is_recorded_once(cellar: Cellar) -> None:
    keep(cellar, [reading(0), reading(0)])
    assert recorded(cellar) == 1


def test_a_reading_that_comes_again_after_a_restart_is_recorded_once(cellar: Cellar) -> None:
    keep(cellar, [reading(0)])
    series = keep(cellar, [reading(0), reading(1)])
    assert (recorded(cellar), series.unrecorded) == (2, 0)


def test_what_was_recorded_is_not_changed(cellar: Cellar) -> None:
    keep(cellar, [reading(0, {"power": 1e6})])
    keep(cellar, [reading(0, {"power": 2e6})])
    assert cellar.query("SELECT number FROM reading") == [(1e6,)]


# --- the latest


@pytest.mark.parametrize("measured", [True, False])
@pytest.mark.parametrize("outcome", [1.5e6, 0.1, -3.0, None])
def test_a_good_reading_comes_back_as_it_was(cellar: Cellar, outcome: float | None, measured: bool) -> None:
    kept = reading(3, {"power": outcome}, measured=measured)
    assert keep(cellar, [kept]).latest(CATALOG) == [kept]


def test_a_failed_reading_comes_back_as_it_was(cellar: Cellar) -> None:
    kept = reading(3, {"power": "timeout"})
    assert keep(cellar, [kept]).latest(CATALOG) == [kept]


def test_nothing_is_the_latest_of_nothing(cellar: Cellar) -> None:
    assert cellar.series().latest(CATALOG) == []


def test_the_latest_needs_no_start(cellar: Cellar) -> None:
    keep(cellar, [reading(0)])
    assert cellar.series().latest(CATALOG) == [reading(0)]


def test_the_latest_come_oldest_first(cellar: Cellar) -> None:
    turns = [reading(0), reading(1, {"temperature": 20.0}), reading(2, {"power": "tls"}), reading(3, {"power": "tls"})]
    assert keep(cellar, turns).latest(CATALOG) == turns


def test_of_a_long_history_only_the_end_is_loaded(cellar: Cellar) -> None:
    turns = [reading(turn, {"power": "timeout" if turn > 20 else 1e6}) for turn in range(40)]
    assert keep(cellar, turns).latest(CATALOG) == [turns[20], turns[38], turns[39]]


@pytest.mark.parametrize(
    "catalog",
    [
        pytest.param(Catalog([], [SOURCE], [], {}), id="the plant"),
        pytest.param(Catalog([PLANT], [], [], {PLANT.slug: 1}), id="the source"),
    ],
)
def test_readings_of_what_is_gone_are_not_loaded(cellar: Cellar, catalog: Catalog) -> None:
    assert keep(cellar, [reading(0)]).latest(catalog) == []


outcomes = st.sampled_from([15.8e6, 2e6, 0.0, -1e5, None, "timeout", "auth", "path"])
histories = st.lists(st.dictionaries(st.sampled_from(list(MEASURED)), outcomes, min_size=1), max_size=8)


def states(readings: Sequence[Reading]) -> list[Shown]:
    """What visitors see after `readings`, at once and once all is stale."""
    start: Tracks = {}
    tracks = reduce(follow, readings, start)
    return [shown(PLANT, tuple(MEASURED), tracks, NOW + later) for later in (41.0, 4000.0)]


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    """A number for one plant after the other."""
    return count(1)


@given(history=histories, measured=st.booleans())
@settings(
    max_examples=40,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example is another plant of one database
)
def test_the_states_after_a_restart_are_those_before_it(
    cellar: Cellar, history: list[Outcomes], measured: bool, numbers: Iterator[int]
) -> None:
    catalog = Catalog([PLANT], [SOURCE], [], {PLANT.slug: next(numbers)})
    readings = [reading(turn, each, measured=measured) for turn, each in enumerate(history)]
    assert states(keep(cellar, readings, catalog).latest(catalog)) == states(readings)


# --- a database that cannot be written to


def test_append_does_not_wait_for_a_database_that_is_away(cellar: Cellar, start: Start) -> None:
    series = start()
    with cellar.outage():
        began = time.monotonic()
        for turn in range(100):  # each with time for an attempt to fail, if it were one
            series.append([reading(turn)])
        assert time.monotonic() - began < 1


@pytest.fixture
def outlasted(cellar: Cellar, logs: Logs) -> Series:
    """A series that recorded one reading, could not record two more for a while, and did so afterwards."""
    series = started(cellar)
    series.append([reading(0)])
    until(lambda: recorded(cellar) == 1)
    with cellar.outage():
        series.append([reading(1)])
        until(lambda: logs)
        series.append([reading(2)])
    until(lambda: recorded(cellar) == 3)
    series.close()
    return series


def test_what_came_during_an_outage_is_not_lost(outlasted: Series) -> None:
    assert outlasted.unrecorded == 0


def test_an_outage_is_said_once_when_it_comes_and_once_when_it_is_over(outlasted: Series, logs: Logs) -> None:
    assert [line["event"] for line in logs] == ["readings cannot be recorded", "readings are recorded again"]


def test_what_is_said_of_an_outage_names_its_kind_only(outlasted: Series, logs: Logs) -> None:
    assert logs[0]["cause"].isidentifier()


def test_of_an_outage_that_lasts_too_long_the_oldest_are_kept_and_the_others_counted(cellar: Cellar) -> None:
    series = started(cellar)
    with cellar.outage():
        series.append([reading(turn) for turn in range(60_000)])
        waiting = 60_000 - series.unrecorded
    series.close()
    assert 0 < waiting < 60_000
    assert cellar.query("SELECT count(*), max(received_ms) FROM reading") == [(waiting, ms(waiting - 1))]


def test_what_an_outage_leaves_no_time_to_record_is_counted(cellar: Cellar) -> None:
    series = started(cellar)
    with cellar.outage():
        series.append([reading(0), reading(1)])
        series.close()
    assert (recorded(cellar), series.unrecorded) == (0, 2)


# --- kill -9


def test_a_kill_tears_nothing_and_the_series_goes_on(cellar: Cellar, cellar_name: str, tmp_path: Path) -> None:
    with Process(write, cellar_name, tmp_path) as writer:
        until(lambda: recorded(cellar) > 100)
        writer.kill()
    received, last = [row[0] for row in cellar.query(TURNS)], reading(10_000_000)
    assert cellar.is_sound()
    assert received == [ms(turn) for turn in range(len(received))]
    assert keep(cellar, [last]).latest(CATALOG) == [last]
