"""Where readings that come together stand: each at a millisecond of its own, since a track has one reading in each."""

import sqlite3

from quelia.store.rows import TrackId

_LAST = "SELECT MAX(received_ms) FROM reading WHERE plant_id = ? AND quantity = ?"
_TAKEN = "SELECT received_ms FROM reading WHERE plant_id = ? AND quantity = ? AND received_ms >= ? AND received_ms < ?"
_AHEAD_MS = 500  # who sends that much faster than the clock goes on is put before what he sent, not into the future
_LOOKED_AT = 1_000


def slots(connection: sqlite3.Connection, track: TrackId, count: int, now_ms: int) -> list[int]:
    """So many milliseconds about `now_ms` that are free, in their order: the last one behind all that stands there."""
    (last_ms,) = connection.execute(_LAST, track).fetchone()
    if last_ms is None or last_ms <= now_ms - count:
        return list(range(now_ms - count + 1, now_ms + 1))
    # one beyond that was written by a clock that was wrong: it says nothing of what comes now
    top_ms = max(now_ms, last_ms + 1) if last_ms < now_ms + _AHEAD_MS else now_ms
    if last_ms < top_ms:
        return [*_free(connection, track, count - 1, top_ms), top_ms]
    return _free(connection, track, count, top_ms + 1)


def _free(connection: sqlite3.Connection, track: TrackId, count: int, before_ms: int) -> list[int]:
    """The last ones before `before_ms`."""
    width = _LOOKED_AT + 2 * count
    while count:
        taken = {row[0] for row in connection.execute(_TAKEN, (*track, before_ms - width, before_ms))}
        free = [each for each in range(before_ms - width, before_ms) if each not in taken]
        if len(free) >= count:
            return free[-count:]
        width *= 4
    return []
