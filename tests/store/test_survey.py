import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quelia.store import survey
from quelia.store.errors import DatabaseUnusable
from quelia.store.survey import Integrity, integrity, last_reading, looking, migrations_apart, tables, zones
from tests.store.cellar import Load, declared, query

BAD_PAGE = 4096 * 2


@pytest.fixture
def database(folder: Path) -> Path:
    return folder / "quelia.sqlite3"


@pytest.fixture
def kept_open(database: Path) -> Iterator[Path]:
    """A database that a service has open, with readings that are in its journal only."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("INSERT INTO reading VALUES (1, 'power', 1, 5000, NULL, 1.0, 'W', NULL, 0)")
        connection.commit()
        yield database


def beside(database: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in database.parent.iterdir() if not each.name.endswith("-shm")}


# --- to look


def test_to_look_at_a_database_that_nobody_has_open_makes_no_file(database: Path) -> None:
    before = beside(database)
    with looking(database) as connection:
        assert "store_source" in tables(connection)
    assert (beside(database), (database.parent / "quelia.sqlite3-shm").exists()) == (before, False)


def test_to_look_at_a_database_that_a_service_has_open_changes_nothing(kept_open: Path) -> None:
    before = beside(kept_open)
    with looking(kept_open) as connection:
        assert connection.execute("SELECT received_ms FROM reading").fetchall() == [(5000,)]
    assert beside(kept_open) == before


def test_to_look_cannot_change_anything(database: Path) -> None:
    with pytest.raises(DatabaseUnusable), looking(database) as connection:
        connection.execute("DELETE FROM store_owner")


@pytest.mark.parametrize("name", ["missing.sqlite3", "folder"])
def test_what_cannot_be_opened_is_unusable(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(DatabaseUnusable), looking(tmp_path / name):
        pass


def test_a_name_with_signs_of_an_address_is_found(tmp_path: Path) -> None:
    file = tmp_path / "a?mode=rw#b %41.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE here (it)")
    with looking(file) as connection:
        assert tables(connection) == {"here"}


# --- damage


def test_a_database_that_is_well_is_whole(database: Path) -> None:
    with looking(database) as connection:
        assert integrity(connection) == Integrity(0, whole=True)


def test_damage_is_found(database: Path) -> None:
    content = bytearray(database.read_bytes())
    content[BAD_PAGE : BAD_PAGE + 200] = bytes(200)
    database.write_bytes(content)
    with looking(database) as connection:
        assert integrity(connection).faults > 0


def test_what_is_no_database_is_damaged(database: Path) -> None:
    database.write_bytes(b"no database" * 1000)
    with looking(database) as connection:
        assert integrity(connection).faults > 0


def test_the_search_for_damage_ends_in_time(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "_STEPS", 1)
    with looking(database) as connection:
        assert integrity(connection, longest_s=-1.0) == Integrity(0, whole=False)


def test_after_a_search_that_ended_early_others_may_take_their_time(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "_STEPS", 1)
    with looking(database) as connection:
        integrity(connection, longest_s=-1.0)
        assert last_reading(connection) is None


# --- what it holds


def test_a_database_of_today_has_all_migrations(database: Path) -> None:
    with looking(database) as connection:
        assert migrations_apart(connection) == (set(), set())


def test_a_migration_that_is_missing_is_named(database: Path) -> None:
    query(database.parent, "DELETE FROM django_migrations WHERE name = '0002_readings'")
    with looking(database) as connection:
        assert migrations_apart(connection) == ({"0002_readings"}, set())


def test_a_migration_of_a_later_version_is_named(database: Path) -> None:
    query(database.parent, "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '0999_later', '')")
    with looking(database) as connection:
        assert migrations_apart(connection) == (set(), {"0999_later"})


def test_an_empty_database_lacks_them_all(tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite3").touch()
    with looking(tmp_path / "empty.sqlite3") as connection:
        missing, later = migrations_apart(connection)
    assert ("0001_catalog" in missing, later) == (True, set())


def test_the_newest_reading_of_all_points_counts(load: Load, database: Path) -> None:
    load(declared(source={"auth": None}))
    for received_ms in (1000, 9000, 5000):
        query(database.parent, f"INSERT INTO reading VALUES (1, 'power', 1, {received_ms}, NULL, 1.0, 'W', NULL, 0)")
    with looking(database) as connection:
        assert last_reading(connection) == 9.0


def test_the_time_zones_of_plants_and_sources_are_named_once(load: Load, database: Path) -> None:
    load(declared(plant={"timezone": "Indian/Reunion"}, source={"auth": None}))
    with looking(database) as connection:
        assert zones(connection) == ["Europe/Paris", "Indian/Reunion"]
