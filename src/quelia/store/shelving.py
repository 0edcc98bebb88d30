"""One body that was pushed, put into the tables: what is new of it, and where that stands."""

import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future

import msgspec

from quelia.domain.push import Receipt, Refused
from quelia.domain.reading import Reading
from quelia.store.rollups import note_due
from quelia.store.rows import INSERT, Row, TrackId
from quelia.store.slots import slots

_HEARD = """
    INSERT INTO deposit_key (key_id, word, received_ms, digest) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
_HEARD_OF = "SELECT digest FROM deposit_key WHERE key_id = ? AND word = ?"
_DEPOSIT = """
    INSERT INTO deposit (plant_id, quantity, measured_ms, received_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
"""


class Body(msgspec.Struct, frozen=True):
    """key: its number. word: the Idempotency-Key, or empty; digest: of what came under it. rows: one of each reading."""

    key: int
    word: str
    digest: str
    readings: Sequence[Reading]
    rows: list[Row]
    receipt: "Future[Receipt]"


def shelve(connection: sqlite3.Connection, body: Body, now_ms: int) -> Receipt | Refused:
    """In the transaction that is open. Refused: nothing of it was stored, and the transaction may go on."""
    untimed = [place for place, row in enumerate(body.rows) if row[4] is None]
    if untimed and body.word and not connection.execute(_HEARD, (body.key, body.word, now_ms, body.digest)).rowcount:
        (before,) = connection.execute(_HEARD_OF, (body.key, body.word)).fetchone()
        if before not in (None, body.digest):  # none was kept of what came before there were any
            return Refused("word_reused")
        untimed = []
    new = [place for place, row in enumerate(body.rows) if row[4] is not None and _is_new(connection, row, now_ms)]
    new += untimed
    by_track: dict[TrackId, list[int]] = {}
    for place in sorted(new, key=lambda place: body.rows[place][4] or now_ms):
        by_track.setdefault(body.rows[place][:2], []).append(place)
    at = {
        place: slot
        for track, places in by_track.items()
        for place, slot in zip(places, slots(connection, track, _times(body, places), now_ms), strict=True)
    }
    rows = [(*body.rows[place][:3], at[place], *body.rows[place][4:]) for place in new]
    note_due(connection, rows)
    connection.executemany(INSERT, rows)
    stored = [msgspec.structs.replace(body.readings[place], received_at=at[place] / 1000) for place in new]
    return Receipt(stored, len(body.rows) - len(new))


def _times(body: Body, places: Sequence[int]) -> list[int | None]:
    return [body.rows[place][4] for place in places]


def _is_new(connection: sqlite3.Connection, row: Row, now_ms: int) -> bool:
    return connection.execute(_DEPOSIT, (row[0], row[1], row[4], now_ms)).rowcount == 1
