"""Incidents that last over restarts, and what is still to be told of them. Plain SQL, durable."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from quelia.domain.cause import Cause
from quelia.domain.incident import Watch
from quelia.store.kept import connected

_LOCK_WAIT_S = 5.0
_KEEP_S = 365 * 86_400  # incidents that are over

_LOAD = "SELECT source_id, state, reason, since_ms, trouble_ms, well_ms, opened_ms, last_ms, again FROM watch"
_SAVE = """
    INSERT INTO watch (source_id, state, reason, since_ms, trouble_ms, well_ms, opened_ms, last_ms, again)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source_id) DO UPDATE SET
    state = excluded.state, reason = excluded.reason, since_ms = excluded.since_ms, trouble_ms = excluded.trouble_ms,
    well_ms = excluded.well_ms, opened_ms = excluded.opened_ms, last_ms = excluded.last_ms, again = excluded.again
"""
_DROP = "DELETE FROM watch WHERE source_id = ?"
_OPEN = "INSERT INTO incident (source_id, since_ms, opened_ms, good_ms, cause) VALUES (?, ?, ?, ?, ?) RETURNING id"
_CLOSE = "UPDATE incident SET closed_ms = ? WHERE source_id = ? AND closed_ms IS NULL RETURNING id"
_NOTICE = "INSERT INTO notice (incident_id, kind, made_ms) VALUES (?, ?, ?)"
_WAITING = """
    SELECT notice.incident_id, notice.kind, notice.made_ms, source_id, since_ms, closed_ms, good_ms, cause
    FROM notice JOIN incident ON incident.id = notice.incident_id
    WHERE taken_ms IS NULL ORDER BY made_ms, incident_id
"""
_TAKE = "UPDATE notice SET taken_ms = ? WHERE incident_id = ? AND kind = ?"
_FORGET = "DELETE FROM incident WHERE closed_ms < ?"
_FORGET_NOTICES = "DELETE FROM notice WHERE made_ms < ? AND incident_id NOT IN (SELECT id FROM incident)"


class Opened(msgspec.Struct, frozen=True):
    """A source became news. good_at: of its last good reading."""

    source: int
    since: float
    at: float
    good_at: float | None
    cause: Cause


class Closed(msgspec.Struct, frozen=True):
    """A source is back since `since`. silent: it was deleted, which is no news."""

    source: int
    since: float
    at: float
    silent: bool = False


class Notice(msgspec.Struct, frozen=True):
    """What is to be told. kind: `opened` or `closed`. until: None while the incident lasts. Seconds since 1970."""

    incident: int
    kind: str
    made_at: float
    source: int
    since: float
    until: float | None
    good_at: float | None
    cause: Cause


class Incidents:
    """In an embedded database; each call has a connection of its own, from any thread. All raise DatabaseUnusable."""

    def __init__(self, database: Path) -> None:
        self._database = database

    def watches(self) -> dict[int, Watch]:
        """By source, as of before a restart."""
        with self._connected() as connection:
            rows = connection.execute(_LOAD).fetchall()
        return {row[0]: _watch(row) for row in rows}

    def save(
        self, watches: Mapping[int, Watch], gone: Iterable[int], news: Sequence[Opened | Closed], now: float
    ) -> None:
        """All of it or nothing: an incident is never remembered without what is to be told of it."""
        with self._connected() as connection, connection:
            connection.executemany(_SAVE, [_row(source, watch) for source, watch in watches.items()])
            connection.executemany(_DROP, [(source,) for source in gone])
            for each in news:
                if isinstance(each, Opened):
                    _open(connection, each)
                else:
                    _close(connection, each)
            if news:
                connection.execute(_FORGET, (_ms(now - _KEEP_S),))
                connection.execute(_FORGET_NOTICES, (_ms(now - _KEEP_S),))

    def waiting(self) -> list[Notice]:
        """What nobody was told yet, the oldest first."""
        with self._connected() as connection:
            rows = connection.execute(_WAITING).fetchall()
        return [
            Notice(
                incident, kind, made / 1000, source, since / 1000, _s(closed), _s(good),
                msgspec.json.decode(cause, type=Cause),
            )
            for incident, kind, made, source, since, closed, good, cause in rows
        ]  # fmt: skip

    def take(self, notices: Iterable[Notice], now: float) -> None:
        """Before they are handed over: whatever ends us then, nobody is told twice."""
        self._mark(notices, _ms(now))

    def give_back(self, notices: Iterable[Notice]) -> None:
        """They were surely not handed over."""
        self._mark(notices, None)

    def _mark(self, notices: Iterable[Notice], taken_ms: int | None) -> None:
        with self._connected() as connection, connection:
            connection.executemany(_TAKE, [(taken_ms, each.incident, each.kind) for each in notices])

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with connected(self._database, _LOCK_WAIT_S) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            yield connection


def _open(connection: sqlite3.Connection, each: Opened) -> None:
    cause = msgspec.json.encode(each.cause).decode()
    values = (each.source, _ms(each.since), _ms(each.at), _ms(each.good_at), cause)
    (number,) = connection.execute(_OPEN, values).fetchone()
    connection.execute(_NOTICE, (number, "opened", _ms(each.at)))


def _close(connection: sqlite3.Connection, each: Closed) -> None:
    for (number,) in connection.execute(_CLOSE, (_ms(each.since), each.source)).fetchall():
        if not each.silent:
            connection.execute(_NOTICE, (number, "closed", _ms(each.at)))


def _row(source: int, watch: Watch) -> tuple[object, ...]:
    times = (watch.since, watch.trouble_since, watch.well_since, watch.opened_at, watch.last_at)
    return source, watch.state, watch.reason, *(_ms(each) for each in times), int(watch.again)


def _watch(row: tuple[int, str, str | None, int, int | None, int | None, int | None, int | None, int]) -> Watch:
    _, state, reason, since, trouble, well, opened, last, again = row
    return Watch(
        state=state, reason=reason, since=since / 1000, trouble_since=_s(trouble), well_since=_s(well),
        opened_at=_s(opened), last_at=_s(last), again=bool(again),
    )  # fmt: skip


def _ms(seconds: float | None) -> int | None:
    return round(seconds * 1000) if seconds is not None else None


def _s(milliseconds: int | None) -> float | None:
    return milliseconds / 1000 if milliseconds is not None else None
