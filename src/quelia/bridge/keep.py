"""The folder of what must survive a restart: made, and held by one bridge at a time."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOCK = "bridge.lock"


class KeepTaken(Exception):
    """Another bridge uses the same folder: two would send everything twice."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Make the folder and hold it; the system lets go of it when we die. Raises KeepTaken, or OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise KeepTaken from error
else:
    import fcntl

    def _lock(handle: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise KeepTaken from error
