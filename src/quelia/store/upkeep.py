"""Upkeep of the history, between two batches: roll up what is due, then forget single readings that are old.

All of it in small transactions, so that recording never waits for long; after a crash it goes on where it was.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator

from quelia.store.rollups import roll_up
from quelia.store.rows import TrackId, newest

_DAY_S = 86_400
_SETTLED_S = 60  # a step is rolled up once its last answers are in; those that come later make it due again
_PIECE_S = _PAUSE_S = 0.05  # a long round leaves half of the time to others
_STEPS_AT_ONCE = 20
_ROWS_AT_ONCE = 500
_FORGET_EVERY_S = 3_600.0

# one step down the index for each track, however long it is
_NEXT_TRACK = """
    SELECT plant_id, quantity FROM reading WHERE (plant_id, quantity) > (?, ?) ORDER BY plant_id, quantity LIMIT 1
"""
_OLDEST = """
    SELECT received_ms FROM reading WHERE plant_id = ? AND quantity = ? AND received_ms < ?
    ORDER BY received_ms LIMIT 1 OFFSET ?
"""
_FORGET = "DELETE FROM reading WHERE plant_id = ? AND quantity = ? AND received_ms < ? AND received_ms NOT IN (?, ?, ?)"


class Upkeep:
    """What is done in rounds on one connection. every_s: from the end of a round to the next. clock: seconds since 1970."""

    def __init__(
        self, connection: sqlite3.Connection, *, keep_days: int, every_s: float, clock: Callable[[], float]
    ) -> None:
        self._connection, self._keep_s, self._every_s, self._clock = connection, keep_days * _DAY_S, every_s, clock
        self._round: Iterator[None] | None = None
        self._forget_at = 0.0

    def piece(self) -> float:
        """A piece of a round, as long as others can wait. Returns the seconds until the next. Raises sqlite3.Error."""
        if self._round is None:
            self._round = self._chores(self._clock())
        end = time.monotonic() + _PIECE_S
        for _ in self._round:
            if time.monotonic() > end:
                return _PAUSE_S
        self._round = None
        return self._every_s

    def _chores(self, now: float) -> Iterator[None]:
        """One round; nothing is held where it pauses."""
        while roll_up(self._connection, int(now) - _SETTLED_S, _STEPS_AT_ONCE) == _STEPS_AT_ONCE:
            yield
        if self._forget_at <= time.monotonic():
            self._forget_at = time.monotonic() + _FORGET_EVERY_S
            yield from self._forget((int(now) - self._keep_s) * 1000)  # all of it rolled up by now

    def _forget(self, before_ms: int) -> Iterator[None]:
        track = self._after((-1, ""))
        while track is not None:
            yield from self._shorten(track, before_ms)
            yield
            track = self._after(track)

    def _after(self, track: TrackId) -> TrackId | None:
        found: TrackId | None = self._connection.execute(_NEXT_TRACK, track).fetchone()
        return found

    def _shorten(self, track: TrackId, before_ms: int) -> Iterator[None]:
        """Delete the oldest readings bit by bit, but for those that the state depends on."""
        if self._oldest(track, before_ms, 0) is None:
            return
        stays = [row[3] for row in newest(self._connection, track)]
        edge_ms: int | None = 0
        while edge_ms is not None:
            edge_ms = self._oldest(track, before_ms, _ROWS_AT_ONCE)
            with self._connection:
                end_ms = before_ms if edge_ms is None else edge_ms
                self._connection.execute(_FORGET, (*track, end_ms, *(*stays, -1, -1, -1)[:3]))
            yield

    def _oldest(self, track: TrackId, before_ms: int, skipped: int) -> int | None:
        found = self._connection.execute(_OLDEST, (*track, before_ms, skipped)).fetchone()
        return int(found[0]) if found else None
