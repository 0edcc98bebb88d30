"""What bridges tell of themselves: the newest of each key, in an embedded database. Plain SQL."""

from pathlib import Path

import msgspec

from quelia.domain.bridge import Report
from quelia.store.kept import connected

_LOCK_WAIT_S = 5.0
_NOTE = """
    INSERT INTO bridge (key_id, source_id, received_ms, ahead_ms, report) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (key_id) DO UPDATE SET source_id = excluded.source_id, received_ms = excluded.received_ms,
    ahead_ms = excluded.ahead_ms, report = excluded.report
"""
# of a key that is no more there is nothing to be told
_FORGET = "DELETE FROM bridge WHERE key_id NOT IN (SELECT id FROM store_pushkey)"
_ALL = """
    SELECT bridge.key_id, bridge.source_id, received_ms, ahead_ms, report, store_pushkey.name, hint FROM bridge
    JOIN store_pushkey ON store_pushkey.id = bridge.key_id AND store_pushkey.source_id = bridge.source_id
    WHERE revoked_at IS NULL ORDER BY received_ms DESC
"""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """The newest report of a bridge. heard_at: when it came, in seconds since 1970. ahead_s: how far its clock goes before ours.

    key_name, hint: of the key that it has.
    """

    key: int
    source: int
    heard_at: float
    ahead_s: float
    report: Report
    key_name: str = ""
    hint: str = ""


class Bridges:
    """Each call has a connection of its own, from any thread. All raise DatabaseUnusable."""

    def __init__(self, database: Path) -> None:
        self._database = database

    def note(self, key: int, source: int, report: Report, now: float) -> None:
        """In place of what its key told before. now: seconds since 1970."""
        told = msgspec.json.encode(report).decode()
        row = (key, source, round(now * 1000), round((report.sent_at - now) * 1000), told)
        with connected(self._database, _LOCK_WAIT_S) as connection, connection:
            connection.execute(_NOTE, row)
            connection.execute(_FORGET)

    def heard(self) -> list[Heard]:
        """Of all keys that are good, the newest first."""
        with connected(self._database, _LOCK_WAIT_S) as connection:
            rows = connection.execute(_ALL).fetchall()
        return [
            Heard(
                key=key,
                source=source,
                heard_at=received_ms / 1000,
                ahead_s=ahead_ms / 1000,
                report=msgspec.json.decode(report, type=Report),
                key_name=name,
                hint=hint,
            )
            for key, source, received_ms, ahead_ms, report, name, hint in rows
        ]
