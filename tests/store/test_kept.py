"""A connection that is kept follows the name of its file."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from quelia.store.asked import Asked
from quelia.store.bridges import Bridges
from quelia.store.errors import DatabaseUnusable
from quelia.store.history import History
from quelia.store.incidents import Incidents
from quelia.store.kept import Kept
from quelia.store.leases import FolderLeases
from quelia.store.record import Record
from quelia.store.series import Series
from tests.contracts.cellars import CATALOG
from tests.store.cellar import plain_tables


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return plain_tables(tmp_path / "quelia.sqlite3")


@pytest.fixture
def kept(database: Path) -> Iterator[Kept]:
    with closing(Kept(database, lambda: sqlite3.connect(database))) as kept:
        yield kept


def test_one_connection_lasts_as_long_as_its_file(kept: Kept) -> None:
    assert kept.connection() is kept.connection()


def test_another_file_is_another_connection(kept: Kept, database: Path) -> None:
    before, file = kept.connection(), kept.file
    plain_tables(database.with_name("copy")).replace(database)
    assert kept.connection() is not before
    assert kept.file != file
    with pytest.raises(sqlite3.ProgrammingError):  # the one before is closed
        before.execute("SELECT 1")


def test_a_file_that_is_away_is_not_made(kept: Kept, database: Path) -> None:
    kept.connection()
    database.unlink()
    with pytest.raises(FileNotFoundError):
        kept.connection()
    assert not database.exists()


@pytest.mark.parametrize(
    "use",
    [
        lambda file: Bridges(file).heard(),
        lambda file: History(file).rollups((3, "power"), 0, 900),
        lambda file: Incidents(file).watches(),
        lambda file: Record(file).latest_failures(),
        lambda file: Asked(file).note(1, 0.0, None),
        lambda file: Asked(file).since([], 0.0),
        lambda file: Series(file).latest(CATALOG),
        lambda file: FolderLeases(file).acquire(),
    ],
    ids=["bridges", "history", "incidents", "record", "a call", "calls", "series", "leases"],
)
def test_nobody_makes_a_database_that_is_away(database: Path, use: Callable[[Path], object]) -> None:
    """It would be empty, and would take the journal of the one that comes back with it."""
    database.unlink()
    with suppress(DatabaseUnusable):
        use(database)
    assert not database.exists()


def test_after_it_was_closed_it_is_opened_anew(kept: Kept) -> None:
    before = kept.connection()
    kept.close()
    assert kept.connection() is not before
