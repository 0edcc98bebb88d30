"""Leases of the embedded database: the process that holds the lock of the data folder reads all its sources.

The kernel lets go of the lock when its holder dies, however it dies, so that a restart need not wait.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from quelia.store.errors import DatabaseUnusable
from quelia.store.kept import address

_EPOCH_SQL = """
    INSERT INTO lease (name, epoch) VALUES ('folder', 1)
    ON CONFLICT (name) DO UPDATE SET epoch = lease.epoch + 1
    RETURNING epoch
"""


def held(database: Path) -> bool:
    """Whether a process reads the sources; asks without making the lock or keeping anybody from it. Raises OSError."""
    try:
        lock = os.open(database.with_suffix(".lock"), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


class FolderLeases:
    """One lock for all sources of a data folder, with an epoch that grows with each holder."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._lock: int | None = None
        self._epoch = 0

    def acquire(self) -> bool:
        """Take the lock if it can be had. Returns whether it is ours. Raises OSError or DatabaseUnusable."""
        if self._lock is not None:
            return True
        lock = os.open(self._database.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return False
        try:
            self._epoch = self._next_epoch()
        except sqlite3.Error as error:
            os.close(lock)  # a holder without an epoch would keep everybody out, itself included
            raise DatabaseUnusable from error
        self._lock = lock
        return True

    def hold(self, sources: Iterable[int]) -> Mapping[int, int]:
        """The epoch of each source that is ours to read: all of them, or none."""
        return dict.fromkeys(sources, self._epoch) if self.acquire() else {}

    def release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _next_epoch(self) -> int:
        with closing(sqlite3.connect(address(self._database), uri=True, timeout=10)) as connection, connection:
            (epoch,) = connection.execute(_EPOCH_SQL).fetchone()
        return int(epoch)
