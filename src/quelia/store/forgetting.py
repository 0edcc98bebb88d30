"""Deposits that are too old to come again are forgotten, bit by bit. Plain SQL, on the connection of whoever writes."""

import sqlite3
from collections.abc import Iterator

_KEEP_MS = 8 * 86_400_000  # a day more than the week in which anything is taken
_AT_ONCE = 500

_NEXT_TRACK = """
    SELECT plant_id, quantity FROM deposit WHERE (plant_id, quantity) > (?, ?) ORDER BY plant_id, quantity LIMIT 1
"""
_EDGE = """
    SELECT measured_ms FROM deposit WHERE plant_id = ? AND quantity = ? AND measured_ms < ?
    ORDER BY measured_ms LIMIT 1 OFFSET ?
"""
_FORGET = "DELETE FROM deposit WHERE plant_id = ? AND quantity = ? AND measured_ms < ?"
_WORDS = """
    SELECT key_id, word, received_ms FROM deposit_key WHERE (key_id, word) > (?, ?) ORDER BY key_id, word LIMIT ?
"""
_FORGET_WORD = "DELETE FROM deposit_key WHERE key_id = ? AND word = ?"


def forgetting(connection: sqlite3.Connection, now: float) -> Iterator[None]:
    """Each step is a small transaction; nothing is held in between. now: seconds since 1970. Raises sqlite3.Error."""
    before_ms = round(now * 1000) - _KEEP_MS
    track = connection.execute(_NEXT_TRACK, (-1, "")).fetchone()
    while track is not None:
        edge_ms: int | None = 0
        while edge_ms is not None:
            edge = connection.execute(_EDGE, (*track, before_ms, _AT_ONCE)).fetchone()
            edge_ms = edge[0] if edge else None
            connection.execute(_FORGET, (*track, before_ms if edge_ms is None else edge_ms))
            yield
        track = connection.execute(_NEXT_TRACK, track).fetchone()
    word = (-1, "")
    while words := connection.execute(_WORDS, (*word, _AT_ONCE)).fetchall():
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(_FORGET_WORD, [(key, each) for key, each, heard_ms in words if heard_ms < before_ms])
        connection.execute("COMMIT")
        word = words[-1][:2]
        yield
