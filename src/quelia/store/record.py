"""What was recorded of sources for those who look after them: calls of a day, failures, incidents. Plain SQL, read only."""

from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from quelia.domain.cause import Cause
from quelia.domain.latency import quantile
from quelia.store.kept import connected
from quelia.store.polls import HOUR_S

_LOCK_WAIT_S = 2.0
_DAY_S = 86_400
_MOST_SHOWN = 100

_COUNTS = """
    SELECT source_id, bucket, SUM(calls), SUM(failed), SUM(CASE WHEN hour_s >= ? THEN calls ELSE 0 END)
    FROM poll WHERE hour_s > ? GROUP BY source_id, bucket
"""
_FAILURES = """
    SELECT first_ms, last_ms, times, cause FROM failure WHERE source_id = ? ORDER BY first_ms DESC LIMIT ?
"""
_LATEST = """
    SELECT failure.source_id, failure.first_ms, last_ms, times, cause FROM failure JOIN (
        SELECT source_id, MAX(first_ms) AS first_ms FROM failure GROUP BY source_id
    ) AS newest ON newest.source_id = failure.source_id AND newest.first_ms = failure.first_ms
"""
_INCIDENTS = """
    SELECT since_ms, closed_ms, 1, cause FROM incident WHERE source_id = ? ORDER BY opened_ms DESC LIMIT ?
"""


class Day(msgspec.Struct, frozen=True):
    """Calls of the last 24 hours. today: since midnight. p50_s, p95_s: how long half, and 95 in 100, took at most."""

    calls: int = 0
    failed: int = 0
    today: int = 0
    p50_s: float | None = None
    p95_s: float | None = None


class Failures(msgspec.Struct, frozen=True):
    """Failures in a row for one cause. Seconds since 1970. last_at of an incident: None while it lasts."""

    first_at: float
    last_at: float | None
    times: int
    cause: Cause


class Record:
    """Reads from an embedded database, from any thread."""

    def __init__(self, database: Path) -> None:
        self._database = database

    def days(self, now: float, zones: Mapping[int, str]) -> dict[int, Day]:
        """By source. zones: the time zone of each, in which its quota's day begins. Raises DatabaseUnusable."""
        starts = {zone: _midnight(now, zone) for zone in set(zones.values())}
        return {
            source: day
            for zone, start in starts.items()
            for source, day in self._days(now, start).items()
            if zones.get(source) == zone
        }

    def failures(self, source: int) -> list[Failures]:
        """The newest first. Raises DatabaseUnusable."""
        return self._read(_FAILURES, source)

    def latest_failures(self) -> dict[int, Failures]:
        """By source. Raises DatabaseUnusable."""
        with connected(self._database, _LOCK_WAIT_S) as connection:
            rows = connection.execute(_LATEST).fetchall()
        return {source: _failures(*row) for source, *row in rows}

    def incidents(self, source: int) -> list[Failures]:
        """The newest first. Raises DatabaseUnusable."""
        return self._read(_INCIDENTS, source)

    def _read(self, sql: str, source: int) -> list[Failures]:
        with connected(self._database, _LOCK_WAIT_S) as connection:
            rows = connection.execute(sql, (source, _MOST_SHOWN)).fetchall()
        return [_failures(*row) for row in rows]

    def _days(self, now: float, midnight: int) -> dict[int, Day]:
        counts: dict[int, dict[int, int]] = {}
        sums: dict[int, list[int]] = {}
        with connected(self._database, _LOCK_WAIT_S) as connection:
            for source, bucket, calls, failed, today in connection.execute(_COUNTS, (midnight, int(now) - _DAY_S)):
                counts.setdefault(source, {})[bucket] = calls
                summed = sums.setdefault(source, [0, 0, 0])
                for place, each in enumerate((calls, failed, today)):
                    summed[place] += each
        return {
            source: Day(summed[0], summed[1], summed[2], quantile(counts[source], 0.5), quantile(counts[source], 0.95))
            for source, summed in sums.items()
        }


def _failures(first_ms: int, last_ms: int | None, times: int, cause: str) -> Failures:
    last_at = last_ms / 1000 if last_ms is not None else None
    return Failures(first_ms / 1000, last_at, times, msgspec.json.decode(cause, type=Cause))


def _midnight(now: float, zone: str) -> int:
    """The hour in which the day of `zone` began: where it begins within one, rather a call too many is counted."""
    here = datetime.fromtimestamp(now, ZoneInfo(zone))
    # by the wall clock, not by hours that passed: a day of a change to summer time has 23
    begun = datetime.combine(here.date(), time(), ZoneInfo(zone))
    return int(begun.timestamp()) // HOUR_S * HOUR_S
