"""What was recorded of sources, read for those who look after them."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from quelia.domain.cause import Cause
from quelia.store.errors import DatabaseUnusable
from quelia.store.incidents import Closed, Incidents, Opened
from quelia.store.record import Day, Failures, Record
from tests.domain.examples import NOW
from tests.store.cellar import query

HOUR_S = 3600


@pytest.fixture
def record(folder: Path) -> Record:
    return Record(folder / "quelia.sqlite3")


def called(folder: Path, at: float, calls: int = 1, source: int = 7) -> None:
    hour_s = int(at) // HOUR_S * HOUR_S
    query(folder, f"INSERT INTO poll VALUES ({source}, {hour_s}, 20, {calls}, 0)")


def at(text: str, zone: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


def test_of_what_was_never_called_nothing_is_known(record: Record) -> None:
    assert record.days(NOW, {7: "UTC"}) == {}


def test_calls_of_more_than_a_day_ago_do_not_count(folder: Path, record: Record) -> None:
    for hours in (0, 23, 25):
        called(folder, NOW - hours * HOUR_S)
    assert record.days(NOW, {7: "UTC"})[7].calls == 2


@pytest.mark.parametrize(
    ("zone", "now", "today"),
    [
        ("Europe/Paris", "2026-01-15T02:30", 3),
        ("Indian/Reunion", "2026-01-15T02:30", 3),
        ("America/Cayenne", "2026-01-15T23:59", 24),
        (
            "Europe/Paris",
            "2026-03-29T04:30",
            4,
        ),  # summer time came at two: the day has three hours so far, and this one
        ("Europe/Paris", "2026-10-25T04:30", 6),
    ],
)
def test_today_begins_at_midnight_where_the_source_is(
    folder: Path, record: Record, zone: str, now: str, today: int
) -> None:
    moment = at(now, zone)
    for hours in range(30):
        called(folder, moment - hours * HOUR_S)
    assert record.days(moment, {7: zone})[7].today == today


def test_each_source_has_its_own_day(folder: Path, record: Record) -> None:
    moment = at("2026-01-15T02:30", "Europe/Paris")
    for hours in range(30):
        called(folder, moment - hours * HOUR_S, source=7)
        called(folder, moment - hours * HOUR_S, source=8)
    days = record.days(moment, {7: "Europe/Paris", 8: "America/Cayenne"})
    assert {source: day.today for source, day in days.items()} == {7: 3, 8: 23}


def test_only_those_that_are_asked_for_are_told(folder: Path, record: Record) -> None:
    called(folder, NOW, source=8)
    assert record.days(NOW, {7: "UTC"}) == {}


def test_the_latest_failure_of_each_source_is_found(folder: Path, record: Record) -> None:
    for source, first_ms, reason in ((7, 1000, "path"), (7, 3000, "timeout"), (8, 2000, "auth")):
        query(
            folder, f"""INSERT INTO failure VALUES ({source}, {first_ms}, {first_ms}, 1, '{{"reason": "{reason}"}}')"""
        )
    found = record.latest_failures()
    assert {source: each.cause.reason for source, each in found.items()} == {7: "timeout", 8: "auth"}


def test_incidents_are_told_the_newest_first(folder: Path, record: Record) -> None:
    incidents, cause = Incidents(folder / "quelia.sqlite3"), Cause("timeout")
    incidents.save({}, (), [Opened(7, NOW, NOW + 900, None, cause), Closed(7, NOW + 2000, NOW + 2300)], NOW)
    incidents.save({}, (), [Opened(7, NOW + 9000, NOW + 9900, None, cause)], NOW)
    assert record.incidents(7) == [Failures(NOW + 9000, None, 1, cause), Failures(NOW, NOW + 2000, 1, cause)]


def test_a_database_that_is_away_is_said_to_be_unusable(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable):
        Record(tmp_path / "none.sqlite3").days(NOW, {7: "UTC"})


def test_a_day_without_calls_has_no_latency() -> None:
    assert Day() == Day(0, 0, 0, None, None)
