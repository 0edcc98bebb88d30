"""Disks that take nothing: light to import, for the processes that meet them."""

import json
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from structlog.testing import capture_logs

from quelia.store.series import Series
from tests.contracts.cellars import CATALOG, reading
from tests.store.moment import until
from tests.store.process import say


@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    """No file of this process can grow: a write fails in the middle, as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing in `folder` may be written; what is open already is not concerned."""
    for each in folder.iterdir():
        each.chmod(0o400)
    folder.chmod(0o500)
    try:
        yield
    finally:
        folder.chmod(0o700)
        for each in folder.iterdir():
            each.chmod(0o600)


class Outlasted(NamedTuple):
    """What became of two readings, and what was said meanwhile."""

    recorded: int
    unrecorded: int
    said: list[str]


# what takes nothing, and whether it does so before the series starts or after its first reading
CASES: dict[str, tuple[Callable[[Path], AbstractContextManager[None]], bool]] = {
    "a disk that fills up": (full_disk, False),
    "a disk that is full at the start": (full_disk, True),
    "a folder that is read-only at the start": (read_only, True),
}


def outlast_all(folder: str) -> None:
    """A process that records through each of `CASES`, and says what came of it as JSON."""
    say(json.dumps({case: outlast(Path(folder) / case, *how) for case, how in CASES.items()}))


def outlast(folder: Path, outage: Callable[[Path], AbstractContextManager[None]], early: bool) -> Outlasted:
    database = folder / "quelia.sqlite3"
    series = Series(database, batch_s=0.005, lock_wait_s=0.05)
    series.use(CATALOG)
    with capture_logs() as logs, ExitStack() as around:
        if early:
            around.enter_context(outage(folder))
        series.start()
        series.append([reading(0)])
        if not early:
            until(lambda: _recorded(database) == 1)
            around.enter_context(outage(folder))
        series.append([reading(1)])
        until(lambda: logs)
        around.close()
        until(lambda: _recorded(database) == 2)
        series.close()
    return Outlasted(_recorded(database), series.unrecorded, [line["event"] for line in logs])


def _recorded(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return len(connection.execute("SELECT received_ms FROM reading").fetchall())
