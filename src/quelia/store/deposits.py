"""What is pushed, written before it is acknowledged: all bodies that wait share one commit, which is on the disk.

One thread with a connection of its own. The same once more is no other reading: see shelving.py.
"""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

import structlog

from quelia.domain.catalog import Catalog
from quelia.domain.push import Receipt, Refused
from quelia.domain.reading import Reading
from quelia.store.errors import DatabaseUnusable, Undecided
from quelia.store.forgetting import forgetting
from quelia.store.kept import Kept, address
from quelia.store.rows import rows_of
from quelia.store.shelving import Body, shelve
from quelia.store.uses import Uses

log = structlog.get_logger()

_WAIT_S = 2.0  # who sends waits no longer for his turn; then for what is under way, which has the same end
_LONGEST_S = 15.0  # a disk that does not answer at all
_MOST_WAITING = 20_000  # readings; some seconds of work
_AT_ONCE = 5_000  # of one commit
_CLOSE_S = 5.0
_FORGET_EVERY_S = 3_600.0


class Deposits:
    """In an embedded database. clock: seconds since 1970.

    wait_s: for a turn, and for another program's lock; longest_s: after that, for the disk.
    """

    def __init__(
        self,
        database: Path,
        *,
        wait_s: float = _WAIT_S,
        longest_s: float = _LONGEST_S,
        most_waiting: int = _MOST_WAITING,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database, self._wait_s, self._most_waiting, self._clock = database, wait_s, most_waiting, clock
        self._longest_s = longest_s
        self._catalog: Catalog | None = None
        self._changed = threading.Condition()  # guards the next two
        self._waiting: list[Body] = []
        self._ended = False
        self._thread = threading.Thread(target=self._work, name="deposits", daemon=True)
        self._kept = Kept(database, self._opened)
        self._uses = Uses()
        self._failing = False
        self._forget_at = time.monotonic()
        self._pieces: Iterator[None] | None = None

    def use(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def start(self) -> None:
        self._thread.start()

    async def put(self, key: int, readings: Sequence[Reading], word: str = "", digest: str = "") -> Receipt:
        """Store readings of one value each; returns once they are on the disk.

        word: under which those without a time are stored once; digest: of what is said under it. Raises Refused where
        the word stands for something else. Raises DatabaseUnusable: then nothing is stored, but for Undecided.
        """
        body = self._body(key, readings, word, digest)
        self._line_up(body)
        waited = asyncio.wrap_future(body.receipt)
        waited.add_done_callback(_looked_at)
        done, _ = await asyncio.wait((waited,), timeout=self._wait_s)
        if not done and body.receipt.cancel():
            raise DatabaseUnusable  # its turn did not come, and will not
        if not done:
            done, _ = await asyncio.wait((waited,), timeout=self._longest_s)
        if not done:
            raise Undecided(waited)
        return waited.result()

    def close(self) -> None:
        """Write what waits, and stop."""
        with self._changed:
            self._ended = True
            self._changed.notify()
        if self._thread.ident is not None:
            self._thread.join(timeout=_CLOSE_S)

    def _body(self, key: int, readings: Sequence[Reading], word: str, digest: str) -> Body:
        assert self._catalog is not None, "the catalog is loaded before anything is taken"
        pairs = [(reading, row) for reading in readings for row in rows_of(reading, self._catalog)]
        return Body(key, word, digest, [reading for reading, _ in pairs], [row for _, row in pairs], Future())

    def _line_up(self, body: Body) -> None:
        with self._changed:
            if self._ended or sum(len(each.rows) for each in self._waiting) >= self._most_waiting:
                raise DatabaseUnusable
            self._waiting.append(body)
            self._changed.notify()

    def _work(self) -> None:
        ended = False
        while not ended:
            bodies, ended = self._gather()
            while bodies:
                self._settle(bodies)
                bodies, ended = self._gather()
            if not ended and time.monotonic() >= self._forget_at:
                self._forget()
        self._kept.close()

    def _gather(self) -> tuple[list[Body], bool]:
        """Those whose turn it is, as many as one commit takes, and whether the end was asked for. Waits for the first."""
        with self._changed:
            rest_s = max(0.0, self._forget_at - time.monotonic())
            self._changed.wait_for(lambda: self._waiting or self._ended, rest_s)
            bodies, size = [], 0
            while self._waiting and size < _AT_ONCE:
                body = self._waiting.pop(0)
                if body.receipt.set_running_or_notify_cancel():
                    bodies.append(body)
                    size += len(body.rows)
            return bodies, self._ended

    def _settle(self, bodies: list[Body]) -> None:
        """Store them all, or none; where that is the fault of one of them, each by itself."""
        try:
            receipts = self._stored(bodies)
        except Exception as error:  # noqa: BLE001 - whatever it is, who waits is told, and the next have their turn
            self._kept.close()  # a connection that was opened while nothing could be written would never write
            if len(bodies) > 1 and not _concerns_all(error):
                for body in bodies:
                    self._settle([body])
                return
            if not self._failing:
                log.error("pushes cannot be stored", cause=type(error).__name__)
            self._failing = True
            for body in bodies:
                body.receipt.set_exception(DatabaseUnusable())
            return
        if self._failing:
            log.info("pushes are stored again")
        self._failing = False
        for body, receipt in zip(bodies, receipts, strict=True):
            if isinstance(receipt, Refused):
                body.receipt.set_exception(receipt)
            else:
                body.receipt.set_result(receipt)

    def _stored(self, bodies: list[Body]) -> list[Receipt | Refused]:
        connection, now = self._kept.connection(), self._clock()
        connection.execute("BEGIN IMMEDIATE")
        try:
            receipts = [shelve(connection, body, round(now * 1000)) for body in bodies]
            noted = self._uses.note(connection, {body.key for body in bodies}, now)
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise
        self._uses.remember(noted)
        return receipts

    def _forget(self) -> None:
        """A piece of what is too old to come again; others have their turn in between."""
        try:
            self._pieces = self._pieces or forgetting(self._kept.connection(), self._clock())
            next(self._pieces)
        except StopIteration:
            self._rest()
        except (OSError, sqlite3.Error) as error:
            self._kept.close()
            log.warning("old deposits not forgotten", cause=type(error).__name__)
            self._rest()

    def _rest(self) -> None:
        self._pieces, self._forget_at = None, time.monotonic() + _FORGET_EVERY_S

    def _opened(self) -> sqlite3.Connection:
        self._pieces = None  # of the connection before
        connection = sqlite3.connect(address(self._database), uri=True, timeout=self._wait_s, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")  # what is acknowledged outlives a power cut
        except sqlite3.Error:
            connection.close()
            raise
        return connection


def _concerns_all(error: Exception) -> bool:
    """The database is away, held, full or damaged, rather than one body wrong."""
    return isinstance(error, OSError | sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError


def _looked_at(waited: "asyncio.Future[Receipt]") -> None:
    """Who waited may have gone: what became of it is then nobody's news."""
    if not waited.cancelled():
        waited.exception()
