"""What SQLite adds to the contract of leases (tests/contracts/test_leases.py)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from quelia.store.errors import DatabaseUnusable
from quelia.store.leases import FolderLeases, held
from tests.store.cellar import plain_tables


@pytest.fixture
def leases(tmp_path: Path) -> Iterator[FolderLeases]:
    """Leases of a database that has no tables yet."""
    made = FolderLeases(tmp_path / "quelia.sqlite3")
    yield made
    made.release()


def test_a_database_that_cannot_count_holders_is_unusable(leases: FolderLeases) -> None:
    with pytest.raises(DatabaseUnusable):
        leases.acquire()


def test_who_could_not_be_counted_does_not_keep_itself_out(leases: FolderLeases, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable):
        leases.acquire()
    plain_tables(tmp_path / "quelia.sqlite3")
    assert leases.acquire()


def test_the_lock_is_for_its_owner_only(leases: FolderLeases, tmp_path: Path) -> None:
    plain_tables(tmp_path / "quelia.sqlite3")
    leases.acquire()
    assert (tmp_path / "quelia.lock").stat().st_mode & 0o777 == 0o600


def test_the_epoch_survives_the_lock_file(leases: FolderLeases, tmp_path: Path) -> None:
    plain_tables(tmp_path / "quelia.sqlite3")
    before = leases.hold([1])[1]
    leases.release()
    (tmp_path / "quelia.lock").unlink()
    assert leases.hold([1])[1] > before


def test_whether_it_is_held_can_be_asked(leases: FolderLeases, tmp_path: Path) -> None:
    database = plain_tables(tmp_path / "quelia.sqlite3")
    before = held(database)
    leases.acquire()
    during = held(database)
    leases.release()
    assert (before, during, held(database)) == (False, True, False)


def test_to_ask_makes_no_lock(tmp_path: Path) -> None:
    held(tmp_path / "quelia.sqlite3")
    assert list(tmp_path.iterdir()) == []
