"""Readings as rows: one per quantity, times in whole milliseconds."""

import sqlite3

from quelia.domain.catalog import Catalog
from quelia.domain.reading import Reading, Value
from quelia.domain.source import Source

# plant_id, quantity, source_id, received_ms, measured_ms, number, unit, reason, simulated
Row = tuple[int, str, int, int, int | None, float | None, str, str | None, bool]
TrackId = tuple[int, str]  # plant_id, quantity

INSERT = """
    INSERT INTO reading (plant_id, quantity, source_id, received_ms, measured_ms, number, unit, reason, simulated)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
_ROWS = """
    SELECT plant_id, quantity, source_id, received_ms, measured_ms, number, unit, reason, simulated FROM reading
    WHERE plant_id = :plant AND quantity = :quantity
"""
_LATE_MS = 900_000  # as in the index `reading_late`
_AHEAD_MS = 360_000  # a measure may be that far ahead of us, see domain/push.py
_WEEK_MS = 7 * 86_400_000  # what comes later than that is not taken
_GOOD = f"{_ROWS} AND reason IS NULL ORDER BY received_ms DESC LIMIT 1"
# Of those that came late the newest by the plant's clock; of the others, only what came about as late as the one that is
# known can be newer than it. A clock ahead of ours is taken for ours.
_LATE = f"{_ROWS} AND reason IS NULL AND measured_ms < received_ms - {_LATE_MS} ORDER BY measured_ms DESC LIMIT 1"
_NEWEST = f"""
    {_ROWS} AND reason IS NULL AND received_ms > :since AND (measured_ms IS NULL OR measured_ms >= received_ms - {_LATE_MS})
    ORDER BY MIN(COALESCE(measured_ms, received_ms), received_ms) DESC, received_ms DESC LIMIT 1
"""
# two failures in a row are all that a state can depend on
_FAILED = f"""
    {_ROWS} AND reason IS NOT NULL AND received_ms > :since AND COALESCE(measured_ms, received_ms) >= :taken
    ORDER BY received_ms DESC LIMIT 2
"""


def rows_of(reading: Reading, catalog: Catalog) -> list[Row]:
    """Empty for a plant that the catalog does not know."""
    plant_id = catalog.ids.get(reading.plant)
    if plant_id is None:
        return []
    received_ms = round(reading.received_at * 1000)
    measured_ms = round(reading.measured_at * 1000) if reading.measured_at is not None else None
    return [
        (
            plant_id,
            value.quantity,
            reading.source,
            received_ms,
            measured_ms,
            value.number,
            value.unit,
            value.reason,
            reading.simulated,
        )
        for value in reading.values
    ]


def reading_of(slug: str, source: Source, row: Row) -> Reading:
    _, quantity, _, received_ms, measured_ms, number, unit, reason, simulated = row
    if measured_ms is None and reason is not None and source.pushed:
        measured_ms = received_ms  # as it was announced, see domain/push.py: nothing of the past may end it
    return Reading(
        plant=slug,
        source=source.id,
        received_at=received_ms / 1000,
        # a clock that is ahead makes no value live for longer
        measured_at=min(measured_ms, received_ms) / 1000 if measured_ms is not None else None,
        values=(Value(quantity, unit, number, reason),),
        interval_s=source.interval_s,  # the shortest: after a pause the value rather counts as stale than as live
        stale_after_s=source.stale_after(source.interval_s),
        simulated=bool(simulated),
    )


def newest(connection: sqlite3.Connection, track: TrackId) -> list[Row]:
    """What the state of a quantity depends on: its last good reading by the plant's clock, and failures since."""
    asked = {"plant": track[0], "quantity": track[1]}
    good = _last_good(connection, asked)
    taken_ms = _taken_ms(good[0]) if good else 0
    since_ms = max(taken_ms, good[0][3] - _WEEK_MS) if good else 0
    return good + connection.execute(_FAILED, asked | {"since": since_ms - 1, "taken": taken_ms}).fetchall()


def _last_good(connection: sqlite3.Connection, asked: dict[str, object]) -> list[Row]:
    """One row at most, found without looking at all of them."""
    found: list[Row] = connection.execute(_GOOD, asked).fetchall()
    found += connection.execute(_LATE, asked).fetchall() if found else []
    if not found:
        return []
    known_ms = max(_taken_ms(row) for row in found)
    found += connection.execute(_NEWEST, asked | {"since": known_ms - _AHEAD_MS}).fetchall()
    return [max(found, key=lambda row: (_taken_ms(row), row[3]))]


def _taken_ms(row: Row) -> int:
    received_ms, measured_ms = row[3], row[4]
    return min(measured_ms, received_ms) if measured_ms is not None else received_ms
