"""Readings over time, in plain portable SQL. One thread writes, in batches; a full disk never hides a reading."""

import queue
import sqlite3
import threading
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

import structlog

from quelia.domain.catalog import Catalog
from quelia.domain.reading import Reading, Value
from quelia.domain.source import Source

log = structlog.get_logger()

Row = tuple[int, str, int, int, int | None, float | None, str, str | None]

_BATCH_S = 1.0  # what a crash may cost of the history
_WAITING = 10_000  # when a disk stays full longer than that, the newest go unrecorded and are counted

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
    """The readings in an embedded database. `unrecorded` counts those that could not be kept."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._catalog: Catalog | None = None
        self._waiting: queue.Queue[Sequence[Row] | None] = queue.Queue(_WAITING)
        self._thread = threading.Thread(target=self._write, name="series", daemon=True)
        self._ended = threading.Event()
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
        if not rows:
            return
        try:
            self._waiting.put_nowait(rows)
        except queue.Full:
            self.unrecorded += len(rows)

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
        self._ended.set()
        with suppress(queue.Full):
            self._waiting.put_nowait(None)
        self._thread.join(timeout=10)

    def _write(self) -> None:
        rows: list[Row] = []
        with closing(_connect(self._database)) as connection:
            while True:
                ended = self._gather(rows)
                if rows and self._insert(connection, rows):
                    rows.clear()
                if ended:
                    self.unrecorded += len(rows)
                    return

    def _gather(self, rows: list[Row]) -> bool:
        """Wait for the first rows, then as long as a batch lasts for more. Returns whether the end was asked for."""
        until = time.monotonic() + _BATCH_S if rows else None
        while len(rows) < _WAITING:
            try:
                more = self._waiting.get(timeout=None if until is None else max(0.0, until - time.monotonic()))
            except queue.Empty:
                return False
            if more is None:
                return True
            rows.extend(more)
            until = until or time.monotonic() + _BATCH_S
        # the disk has been away for long: wait without taking more
        return self._ended.wait(_BATCH_S)

    def _insert(self, connection: sqlite3.Connection, rows: list[Row]) -> bool:
        try:
            with connection:
                connection.executemany(_INSERT, rows)
        except sqlite3.Error as error:
            if not self._failing:
                log.error("readings cannot be recorded", cause=type(error).__name__)
            self._failing = True
            return False
        if self._failing:
            log.info("readings are recorded again", unrecorded=self.unrecorded)
        self._failing = False
        return True


def _connect(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(database, timeout=10)
    connection.execute("PRAGMA journal_mode=WAL")
    # the history may lose its last second when the power goes; a push that was acknowledged will ask for FULL
    connection.execute("PRAGMA synchronous=NORMAL")
    return connection


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
