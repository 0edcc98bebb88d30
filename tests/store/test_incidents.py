"""Incidents outlive the process, and what is to be told of them is never told twice."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from quelia.domain.cause import Cause
from quelia.domain.incident import Watch
from quelia.store.errors import DatabaseUnusable
from quelia.store.incidents import Closed, Incidents, Notice, Opened
from tests.domain.examples import NOW
from tests.store.cellar import query

CAUSE = Cause("http_status", "server", {"status": "502"})
WATCH = Watch(
    state="error",
    reason="http_status",
    since=NOW,
    trouble_since=NOW,
    opened_at=NOW + 900,
    last_at=NOW + 900,
    again=True,
)
OPENED = Opened(7, NOW, NOW + 900, NOW - 5, CAUSE)
CLOSED = Closed(7, NOW + 2000, NOW + 2300)


@pytest.fixture
def incidents(folder: Path) -> Incidents:
    return Incidents(folder / "quelia.sqlite3")


def kinds(notices: Sequence[Notice]) -> list[str]:
    return [each.kind for each in notices]


def test_nothing_is_remembered_at_first(incidents: Incidents) -> None:
    assert (incidents.watches(), incidents.waiting()) == ({}, [])


def test_what_is_watched_outlives_the_process(incidents: Incidents, folder: Path) -> None:
    incidents.save({7: WATCH}, (), [], NOW)
    assert Incidents(folder / "quelia.sqlite3").watches() == {7: WATCH}


def test_what_changes_takes_the_place_of_what_was(incidents: Incidents) -> None:
    well = Watch(state="live", since=NOW + 5)
    incidents.save({7: WATCH, 8: WATCH}, (), [], NOW)
    incidents.save({7: well}, [8], [], NOW)
    assert incidents.watches() == {7: well}


def test_an_incident_is_to_be_told(incidents: Incidents) -> None:
    incidents.save({7: WATCH}, (), [OPENED], NOW)
    (notice,) = incidents.waiting()
    assert (notice.kind, notice.source, notice.since, notice.until, notice.good_at, notice.cause) == (
        "opened", 7, NOW, None, NOW - 5, CAUSE,
    )  # fmt: skip


def test_so_is_its_end(incidents: Incidents) -> None:
    incidents.save({}, (), [OPENED], NOW)
    incidents.save({}, (), [CLOSED], NOW)
    notices = incidents.waiting()
    assert (kinds(notices), {each.until for each in notices}) == (["opened", "closed"], {NOW + 2000})


def test_what_was_taken_is_not_to_be_told_any_more(incidents: Incidents, folder: Path) -> None:
    incidents.save({}, (), [OPENED], NOW)
    incidents.take(incidents.waiting(), NOW)
    assert Incidents(folder / "quelia.sqlite3").waiting() == []


def test_what_is_given_back_is(incidents: Incidents) -> None:
    incidents.save({}, (), [OPENED], NOW)
    notices = incidents.waiting()
    incidents.take(notices, NOW)
    incidents.give_back(notices)
    assert incidents.waiting() == notices


def test_each_half_is_taken_by_itself(incidents: Incidents) -> None:
    incidents.save({}, (), [OPENED], NOW)
    incidents.take(incidents.waiting(), NOW)
    incidents.save({}, (), [CLOSED], NOW)
    assert kinds(incidents.waiting()) == ["closed"]


def test_a_source_that_is_deleted_closes_its_incident_in_silence(incidents: Incidents, folder: Path) -> None:
    incidents.save({7: WATCH}, (), [OPENED], NOW)
    incidents.take(incidents.waiting(), NOW)
    incidents.save({}, [7], [Closed(7, NOW + 5, NOW + 5, silent=True)], NOW)
    assert incidents.waiting() == []
    assert query(folder, "SELECT count(*) FROM incident WHERE closed_ms IS NULL") == [(0,)]


def test_an_end_without_a_beginning_is_no_news(incidents: Incidents) -> None:
    incidents.save({}, (), [CLOSED], NOW)
    assert incidents.waiting() == []


def test_an_incident_is_never_remembered_without_its_notice(incidents: Incidents, folder: Path) -> None:
    query(folder, "DROP TABLE notice")
    with pytest.raises(DatabaseUnusable):
        incidents.save({7: WATCH}, (), [OPENED], NOW)
    assert (incidents.watches(), query(folder, "SELECT count(*) FROM incident")) == ({}, [(0,)])


def test_incidents_are_forgotten_a_year_after_their_end(incidents: Incidents, folder: Path) -> None:
    incidents.save({}, (), [OPENED, CLOSED], NOW)
    incidents.save({}, (), [Opened(8, NOW, NOW, None, CAUSE)], NOW + 400 * 86_400)
    assert query(folder, "SELECT source_id FROM incident") == [(8,)]
    assert query(folder, "SELECT count(*) FROM notice") == [(1,)]


def test_a_database_that_is_locked_is_said_to_be_unusable(
    incidents: Incidents, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quelia.store.incidents._LOCK_WAIT_S", 0.01)
    with closing(sqlite3.connect(folder / "quelia.sqlite3")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnusable):
            incidents.save({7: WATCH}, (), [], NOW)
