"""Rollups in plain portable SQL: made from single readings, step by step, on the connection of whoever writes.

A step becomes due in the transaction that records a reading of it, and is no longer due in the one that rolls it up:
whatever dies in between, nothing is forgotten and nothing counts twice.
"""

import sqlite3
from collections.abc import Sequence

from quelia.domain.rollup import QUARTER_S, Rollup, thin
from quelia.store.rows import Row, TrackId

BACKFILL_S = 7 * 86_400  # how much later than measured a reading may come and still be history
_LATE_MS = 900_000  # as in the index `reading_late`
_BACKFILL_MS = BACKFILL_S * 1000
_AHEAD_MS = 360_000  # a clock at a plant may be that far ahead of ours, see domain/push.py

# What was measured within a stretch, those that came late included. UNION leaves out what an owner says again and again.
_MINUTES = f"""
    SELECT taken_ms / 60000 * 60 AS minute_s, unit, 1, avg(number), min(number), max(number) FROM (
        SELECT coalesce(measured_ms, received_ms) AS taken_ms, number, unit FROM reading
        WHERE plant_id = :plant AND quantity = :quantity AND number IS NOT NULL
        AND simulated = 0 AND received_ms >= :start - {_AHEAD_MS} AND received_ms < :end + {_LATE_MS}
        AND coalesce(measured_ms, received_ms) >= :start AND coalesce(measured_ms, received_ms) < :end
        AND (measured_ms IS NULL OR measured_ms >= received_ms - {_LATE_MS})
        UNION
        SELECT measured_ms, number, unit FROM reading
        WHERE plant_id = :plant AND quantity = :quantity AND number IS NOT NULL
        AND simulated = 0 AND measured_ms >= :start AND measured_ms < :end
        AND measured_ms < received_ms - {_LATE_MS} AND measured_ms >= received_ms - {_BACKFILL_MS}
    ) AS taken GROUP BY minute_s, unit ORDER BY minute_s
"""  # noqa: S608 - our own numbers
_NOTE = "INSERT INTO rollup_due (start_s, plant_id, quantity) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
# an owner whose clock stands still says the same for hours: that makes nothing due
_NOTE_NEWS = """
    INSERT INTO rollup_due (start_s, plant_id, quantity)
    SELECT :start, :plant, :quantity WHERE NOT EXISTS (
        SELECT 1 FROM (
            SELECT measured_ms, number, unit FROM reading
            WHERE plant_id = :plant AND quantity = :quantity AND received_ms < :received
            ORDER BY received_ms DESC LIMIT 1
        ) AS before WHERE measured_ms = :measured AND number = :number AND unit = :unit
    ) ON CONFLICT DO NOTHING
"""
_DUE = "SELECT start_s, plant_id, quantity FROM rollup_due WHERE start_s <= ? ORDER BY start_s LIMIT ?"
_DONE = "DELETE FROM rollup_due WHERE start_s = ? AND plant_id = ? AND quantity = ?"
_ROLL_UP = """
    INSERT INTO rollup (plant_id, quantity, start_s, unit, minutes, mean, lowest, highest)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (plant_id, quantity, start_s) DO UPDATE SET
    unit = excluded.unit, minutes = excluded.minutes, mean = excluded.mean,
    lowest = excluded.lowest, highest = excluded.highest
"""


def minutes(connection: sqlite3.Connection, track: TrackId, start_s: int, end_s: int) -> list[Rollup]:
    """The mean of each minute that has a number, oldest first, from single readings."""
    plant, quantity = track
    asked = {"plant": plant, "quantity": quantity, "start": start_s * 1000, "end": end_s * 1000}
    return [Rollup._make(row) for row in connection.execute(_MINUTES, asked)]


def note_due(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    """Remember the steps that these rows change, in the transaction that records them."""
    plain: set[tuple[int, int, str]] = set()
    for plant, quantity, _, received_ms, measured_ms, number, unit, _, simulated in rows:
        taken_ms = measured_ms if measured_ms is not None else received_ms
        if number is None or simulated or taken_ms < received_ms - _BACKFILL_MS:
            continue
        start_s = taken_ms // 1000 // QUARTER_S * QUARTER_S
        if measured_ms is None:
            plain.add((start_s, plant, quantity))
            continue
        asked = {"start": start_s, "plant": plant, "quantity": quantity, "received": received_ms}
        connection.execute(_NOTE_NEWS, asked | {"measured": measured_ms, "number": number, "unit": unit})
    connection.executemany(_NOTE, plain)


def roll_up(connection: sqlite3.Connection, before_s: int, most: int) -> int:
    """Roll up the oldest steps that are due and ended before `before_s`, all or nothing. Returns how many there were."""
    with connection:
        due = connection.execute(_DUE, (before_s - QUARTER_S, most)).fetchall()
        connection.executemany(_DONE, due)  # first: what is recorded from here on makes them due again
        for start_s, plant, quantity in due:
            found = thin(minutes(connection, (plant, quantity), start_s, start_s + QUARTER_S), (start_s,))
            connection.executemany(_ROLL_UP, [(plant, quantity, *rollup) for rollup in found])
    return len(due)
