"""Which edition of the catalog stands in the database, whatever else is done with it meanwhile."""

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quelia.store.edition import Editions
from quelia.store.errors import DatabaseUnusable
from tests.store.cellar import Load, declared, query


@pytest.fixture
def database(folder: Path) -> Path:
    return folder / "quelia.sqlite3"


@pytest.fixture
def editions(database: Path) -> Iterator[Editions]:
    with closing(Editions(database)) as editions:
        yield editions


def test_a_change_is_another_edition(editions: Editions, load: Load) -> None:
    before = editions.latest()
    load(declared())
    assert editions.latest() != before


def test_without_a_change_it_stays_the_same(editions: Editions, database: Path) -> None:
    before = editions.latest()
    query(database.parent, "DELETE FROM reading")
    with closing(Editions(database)) as others:
        assert editions.latest() == before == others.latest()


def test_a_catalog_that_never_changed_has_an_edition_too(editions: Editions, folder: Path) -> None:
    query(folder, "DELETE FROM store_revision")
    assert editions.latest().number == 0


def test_a_database_in_the_place_of_another_is_another_edition(editions: Editions, database: Path) -> None:
    before = editions.latest()
    copy = shutil.copy(database, database.with_name("copy"))
    os.replace(copy, database)
    after = editions.latest()
    assert (after.number, after != before) == (before.number, True)


def test_what_changes_in_a_database_in_the_place_of_another_is_seen(editions: Editions, database: Path) -> None:
    editions.latest()
    os.replace(shutil.copy(database, database.with_name("copy")), database)
    before = editions.latest()
    query(database.parent, "INSERT INTO store_revision (id, number) VALUES (1, 7)")
    assert (editions.latest().file, editions.latest().number) == (before.file, 7)


def test_one_who_writes_keeps_nobody_from_looking(editions: Editions, database: Path) -> None:
    before = editions.latest()
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT OR REPLACE INTO store_revision (id, number) VALUES (1, 7)")
        assert editions.latest() == before
        writer.execute("COMMIT")
    assert editions.latest().number == 7


def test_one_who_locks_everybody_out_is_not_waited_for(editions: Editions, database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=DELETE")
        other.execute("BEGIN EXCLUSIVE")
        begun_at = time.monotonic()
        with pytest.raises(DatabaseUnusable):
            editions.latest()
        assert time.monotonic() - begun_at < 1  # SQLite's own patience is 5 s
    assert editions.latest().number == 0


def test_a_database_that_is_away_is_unusable_and_is_not_made(tmp_path: Path) -> None:
    with closing(Editions(tmp_path / "quelia.sqlite3")) as editions, pytest.raises(DatabaseUnusable):
        editions.latest()
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_comes_back_is_looked_at_again(editions: Editions, database: Path) -> None:
    before = editions.latest()
    away = database.rename(database.with_name("away"))
    with pytest.raises(DatabaseUnusable):
        editions.latest()
    away.rename(database)
    assert editions.latest() == before
