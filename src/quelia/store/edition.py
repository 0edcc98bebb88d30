"""Which edition of the catalog stands in the database, looked up past Django: that costs little enough for each second."""

import sqlite3
from pathlib import Path
from typing import NamedTuple

from quelia.store.errors import DatabaseUnusable

_NUMBER = "SELECT number FROM store_revision WHERE id = 1"


class Edition(NamedTuple):
    """file: the one that holds the catalog, by device and inode. number: grows with each change."""

    file: tuple[int, int]
    number: int


class Editions:
    """Looks into an embedded database, always from one thread. lock_wait_s: how long a look waits for another's lock.

    A look takes some 20 µs. Without `lock_wait_s` it never waits: then it may be done on the loop.
    """

    def __init__(self, database: Path, *, lock_wait_s: float = 0.0) -> None:
        self._database, self._lock_wait_s = database, lock_wait_s
        self._connection: sqlite3.Connection | None = None
        self._file = (0, 0)

    def latest(self) -> Edition:
        """Raises DatabaseUnusable."""
        try:
            connection = self._connected()
            rows = connection.execute(_NUMBER).fetchall()
        except (OSError, sqlite3.Error) as error:
            self.close()  # one that was opened before things went wrong may never see that they are well again
            raise DatabaseUnusable from error
        return Edition(self._file, rows[0][0] if rows else 0)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> sqlite3.Connection:
        """The connection to the file that has the name now: another may have been put in its place."""
        found = self._database.stat()
        if self._connection is None or self._file != (found.st_dev, found.st_ino):
            self.close()
            address = f"{self._database.absolute().as_uri()}?mode=ro"
            self._connection = sqlite3.connect(address, uri=True, timeout=self._lock_wait_s)
            self._file = (found.st_dev, found.st_ino)
        return self._connection
