"""Which edition of the catalog stands in the database, looked up past Django: that costs little enough for each second."""

import sqlite3
from pathlib import Path
from typing import NamedTuple

from quelia.store.errors import DatabaseUnusable
from quelia.store.kept import Kept

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
        self._kept = Kept(database, self._opened)

    def latest(self) -> Edition:
        """Raises DatabaseUnusable."""
        try:
            rows = self._kept.connection().execute(_NUMBER).fetchall()
        except (OSError, sqlite3.Error) as error:
            self.close()  # one that was opened before things went wrong may never see that they are well again
            raise DatabaseUnusable from error
        return Edition(self._kept.file, rows[0][0] if rows else 0)

    def close(self) -> None:
        self._kept.close()

    def _opened(self) -> sqlite3.Connection:
        address = f"{self._database.absolute().as_uri()}?mode=ro"
        return sqlite3.connect(address, uri=True, timeout=self._lock_wait_s)
