"""Readings over time, in plain portable SQL. One thread writes, in batches; a full disk never hides a reading."""

import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

from quelia.domain.catalog import Catalog
from quelia.domain.reading import Reading
from quelia.store.kept import Kept, address, connected
from quelia.store.polls import Polls
from quelia.store.rollups import note_due
from quelia.store.rows import INSERT, Row, newest, reading_of, rows_of
from quelia.store.upkeep import Upkeep

log = structlog.get_logger()

_BATCH_S = 1.0  # what a crash may cost of the history
_LOCK_WAIT_S = 2.0  # it is tried again anyway, and the end must not wait
_CLOSE_S = 5.0  # one attempt under way and a last one, within what a stop may take
_UPKEEP_S = 60.0
_FIRST_UPKEEP_S = 10.0  # a start has other things to do
_KEEP_DAYS = 35  # a month to look at closely
_MOST_WAITING = 50_000  # values; when a disk stays full longer than that, the newest go unrecorded and are counted


class Series:
    """The readings in an embedded database. `unrecorded` counts the values that could not be kept.

    keep_days: how long single readings are kept once they are rolled up; more than the 7 days that one may come late.
    batch_s: how long a batch is gathered. lock_wait_s: how long one attempt waits for another program's lock.
    upkeep_s: from one round of upkeep to the next. clock: seconds since 1970. polls: written by the same thread.
    """

    def __init__(
        self,
        database: Path,
        *,
        keep_days: int = _KEEP_DAYS,
        batch_s: float = _BATCH_S,
        lock_wait_s: float = _LOCK_WAIT_S,
        upkeep_s: float = _UPKEEP_S,
        clock: Callable[[], float] = time.time,
        polls: Polls | None = None,
    ) -> None:
        self._database, self._batch_s, self._lock_wait_s = database, batch_s, lock_wait_s
        self._keep_days, self._upkeep_s, self._clock = keep_days, upkeep_s, clock
        self._polls = polls
        self._catalog: Catalog | None = None
        self._changed = threading.Condition()  # guards what both threads change: the next two, and `unrecorded`
        self._waiting: list[Row] = []
        self._ended = False
        self._thread = threading.Thread(target=self._write, name="series", daemon=True)
        self._kept = Kept(database, self._opened)
        self._upkeep: Upkeep | None = None  # of the connection that is kept
        self._failing = self._neglected = self._uncounted = False
        self.unrecorded = 0

    def use(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def start(self) -> None:
        self._thread.start()

    def append(self, readings: Sequence[Reading]) -> None:
        """Note the readings for the next batch; never waits and never raises."""
        catalog = self._catalog
        rows = [row for reading in readings for row in rows_of(reading, catalog)] if catalog else []
        with self._changed:
            if not self._waiting:
                self._changed.notify()  # those that follow join a batch that is gathered already
            room = 0 if self._ended else _MOST_WAITING - len(self._waiting)
            self._waiting += rows[:room]
            self.unrecorded += len(rows[room:])

    def latest(self, catalog: Catalog) -> list[Reading]:
        """What the states after a restart depend on, oldest first: the last good of each quantity, and failures since.

        Raises DatabaseUnusable.
        """
        slugs = {number: slug for slug, number in catalog.ids.items()}
        accepted = [(number, view) for number, slug in slugs.items() for view in catalog.views(slug)[:1]]
        tracks = [(number, quantity) for number, view in accepted for quantity in view.quantities]
        with connected(self._database, 10) as connection:
            rows = [row for track in tracks for row in newest(connection, track)]
        rows.sort(key=lambda row: row[3])
        known = ((slugs[row[0]], catalog.sources.get(row[2]), row) for row in rows)
        return [reading_of(slug, source, row) for slug, source, row in known if source]

    def close(self) -> None:
        """Write what is left, and stop."""
        with self._changed:
            self._ended = True
            self._changed.notify()
        self._thread.join(timeout=_CLOSE_S)

    def _write(self) -> None:
        ended = False
        upkeep_at = time.monotonic() + min(_FIRST_UPKEEP_S, self._upkeep_s)
        while not ended:
            rows, ended = self._gather(upkeep_at)
            if rows and self._insert(rows):
                with self._changed:
                    del self._waiting[: len(rows)]
            if self._polls is not None and not self._failing:
                self._write_polls(self._polls, last=ended)
            if not ended and not self._failing and time.monotonic() >= upkeep_at:
                upkeep_at = self._keep_up() + time.monotonic()
        self._kept.close()
        with self._changed:
            self.unrecorded += len(self._waiting)

    def _gather(self, until: float) -> tuple[list[Row], bool]:
        """Wait for the first rows, then as long as a batch lasts for more. Returns them, and whether the end was asked for.

        They stay in `_waiting` until they are written. until: a monotonic second; without rows it waits no longer.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ended, max(0.0, until - time.monotonic()))
            if self._waiting:
                self._changed.wait_for(lambda: self._ended, self._batch_s)
            return self._waiting.copy(), self._ended

    def _insert(self, rows: list[Row]) -> bool:
        try:
            with self._kept.connection() as connection:
                note_due(connection, rows)
                connection.executemany(INSERT, rows)
        except (OSError, sqlite3.Error) as error:
            # one that was opened while nothing could be written would never write
            self._kept.close()
            if not self._failing:
                log.error("readings cannot be recorded", cause=type(error).__name__)
            self._failing = True
            return False
        if self._failing:
            log.info("readings are recorded again", unrecorded=self.unrecorded)
        self._failing = False
        return True

    def _write_polls(self, polls: Polls, *, last: bool) -> None:
        """What was not written is written later: the readings come first."""
        try:
            polls.write(self._kept.connection(), self._clock(), last=last)
        except (OSError, sqlite3.Error) as error:
            self._kept.close()
            if not self._uncounted:
                log.warning("calls not written", cause=type(error).__name__)
            self._uncounted = True
        else:
            self._uncounted = False

    def _keep_up(self) -> float:
        """Do a piece of the upkeep. Returns the seconds until the next."""
        try:
            connection = self._kept.connection()
            if self._upkeep is None:
                self._upkeep = Upkeep(connection, keep_days=self._keep_days, every_s=self._upkeep_s, clock=self._clock)
            rest_s = self._upkeep.piece()
        except (OSError, sqlite3.Error) as error:
            self._kept.close()
            if not self._neglected:
                log.error("history cannot be kept up", cause=type(error).__name__)
            self._neglected = True
            return self._upkeep_s
        if self._neglected:
            log.info("history is kept up again")
        self._neglected = False
        return rest_s

    def _opened(self) -> sqlite3.Connection:
        self._upkeep = None
        connection = sqlite3.connect(address(self._database), uri=True, timeout=self._lock_wait_s)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            # the history may lose its last second when the power goes; what was acknowledged may not: deposits.py
            connection.execute("PRAGMA synchronous=NORMAL")
        except sqlite3.Error:
            connection.close()
            raise
        return connection
