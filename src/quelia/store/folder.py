"""The data folder: who may change what lies in it, and in whose name its files are."""

import fcntl
import os
import pwd
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from quelia.store.errors import DatabaseUnusable

_LONGEST_S = 60.0  # another one's migrations or a long file for `quelia load`; whoever takes longer hangs
_LOOK_S = 0.02


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold what nobody else may do meanwhile: migrate, seal secrets, change the key ring.

    A key that is taken off the ring while another process seals with it would cost a secret. The kernel lets go of the
    lock when its holder dies. It is one of the folder itself, so that nothing is left in it.
    Raises OSError, or DatabaseUnusable where another takes too long.
    """
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _wait(lock, time.monotonic() + _LONGEST_S)
        yield
    finally:
        os.close(lock)


def _wait(lock: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise DatabaseUnusable from error
            time.sleep(_LOOK_S)
        else:
            return


def sync(folder: Path) -> None:
    """See to it that a new name in `folder` survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Rights(msgspec.Struct, frozen=True):
    """Whose a file is, and what others may do with it."""

    mode: int
    uid: int

    @property
    def private(self) -> bool:
        """Only its user may read or write it."""
        return not self.mode & 0o077

    @property
    def user(self) -> str:
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:  # a container may give its users no names
            return str(self.uid)


def rights(path: Path) -> Rights:
    """Raises OSError."""
    status = path.stat()
    return Rights(status.st_mode & 0o7777, status.st_uid)
