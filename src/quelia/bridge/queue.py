"""What waits to be sent, on the disk: what was taken over survives whatever happens to the process."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

import structlog

log = structlog.get_logger()

_PAGE_BYTES = 4096
_FAR_MS = 1 << 60  # from all times that there are
_TABLE = """
    CREATE TABLE IF NOT EXISTS item (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        track TEXT NOT NULL,
        measured_ms INTEGER NOT NULL,
        by_clock INTEGER NOT NULL,
        body TEXT NOT NULL,
        UNIQUE (track, measured_ms, by_clock)
    )
"""
_BY_TIME = "CREATE INDEX IF NOT EXISTS item_by_time ON item (measured_ms)"
_PUT = "INSERT OR IGNORE INTO item (track, measured_ms, by_clock, body) VALUES (?, ?, ?, ?)"
_COLUMNS = "id, track, measured_ms, by_clock, body"
# from one track to the next by the index: a week of values is not looked through for the newest of two
_NEWEST = f"""
    WITH RECURSIVE each (track) AS (
        SELECT MIN(track) FROM item
        UNION ALL SELECT (SELECT MIN(track) FROM item WHERE item.track > each.track) FROM each WHERE each.track IS NOT NULL
    )
    SELECT {_COLUMNS} FROM item WHERE id IN (
        SELECT (SELECT id FROM item WHERE item.track = each.track ORDER BY measured_ms DESC LIMIT 1) FROM each
    ) LIMIT ?
"""  # noqa: S608 - our words
_OLDEST = f"SELECT {_COLUMNS} FROM item ORDER BY measured_ms, id LIMIT ?"  # noqa: S608 - as above


class Item(NamedTuple):
    """track: plant and quantity. by_clock: measured_ms is of the clock of this machine, not of the system that measures.

    body: what is sent of it besides its time. id: 0 while it is not in a queue.
    """

    track: str
    measured_ms: int
    by_clock: bool
    body: str
    id: int = 0


class Queue:
    """One file, used by one thread at a time. All raise sqlite3.Error where the disk does not do what it should."""

    def __init__(self, file: Path, *, most_bytes: int = 200_000_000) -> None:
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = _opened(file)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise  # the disk is full or read-only: the file is not to blame
            self._connection = _opened(_set_aside(file))
        self._connection.execute(f"PRAGMA max_page_count={max(16, most_bytes // _PAGE_BYTES)}")
        (self._before,) = self._connection.execute("SELECT COALESCE(MAX(id), 0) FROM item").fetchone()
        self._count = self._counted()

    def put(self, items: Iterable[Item]) -> None:
        """Returns once they are on the disk. One of a track and time that is here already is the same one."""
        with self._connection as connection:
            rows = [(each.track, each.measured_ms, each.by_clock, each.body) for each in items]
            put = connection.executemany(_PUT, rows).rowcount
        self._count += put

    def batch(self, most: int) -> list[Item]:
        """What to send next: the newest of each track, so that what is shown is true now, then the oldest."""
        newest = self._items(_NEWEST, most)
        found = {each.id: each for each in newest}
        for each in self._items(_OLDEST, most):
            if len(found) < most:
                found.setdefault(each.id, each)
        return sorted(found.values(), key=lambda each: (each.measured_ms, each.id))

    def restamp(self, items: Sequence[Item], by_ms: int) -> list[Item]:
        """Put right what a wrong clock of this machine said, once: what is sent again has the same time."""
        done = [each._replace(measured_ms=each.measured_ms + by_ms, by_clock=False) for each in items]
        with self._connection as connection:
            for each in done:
                try:
                    connection.execute(
                        "UPDATE item SET measured_ms = ?, by_clock = 0 WHERE id = ?", (each.measured_ms, each.id)
                    )
                except sqlite3.IntegrityError:  # the system itself said the same of that very millisecond
                    connection.execute("DELETE FROM item WHERE id = ?", (each.id,))
        self._count = self._counted()
        return done

    def shift(self, by_ms: int) -> None:
        """The clock of this machine was set: what was stamped by it since this process began is moved along."""
        moved = "UPDATE OR REPLACE item SET measured_ms = measured_ms + ? WHERE by_clock = 1 AND id > ?"
        with self._connection as connection:
            # first to where none is: one that moves must not meet one that is still to move
            connection.execute(moved, (_FAR_MS, self._before))
            connection.execute(moved, (by_ms - _FAR_MS, self._before))
        self._count = self._counted()

    def drop(self, items: Iterable[Item]) -> None:
        """They arrived, or never will."""
        with self._connection as connection:
            gone = connection.executemany("DELETE FROM item WHERE id = ?", [(each.id,) for each in items]).rowcount
        self._count -= gone

    def drop_before(self, measured_ms: int, by_clock_ms: int) -> int:
        """Forget what nobody takes any more. by_clock_ms: the same time by the clock of this machine. Returns how many."""
        return self._dropped("DELETE FROM item WHERE by_clock = 0 AND measured_ms < ?", measured_ms) + self._dropped(
            "DELETE FROM item WHERE by_clock = 1 AND measured_ms < ?", by_clock_ms
        )

    def drop_oldest(self, most: int) -> int:
        """Make room. Returns how many had to go."""
        return self._dropped("DELETE FROM item WHERE id IN (SELECT id FROM item ORDER BY measured_ms LIMIT ?)", most)

    def size(self) -> tuple[int, int | None]:
        """How many there are, and when the oldest was measured."""
        (oldest,) = self._connection.execute("SELECT MIN(measured_ms) FROM item").fetchone()
        return self._count, oldest

    def close(self) -> None:
        self._connection.close()

    def _dropped(self, sql: str, fact: int) -> int:
        with self._connection as connection:
            gone = connection.execute(sql, (fact,)).rowcount
        self._count -= gone
        return gone

    def _counted(self) -> int:
        count: int = self._connection.execute("SELECT COUNT(*) FROM item").fetchone()[0]
        return count

    def _items(self, sql: str, most: int) -> list[Item]:
        rows = self._connection.execute(sql, (most,))
        return [
            Item(track, measured_ms, bool(by_clock), body, number)
            for number, track, measured_ms, by_clock, body in rows
        ]


def _opened(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=5, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(_TABLE)
        connection.execute(_BY_TIME)
        with closing(connection.execute("PRAGMA quick_check(1)")) as checked:
            if checked.fetchone() != ("ok",):
                raise sqlite3.DatabaseError("the queue is damaged")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _set_aside(file: Path) -> Path:
    """A file that cannot be read is kept for who wants to look at it; the one before it is not."""
    file.replace(file.with_name(f"{file.name}.damaged"))
    for ending in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            file.with_name(file.name + ending).unlink()
    log.error("the queue was damaged and is set aside; it begins anew", file=f"{file.name}.damaged")
    return file
