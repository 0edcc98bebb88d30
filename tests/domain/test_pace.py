import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.pace import Health, interval, wait
from quelia.domain.source import Source
from tests.domain.examples import source

START = 5_000.0  # of a monotonic clock
WELL = Health()


def failing(since: float = START, retry_after_s: float | None = None) -> Health:
    return WELL.after(False, since, retry_after_s)


def test_a_watched_source_is_read_at_its_interval() -> None:
    assert interval(source(interval_s=5.0), watched=True) == 5.0


@pytest.mark.parametrize(("live", "history", "pace"), [(5.0, 60.0, 60.0), (300.0, 60.0, 300.0)])
def test_an_unwatched_source_is_read_at_the_slower_of_its_two_paces(live: float, history: float, pace: float) -> None:
    assert interval(source(interval_s=live, history_s=history), watched=False) == pace


def test_an_unwatched_source_without_history_is_not_read() -> None:
    assert interval(source(history_s=None), watched=False) is None


def test_a_watched_source_without_history_is_read() -> None:
    assert interval(source(history_s=None), watched=True) == 5.0


@pytest.mark.parametrize("watched", [True, False])
def test_what_is_pushed_comes_at_its_own_pace(watched: bool) -> None:
    assert interval(source(pushed=True, interval_s=30.0, history_s=None), watched=watched) == 30.0


@pytest.mark.parametrize("watched", [True, False])
@pytest.mark.parametrize(("quota", "pace"), [(300, 288.0), (1, 86400.0), (24, 3600.0)])
def test_a_quota_slows_every_pace(quota: int, pace: float, watched: bool) -> None:
    assert interval(source(daily_quota=quota), watched=watched) == pace


@given(
    st.builds(source, interval_s=st.floats(1, 3600), history_s=st.floats(1, 3600), daily_quota=st.integers(1, 10**6)),
    st.booleans(),
)
def test_a_day_never_has_more_reads_than_the_quota(each: Source, watched: bool) -> None:
    pace = interval(each, watched=watched)
    assert 86400 / (pace or 0) <= (each.daily_quota or 0) * (1 + 1e-9)


def test_while_well_the_next_read_comes_after_the_interval() -> None:
    assert wait(5.0, WELL, START, jitter=1.0) == 5.0


@pytest.mark.parametrize(("failing_s", "expected"), [(0, 5.0), (299.9, 5.0), (300, 60.0), (86400, 60.0)])
def test_after_five_minutes_of_failure_a_source_is_read_once_a_minute(failing_s: float, expected: float) -> None:
    assert wait(5.0, failing(), START + failing_s, jitter=0.0) == expected


def test_a_source_slower_than_a_minute_keeps_its_pace_while_it_fails() -> None:
    assert wait(300.0, failing(), START + 3600, jitter=0.0) == 300.0


@given(st.floats(0, 1), st.floats(1, 3600), st.floats(300, 1e6))
def test_jitter_adds_a_tenth_at_most_and_takes_nothing_away(jitter: float, pace: float, failing_s: float) -> None:
    slow = max(pace, 60.0)
    assert slow <= wait(pace, failing(), START + failing_s, jitter) <= slow * 1.1


def test_the_five_minutes_count_from_the_first_failure() -> None:
    health = failing()
    for minute in range(1, 6):
        health = health.after(False, START + 60 * minute, None)
    assert health.failing_since == START


def test_one_good_read_ends_the_failure() -> None:
    assert failing(retry_after_s=3600.0).after(True, START + 300, None) == WELL


@pytest.mark.parametrize(
    ("asked", "expected"),
    [(None, 5.0), (0.0, 5.0), (2.0, 5.0), (120.0, 120.0), (3600.0, 3600.0), (31_536_000.0, 3600.0)],
)
def test_what_the_server_asks_is_a_floor_of_an_hour_at_most(asked: float | None, expected: float) -> None:
    assert wait(5.0, failing(retry_after_s=asked), START, jitter=0.0) == expected


@pytest.mark.parametrize("asked", [-1.0, -1e9])
def test_a_time_to_wait_that_has_passed_is_none(asked: float) -> None:
    assert wait(5.0, failing(retry_after_s=asked), START, jitter=0.0) == 5.0


def test_what_the_server_asked_has_its_end() -> None:
    health = failing(retry_after_s=120.0)
    assert [wait(5.0, health, START + passed, jitter=0.0) for passed in (60, 118, 200)] == [60.0, 5.0, 5.0]


def test_what_the_server_asks_is_a_floor_in_long_failure_too() -> None:
    health = failing().after(False, START + 600, 1800.0)
    assert wait(5.0, health, START + 600, jitter=1.0) == 1800.0


@given(st.floats(1, 3600), st.none() | st.floats(-1e6, 1e9), st.floats(0, 1e6), st.floats(0, 1))
def test_no_wait_is_shorter_than_the_interval_nor_longer_than_an_hour_and_a_tenth(
    pace: float, asked: float | None, passed: float, jitter: float
) -> None:
    assert pace <= wait(pace, failing(retry_after_s=asked), START + passed, jitter) <= 3600 * 1.1
