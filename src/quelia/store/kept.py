"""Connections to an embedded database: for one use, and one that is kept and follows the name of its file."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from quelia.store.errors import DatabaseUnusable


def address(database: Path) -> str:
    """For `sqlite3.connect(…, uri=True)`: of a database that is away none is made.

    An empty one in its place would take its journal with it, and what that holds was acknowledged.
    """
    return f"{database.absolute().as_uri()}?mode=rw"


@contextmanager
def connected(database: Path, wait_s: float) -> Iterator[sqlite3.Connection]:
    """A connection for one use, from any thread. wait_s: for a lock of others. Raises DatabaseUnusable."""
    try:
        with closing(sqlite3.connect(address(database), uri=True, timeout=wait_s)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise DatabaseUnusable from error


class Kept:
    """Used by one thread. file: the one it is connected to, by device and inode. opens: makes the connection."""

    def __init__(self, database: Path, opens: Callable[[], sqlite3.Connection]) -> None:
        self._database, self._opens = database, opens
        self._connection: sqlite3.Connection | None = None
        self.file = (0, 0)

    def connection(self) -> sqlite3.Connection:
        """To the file that has the name now: another may have been put in its place, and SQLite does not say so.

        Raises OSError where there is none, rather than make one, or sqlite3.Error.
        """
        found = self._database.stat()  # first: what is put there while it is opened is seen the next time
        if self._connection is None or self.file != (found.st_dev, found.st_ino):
            self.close()
            self._connection, self.file = self._opens(), (found.st_dev, found.st_ino)
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
