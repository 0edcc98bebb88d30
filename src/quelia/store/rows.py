"""Readings as rows: one per quantity, times in whole milliseconds."""

import sqlite3

from quelia.domain.catalog import Catalog
from quelia.domain.reading import Reading, Value
from quelia.domain.source import Source

# plant_id, quantity, source_id, received_ms, measured_ms, number, unit, reason
Row = tuple[int, str, int, int, int | None, float | None, str, str | None]
TrackId = tuple[int, str]  # plant_id, quantity

_GOOD = """
    SELECT plant_id, quantity, source_id, received_ms, measured_ms, number, unit, reason FROM reading
    WHERE plant_id = ? AND quantity = ? AND reason IS NULL ORDER BY received_ms DESC LIMIT 1
"""
# two failures in a row are all that a state can depend on
_FAILED = """
    SELECT plant_id, quantity, source_id, received_ms, measured_ms, number, unit, reason FROM reading
    WHERE plant_id = ? AND quantity = ? AND received_ms > ? ORDER BY received_ms DESC LIMIT 2
"""


def rows_of(reading: Reading, catalog: Catalog) -> list[Row]:
    """Empty for a plant that the catalog does not know."""
    plant_id = catalog.ids.get(reading.plant)
    if plant_id is None:
        return []
    received_ms = round(reading.received_at * 1000)
    measured_ms = round(reading.measured_at * 1000) if reading.measured_at is not None else None
    return [
        (plant_id, value.quantity, reading.source, received_ms, measured_ms, value.number, value.unit, value.reason)
        for value in reading.values
    ]


def reading_of(slug: str, source: Source, row: Row) -> Reading:
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


def newest(connection: sqlite3.Connection, track: TrackId) -> list[Row]:
    """What the state of a quantity depends on: its last good reading, and failures since."""
    good: list[Row] = connection.execute(_GOOD, track).fetchall()
    since = good[0][3] if good else 0
    return good + connection.execute(_FAILED, (*track, since)).fetchall()
