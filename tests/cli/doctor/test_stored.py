import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.db import connection

from quelia.cli.doctor import stored
from quelia.cli.finding import Finding
from quelia.settings import Settings
from quelia.store import survey
from tests.store.cellar import Load, declared, query

Check = Callable[[Settings], Iterator[Finding]]


class Space(NamedTuple):
    free: int


@pytest.fixture
def settings(folder: Path) -> Settings:
    return Settings(data=str(folder))


def codes(check: Check, settings: Settings) -> list[tuple[str, str]]:
    connection.close()
    return [(finding.mark, finding.code) for finding in check(settings)]


@pytest.mark.parametrize(
    ("free", "said"),
    [(2 * 10**9, ("well", "folder")), (5 * 10**8, ("look", "disk_low")), (10**7, ("broken", "disk_full"))],
)
def test_the_space_on_the_disk_is_judged(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, free: int, said: tuple[str, str]
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda place: Space(free))
    assert codes(stored.folder, settings) == [said]


def test_a_folder_that_cannot_be_written_to_is_broken(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda place, mode: False)
    assert codes(stored.folder, settings)[0] == ("broken", "folder_read_only")


def test_files_for_their_user_only_are_not_mentioned(settings: Settings) -> None:
    settings.database_file.chmod(0o600)
    assert codes(stored.rights_of_files, settings) == []


@pytest.mark.parametrize("name", [".", "quelia.sqlite3", "quelia.sqlite3-wal", "quelia.lock"])
def test_what_others_may_open_is_to_be_looked_at(settings: Settings, name: str) -> None:
    settings.database_file.chmod(0o600)
    connection.close()
    file = settings.folder / name
    if not file.exists():
        file.touch()
    file.chmod(0o755)
    assert codes(stored.rights_of_files, settings) == [("look", "open_to_others")]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_what_belongs_to_another_is_broken(settings: Settings) -> None:
    settings.database_file.chmod(0o600)
    os.chown(settings.database_file, 4711, 4711)
    assert codes(stored.rights_of_files, settings) == [("broken", "of_another")]


def test_a_journal_that_is_not_emptied_is_to_be_looked_at(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "_LARGE_JOURNAL", -1)
    assert codes(stored.integrity, settings) == [("well", "database_whole"), ("look", "journal_large")]


def test_a_search_that_did_not_end_is_no_damage(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "integrity", lambda _: survey.Integrity(0, whole=False))
    assert codes(stored.integrity, settings) == [("well", "database_partly")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DELETE FROM django_migrations WHERE name = '0002_readings'", ("look", "migrations_missing")),
        (
            "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '0999_x', '')",
            ("broken", "migrations_later"),
        ),
    ],
)
def test_a_database_of_another_version_is_said_to_be(settings: Settings, change: str, said: tuple[str, str]) -> None:
    query(settings.folder, change)
    assert codes(stored.migrations, settings) == [said]


@pytest.mark.parametrize(
    ("received_ms", "said"),
    [(None, ("look", "reading_none")), (1000, ("well", "reading_last")), (2**42, ("broken", "reading_ahead"))],
)
def test_the_last_reading_is_judged(
    load: Load, settings: Settings, received_ms: int | None, said: tuple[str, str]
) -> None:
    load(declared(source={"auth": None}))
    if received_ms is not None:
        query(settings.folder, f"INSERT INTO reading VALUES (1, 'power', 1, {received_ms}, NULL, 1.0, 'W', NULL, 0)")
    assert codes(stored.readings, settings) == [said]


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "/etc/passwd", ""])
def test_a_time_zone_that_is_unknown_here_is_broken(load: Load, settings: Settings, zone: str) -> None:
    load(declared(source={"auth": None}))
    query(settings.folder, f"UPDATE store_plant SET timezone = '{zone}'")
    assert codes(stored.zones, settings) == [("broken", "zone_unknown")]
