"""What can be seen of a database past Django and without changing anything, be it damaged or of another version."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from quelia.store import migrations
from quelia.store.errors import DatabaseUnusable

_BUSY_S = 2.0
_CHECK_S = 5.0  # a history of years takes minutes; what is broken is mostly found soon
_STEPS = 10_000  # of SQLite's machine between two looks at the time: some milliseconds
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

_MIGRATED = "SELECT name FROM django_migrations WHERE app = 'store'"
_ZONES = "SELECT timezone FROM store_plant UNION SELECT timezone FROM store_source ORDER BY 1"
# one look into the index for each point, however long the history is
_LAST_READING = """
    SELECT MAX((SELECT MAX(received_ms) FROM reading
                WHERE reading.plant_id = store_point.plant_id AND reading.quantity = store_point.quantity))
    FROM store_point
"""
_PUSHED = """
    SELECT id, slug, interval_s, stale_after_s,
        (SELECT COUNT(*) FROM store_pushkey WHERE source_id = store_source.id AND revoked_at IS NULL),
        EXISTS (SELECT 1 FROM store_pushkey
                WHERE source_id = store_source.id AND revoked_at IS NULL AND used_at IS NOT NULL),
        EXISTS (SELECT 1 FROM store_point JOIN store_plant ON store_plant.id = plant_id
                WHERE source_id = store_source.id AND published AND paused IS NULL),
        (SELECT MAX((SELECT MAX(received_ms) FROM reading
                     WHERE reading.plant_id = store_point.plant_id AND reading.quantity = store_point.quantity))
         FROM store_point WHERE source_id = store_source.id)
    FROM store_source WHERE pushed ORDER BY slug
"""


class Pushed(msgspec.Struct, frozen=True):
    """A source that is sent to us. keys: how many are good; used: whether one of them ever was.

    missed: whether visitors miss it where nothing comes. heard_at: when its points were last read, by the clock of then.
    """

    id: int
    slug: str
    interval_s: float
    stale_after_s: float | None
    keys: int
    used: bool
    missed: bool
    heard_at: float | None


class Integrity(msgspec.Struct, frozen=True):
    """What SQLite's own check found. whole: it came to its end in the time it had."""

    faults: int
    whole: bool


@contextmanager
def looking(database: Path) -> Iterator[sqlite3.Connection]:
    """A connection that changes nothing. Raises DatabaseUnusable, also for what goes wrong within.

    Where no other program has the database open, the files beside it are not made either: made by another user, they
    would keep the service out.
    """
    beside = database.with_name(f"{database.name}-wal").exists()
    address = f"{database.absolute().as_uri()}?mode=ro{'' if beside else '&immutable=1'}"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=_BUSY_S)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise DatabaseUnusable from error


def tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def integrity(connection: sqlite3.Connection, longest_s: float = _CHECK_S) -> Integrity:
    """Look through the database for damage, for a bounded time."""
    until = time.monotonic() + longest_s
    connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    faults = 0
    try:
        for (said,) in connection.execute("PRAGMA quick_check"):
            faults += said != "ok"
    except sqlite3.DatabaseError as error:
        kind = error.sqlite_errorcode & 0xFF  # what is above says more of the same
        if kind not in (sqlite3.SQLITE_INTERRUPT, *_DAMAGED):
            raise
        return Integrity(faults + (kind in _DAMAGED), whole=False)
    finally:
        connection.set_progress_handler(None, 0)
    return Integrity(faults, whole=True)


def migrations_apart(connection: sqlite3.Connection) -> tuple[set[str], set[str]]:
    """The migrations that the database still lacks, and those it has of a later version of quelia."""
    folder = Path(migrations.__path__[0])
    ours = {file.stem for file in folder.glob("[0-9]*.py")}
    done = {name for (name,) in connection.execute(_MIGRATED)} if "django_migrations" in tables(connection) else set()
    return ours - done, done - ours


def zones(connection: sqlite3.Connection) -> list[str]:
    """The names of the time zones that plants and sources use."""
    return [name for (name,) in connection.execute(_ZONES)]


def last_reading(connection: sqlite3.Connection) -> float | None:
    """When the newest reading came, by the clock of then; None where there is none."""
    (received_ms,) = connection.execute(_LAST_READING).fetchone()
    return received_ms / 1000 if received_ms is not None else None


def pushed(connection: sqlite3.Connection) -> list[Pushed]:
    """All sources that are sent to us; none of a database that is older than pushing."""
    if "store_pushkey" not in tables(connection):
        return []
    return [
        Pushed(
            number,
            slug,
            interval_s,
            stale_after_s,
            keys,
            bool(used),
            bool(missed),
            at / 1000 if at is not None else None,
        )
        for number, slug, interval_s, stale_after_s, keys, used, missed, at in connection.execute(_PUSHED)
    ]
