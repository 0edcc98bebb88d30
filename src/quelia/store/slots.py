"""Where readings that come together stand: each at a millisecond of its own, since a track has one reading in each.

What can still be seen as the value of now stands about now. The rest of a backlog is history, which is found by when it
was measured: it stands as though it had come a little later than that, wherever there is room. About now there is none
for it: a week of seconds has more readings than the minutes since it began to come have milliseconds.
"""

import sqlite3
from collections.abc import Sequence

from quelia.store.rows import TrackId

_LAST = "SELECT MAX(received_ms) FROM reading WHERE plant_id = ? AND quantity = ?"
_TAKEN = "SELECT received_ms FROM reading WHERE plant_id = ? AND quantity = ? AND received_ms >= ? AND received_ms < ?"
_IS_TAKEN = "SELECT 1 FROM reading WHERE plant_id = ? AND quantity = ? AND received_ms = ?"
_AHEAD_MS = 500  # who sends that much faster than the clock goes on is put before what he sent, not into the future
_LOOKED_AT = 1_000
_LATE_MS = 900_000  # as in the index `reading_late`
_APART_MS = 60_000  # between what is history and now


def slots(connection: sqlite3.Connection, track: TrackId, measured: Sequence[int | None], now_ms: int) -> list[int]:
    """A free millisecond for each, in their order; the last one behind all that stands there.

    measured: when, the oldest first; None is now.
    """
    given: set[int] = set()
    at: list[int | None] = []
    for each in measured[:-1]:
        slot = _late(connection, track, each, now_ms, given) if each is not None else None
        at.append(slot)
        if slot is not None:
            given.add(slot)
    near = iter(_about(connection, track, len(measured) - len(given), now_ms))
    return [slot if slot is not None else next(near) for slot in [*at, None]]


def _late(connection: sqlite3.Connection, track: TrackId, measured_ms: int, now_ms: int, given: set[int]) -> int | None:
    """For one that comes so late that it is history: close behind the moment from which it counts as late."""
    first_ms, step_ms = measured_ms + _LATE_MS + 1, 0
    while first_ms + step_ms < now_ms - _APART_MS:
        slot = first_ms + step_ms
        if slot not in given and connection.execute(_IS_TAKEN, (*track, slot)).fetchone() is None:
            return slot
        step_ms = 2 * step_ms + 1  # over what stands there close together in a few steps
    return None


def _about(connection: sqlite3.Connection, track: TrackId, count: int, now_ms: int) -> list[int]:
    """So many milliseconds about `now_ms`."""
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
