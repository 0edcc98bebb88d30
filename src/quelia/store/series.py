"""Readings over time, in plain portable SQL. One thread writes, in batches; a full disk never hides a reading."""

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import structlog

from quelia.domain.catalog import Catalog
from quelia.domain.reading import Reading, Value
from quelia.domain.source import Source

log = structlog.get_logger()

Row = tuple[int, str, int, int, int | None, float | None, str, str | None]

_BATCH_S = 1.0  # what a crash may cost of the history
_LOCK_WAIT_S = 2.0  # it is tried again anyway, and the end must not wait
_CLOSE_S = 5.0  # one attempt under way and a last one, within what a stop may take
_MOST_WAITING = 50_000  # values; when a disk stays full longer than that, the newest go unrecorded and are counted

_INSERT = """
    INSERT INTO reading (plant_id, quantity, source_id, received_ms, measured_ms, number, unit, reason)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
_TRACKS = "SELECT DISTINCT plant_id, quantity FROM reading"
_GOOD = """
    SELECT plant_id, quantity, source_id, received_ms, measured_ms, number, unit, reason FROM reading
    WHERE plant_id = ? AND quantity = ? AND reason IS NULL ORDER BY received_ms DESC LIMIT 1
"""
# two failures in a row are all that a state can depend on
_FAILED = """
    SELECT plant_id, quantity, source_id, received_ms, measured_ms, number, unit, reason FROM reading
    WHERE plant_id = ? AND quantity = ? AND received_ms > ? ORDER BY received_ms DESC LIMIT 2
"""


class Series:
    """The readings in an embedded database. `unrecorded` counts the values that could not be kept.

    batch_s: how long a batch is gathered. lock_wait_s: how long one attempt waits for another program's lock.
    """

    def __init__(self, database: Path, *, batch_s: float = _BATCH_S, lock_wait_s: float = _LOCK_WAIT_S) -> None:
        self._database, self._batch_s, self._lock_wait_s = database, batch_s, lock_wait_s
        self._catalog: Catalog | None = None
        self._changed = threading.Condition()  # guards what both threads change: the next two, and `unrecorded`
        self._waiting: list[Row] = []
        self._ended = False
        self._thread = threading.Thread(target=self._write, name="series", daemon=True)
        self._connection: sqlite3.Connection | None = None
        self._failing = False
        self.unrecorded = 0

    def use(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def start(self) -> None:
        self._thread.start()

    def append(self, readings: Sequence[Reading]) -> None:
        """Note the readings for the next batch; never waits and never raises."""
        catalog = self._catalog
        rows = [row for reading in readings for row in _rows(reading, catalog)] if catalog else []
        with self._changed:
            if not self._waiting:
                self._changed.notify()  # those that follow join a batch that is gathered already
            room = 0 if self._ended else _MOST_WAITING - len(self._waiting)
            self._waiting += rows[:room]
            self.unrecorded += len(rows[room:])

    def latest(self, catalog: Catalog) -> list[Reading]:
        """What the states after a restart depend on, oldest first: the last good of each quantity, and failures since."""
        slugs = {number: slug for slug, number in catalog.ids.items()}
        rows: list[Row] = []
        with closing(sqlite3.connect(self._database, timeout=10)) as connection:
            for track in connection.execute(_TRACKS).fetchall():
                good = connection.execute(_GOOD, track).fetchall()
                since = good[0][3] if good else 0
                rows += good + connection.execute(_FAILED, (*track, since)).fetchall()
        rows.sort(key=lambda row: row[3])
        known = ((slugs.get(row[0]), catalog.sources.get(row[2]), row) for row in rows)
        return [_reading(slug, source, row) for slug, source, row in known if slug and source]

    def close(self) -> None:
        """Write what is left, and stop."""
        with self._changed:
            self._ended = True
            self._changed.notify()
        self._thread.join(timeout=_CLOSE_S)

    def _write(self) -> None:
        ended = False
        while not ended:
            rows, ended = self._gather()
            if rows and self._insert(rows):
                with self._changed:
                    del self._waiting[: len(rows)]
        self._disconnect()
        with self._changed:
            self.unrecorded += len(self._waiting)

    def _gather(self) -> tuple[list[Row], bool]:
        """Wait for the first rows, then as long as a batch lasts for more. Returns them, and whether the end was asked for.

        They stay in `_waiting` until they are written.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ended)
            self._changed.wait_for(lambda: self._ended, self._batch_s)
            return self._waiting.copy(), self._ended

    def _insert(self, rows: list[Row]) -> bool:
        try:
            with self._connected() as connection:
                connection.executemany(_INSERT, rows)
        except sqlite3.Error as error:
            # one that was opened while nothing could be written would never write
            self._disconnect()
            if not self._failing:
                log.error("readings cannot be recorded", cause=type(error).__name__)
            self._failing = True
            return False
        if self._failing:
            log.info("readings are recorded again", unrecorded=self.unrecorded)
        self._failing = False
        return True

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(self._database, timeout=self._lock_wait_s)
            self._connection.execute("PRAGMA journal_mode=WAL")
            # the history may lose its last second when the power goes; a push that was acknowledged will ask for FULL
            self._connection.execute("PRAGMA synchronous=NORMAL")
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _rows(reading: Reading, catalog: Catalog) -> list[Row]:
    plant_id = catalog.ids.get(reading.plant)
    if plant_id is None:
        return []
    received_ms = round(reading.received_at * 1000)
    measured_ms = round(reading.measured_at * 1000) if reading.measured_at is not None else None
    return [
        (plant_id, value.quantity, reading.source, received_ms, measured_ms, value.number, value.unit, value.reason)
        for value in reading.values
    ]


def _reading(slug: str, source: Source, row: Row) -> Reading:
    _, quantity, _, received_ms, measured_ms, number, unit, reason = row
    return Reading(
        plant=slug,
        source=source.id,
        received_at=received_ms / 1000,
        measured_at=measured_ms / 1000 if measured_ms is not None else None,
        values=(Value(quantity, unit, number, reason),),
        interval_s=source.interval_s,  # the shortest: after a pause the value rather counts as stale than as live
        stale_after_s=source.stale_after(source.interval_s),
    )
