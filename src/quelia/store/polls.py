"""What calls came to: how long they took, by hour, and why they failed. Gathered in memory, written in batches, plain SQL."""

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable

import msgspec

from quelia.domain.cause import Cause, was_called
from quelia.domain.latency import bucket

HOUR_S = 3600
_EVERY_S = 10.0  # what a crash may cost
_KEEP_POLLS_S = 8 * 86_400  # a week can be compared with the one before
_KEEP_FAILURES_S = 90 * 86_400
_MOST_FAILURES = 100  # of a source
_FORGET_EVERY_S = 3600.0

_ADD = """
    INSERT INTO poll (source_id, hour_s, bucket, calls, failed) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (source_id, hour_s, bucket) DO UPDATE SET
        calls = poll.calls + excluded.calls, failed = poll.failed + excluded.failed
"""
_NOTE = """
    INSERT INTO failure (source_id, first_ms, last_ms, times, cause) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (source_id, first_ms) DO UPDATE SET last_ms = excluded.last_ms, times = excluded.times
"""
_SHORTEN = f"""
    DELETE FROM failure WHERE source_id = ? AND first_ms < (
        SELECT MIN(first_ms) FROM (
            SELECT first_ms FROM failure WHERE source_id = ? ORDER BY first_ms DESC LIMIT {_MOST_FAILURES}
        ) AS newest
    )
"""  # noqa: S608 - our own number
_FORGET_POLLS = "DELETE FROM poll WHERE hour_s < ?"
_FORGET_FAILURES = "DELETE FROM failure WHERE last_ms < ?"

Tally = dict[tuple[int, int, int], list[int]]  # by source, hour and bucket: calls, and those that failed


class Run:
    """Failures in a row for one cause. Seconds since 1970."""

    __slots__ = ("cause", "first_at", "last_at", "times")

    def __init__(self, cause: Cause, at: float) -> None:
        self.cause, self.first_at, self.last_at, self.times = cause, at, at, 1


class Polls:
    """Noted on the loop, written by the thread that writes readings. monotonic: seconds."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()  # guards the next three
        self._tally: Tally = {}
        self._runs: dict[int, Run] = {}  # by source: those that go on
        self._changed: dict[int, deque[Run]] = {}  # by source: not written as they are now
        self._write_at = self._forget_at = 0.0

    def note(self, source: int, at: float, elapsed_s: float, cause: Cause | None, *, failed: bool) -> None:
        """One turn of a source. at: seconds since 1970. failed: whether what its plants are about was missing."""
        if was_called(cause):
            self.count(source, at, elapsed_s, failed=failed)
        with self._lock:
            if cause is None:
                self._runs.pop(source, None)
            else:
                self._fail(source, at, cause)

    def count(self, source: int, at: float, elapsed_s: float, *, failed: bool = False) -> None:
        """A call, in a turn or to try the source out. at: seconds since 1970."""
        with self._lock:
            counted = self._tally.setdefault((source, int(at) // HOUR_S * HOUR_S, bucket(elapsed_s)), [0, 0])
            counted[0] += 1
            counted[1] += failed

    def cause(self, source: int) -> Cause | None:
        """Why it fails now; None while it is well."""
        with self._lock:
            run = self._runs.get(source)
            return run.cause if run is not None else None

    def write(self, connection: sqlite3.Connection, now: float, *, last: bool = False) -> None:
        """What was noted since, unless it was written just now. now: seconds since 1970. Raises sqlite3.Error."""
        if not last and self._monotonic() < self._write_at:
            return
        self._write_at = self._monotonic() + _EVERY_S
        if not (self._tally or self._changed):
            return
        with self._lock:
            tally, self._tally = self._tally, {}
            changed, self._changed = self._changed, {}
            calls = [(*key, *counted) for key, counted in tally.items()]
            failures = [_row(source, run) for source, runs in changed.items() for run in runs]
        try:
            with connection:
                connection.executemany(_ADD, calls)
                connection.executemany(_NOTE, failures)
                connection.executemany(_SHORTEN, [(source, source) for source in changed])
                self._forget(connection, now)
        except sqlite3.Error:
            self._take_back(tally, changed)
            raise

    def _fail(self, source: int, at: float, cause: Cause) -> None:
        run = self._runs.get(source)
        if run is None or run.cause != cause:
            run = self._runs[source] = Run(cause, at)
        else:
            run.last_at, run.times = max(at, run.last_at), run.times + 1
        waiting = self._changed.setdefault(source, deque(maxlen=_MOST_FAILURES))
        if not waiting or waiting[-1] is not run:
            waiting.append(run)

    def _take_back(self, tally: Tally, changed: dict[int, deque[Run]]) -> None:
        """Nothing was written: it is next time, with what came meanwhile."""
        with self._lock:
            for key, (calls, failed) in tally.items():
                counted = self._tally.setdefault(key, [0, 0])
                counted[0] += calls
                counted[1] += failed
            for source, runs in changed.items():
                since = [run for run in self._changed.get(source, ()) if run not in runs]
                self._changed[source] = deque([*runs, *since], maxlen=_MOST_FAILURES)

    def _forget(self, connection: sqlite3.Connection, now: float) -> None:
        if self._monotonic() < self._forget_at:
            return
        self._forget_at = self._monotonic() + _FORGET_EVERY_S
        connection.execute(_FORGET_POLLS, (int(now) - _KEEP_POLLS_S,))
        connection.execute(_FORGET_FAILURES, (int(now - _KEEP_FAILURES_S) * 1000,))


def _row(source: int, run: Run) -> tuple[int, int, int, int, str]:
    cause = msgspec.json.encode(run.cause).decode()
    return source, round(run.first_at * 1000), round(run.last_at * 1000), run.times, cause
