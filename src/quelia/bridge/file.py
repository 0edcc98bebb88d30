"""Opening a file that another program writes: it may be locked, half-written, replaced, gone, or no file at all."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import NamedTuple

from quelia.domain.errors import NotConnected, SourceError, TooLarge

_SHARING = {32, 33}  # Windows: another program has it open, or has locked a part of it
# A writer needs milliseconds. Together less than a second, and no more than half of the time of a read, see `pauses`.
_PAUSES_S = (0.05, 0.1, 0.2, 0.4)


class Whole(NamedTuple):
    """written_at: seconds since 1970, as the file system says."""

    body: bytes
    written_at: float


class Unsettled(NotConnected):
    """It was written while it was read."""


def pauses(timeout_s: float) -> Iterator[float]:
    """How long to wait before each further try within one read."""
    left = timeout_s / 2
    for pause_s in _PAUSES_S:
        left -= pause_s
        if left <= 0:
            return
        yield pause_s


@contextmanager
def opened(path: Path) -> Iterator[FileIO]:
    """A regular file, never waited for. Raises SourceError."""
    try:
        _check_kind(path.stat().st_mode)  # first: to open some devices does something
        # a FIFO that took its place meanwhile would wait for its writer
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        with os.fdopen(os.open(path, flags), "rb", buffering=0) as file:
            _check_kind(os.fstat(file.fileno()).st_mode)
            yield file
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise translated(error) from None


def whole(path: Path, most: int) -> Whole:
    """All of a file. Raises SourceError: `Unsettled` where it changed meanwhile, TooLarge above `most` bytes."""
    with opened(path) as file:
        before = os.fstat(file.fileno())
        if before.st_size > most:
            raise TooLarge(f"the file has more than {most} bytes", "file_large", most=f"{most // 1024} kB")
        body = read_exactly(file, most + 1)
        after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(body) != after.st_size:
        raise Unsettled("the file was written while it was read", "file_unsettled")
    return Whole(body, after.st_mtime)


def written_at(path: Path) -> float:
    """As the file system says; 0 for what is gone meanwhile."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def read_exactly(file: FileIO, most: int) -> bytes:
    """Up to `most` bytes: an unbuffered read may give less than there is."""
    parts: list[bytes] = []
    while most > 0 and (part := file.read(most)):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def _check_kind(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise NotConnected("a folder stands where a file was expected", "file_folder")
    if not stat.S_ISREG(mode):
        raise NotConnected("no regular file stands where one was expected", "file_kind")


def translated(error: OSError | ValueError) -> SourceError:
    """Why a file could not be opened or read, in our words."""
    if isinstance(error, FileNotFoundError | NotADirectoryError) or not isinstance(error, OSError):
        return NotConnected("there is no such file", "file_missing")
    if getattr(error, "winerror", None) in _SHARING:
        return NotConnected("another program keeps the file for itself", "file_locked")
    if isinstance(error, PermissionError):
        return NotConnected("the file may not be read", "file_permission")
    if error.errno in (errno.EAGAIN, errno.EDEADLK, errno.EBUSY, errno.ETXTBSY):
        return NotConnected("another program keeps the file for itself", "file_locked")
    name = errno.errorcode.get(error.errno or 0, "?")
    return NotConnected(f"the file cannot be read ({name})", "file_system", kind=name)
