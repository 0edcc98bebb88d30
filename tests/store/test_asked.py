"""What a restart must know of calls: when the last one was, and how long a server wants to be left alone."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from quelia.store.asked import Asked
from quelia.store.errors import DatabaseUnusable
from tests.domain.examples import NOW, reading


@pytest.fixture
def asked(folder: Path) -> Asked:
    return Asked(folder / "quelia.sqlite3")


def test_nothing_is_known_of_what_was_never_asked(asked: Asked) -> None:
    assert asked.since([], NOW) == ({}, {})


def test_a_call_that_was_noted_is_known(asked: Asked) -> None:
    asked.note(7, NOW, None)
    assert asked.since([], NOW + 30) == ({7: 30.0}, {})


def test_what_a_server_asked_for_is_kept_by_later_calls(asked: Asked) -> None:
    asked.note(7, NOW, NOW + 600)
    asked.note(7, NOW + 10, None)
    assert asked.since([], NOW + 60) == ({7: 50.0}, {7: 540.0})


def test_what_a_server_asked_for_ends(asked: Asked) -> None:
    asked.note(7, NOW, NOW + 600)
    assert asked.since([], NOW + 601) == ({7: 601.0}, {})


def test_a_clock_that_was_wrong_bars_nobody_for_a_year(asked: Asked) -> None:
    asked.note(7, NOW + 86400 * 365, NOW + 86400 * 365)
    assert asked.since([], NOW) == ({7: 0.0}, {7: 3600.0})


def test_a_reading_tells_of_a_call_too(asked: Asked) -> None:
    asked.note(7, NOW, None)
    assert asked.since([reading(received_at=NOW + 5), reading(source=8)], NOW + 10) == ({7: 5.0, 8: 10.0}, {})


def test_a_note_that_cannot_be_made_is_said_and_stops_nothing(tmp_path: Path) -> None:
    with capture_logs() as lines:
        Asked(tmp_path / "none.sqlite3").note(7, NOW, None)
    assert [line["event"] for line in lines] == ["call not noted"]


def test_a_database_that_cannot_be_read_is_said_to_be_unusable(tmp_path: Path) -> None:
    (tmp_path / "none.sqlite3").write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(DatabaseUnusable):
        Asked(tmp_path / "none.sqlite3").since([], NOW)
