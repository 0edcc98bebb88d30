"""What is to be sent: on the disk, and the newest of it in memory while the disk takes nothing."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import structlog

from quelia.bridge.queue import Item, Queue

T = TypeVar("T")
log = structlog.get_logger()

_ROOM = 500  # items that give way at once where the queue is full


class Stock:
    """afloat: the newest of each track, while the disk takes nothing. failing: the disk did not do what it should."""

    def __init__(self, file: Path, most_bytes: int) -> None:
        self._file, self._most_bytes = file, most_bytes
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="queue")  # SQLite has one writer anyway
        self._queue: Queue | None = None
        self.afloat: dict[str, Item] = {}
        self.failing = False
        self._full = False
        self._size: tuple[int, int | None] = (0, None)

    @property
    def waiting(self) -> int:
        return self._size[0] + len(self.afloat)

    @property
    def oldest_at(self) -> float | None:
        return self._size[1] / 1000 if self._size[1] is not None else None

    async def put(self, items: Sequence[Item], by_ms: int) -> None:
        """by_ms: by how much the clock of this machine was set; what was stamped by it moves along. Never raises."""
        try:
            if by_ms:
                await self.on_disk(lambda queue: queue.shift(by_ms))
            await self.on_disk(lambda queue: _put(queue, items))
        except (sqlite3.Error, OSError) as error:
            self.afloat |= {each.track: each for each in items}
            if not self._full:
                log.error("the queue takes nothing; only the newest is kept, in memory", cause=type(error).__name__)
            self._full = True
        else:
            if self._full:
                log.info("the queue takes again")
            self._full = False

    async def put_right(self, items: Sequence[Item], by_ms: int) -> list[Item]:
        """What a wrong clock of this machine said, see `Queue.restamp`. Raises sqlite3.Error or OSError."""
        done = {
            each: each._replace(measured_ms=each.measured_ms + by_ms, by_clock=False) for each in items if each.by_clock
        }
        self.afloat = {track: done.get(each, each) for track, each in self.afloat.items()}
        stored = [each for each in done if each.id]
        if stored:
            await self.on_disk(lambda queue: queue.restamp(stored, by_ms))
        return [done.get(each, each) for each in items]

    async def forget(self, items: Sequence[Item]) -> None:
        """They arrived, or never will. Raises sqlite3.Error or OSError."""
        for each in items:
            if self.afloat.get(each.track) == each:
                del self.afloat[each.track]
        stored = [each for each in items if each.id]
        if stored:
            await self.on_disk(lambda queue: queue.drop(stored))

    async def close(self) -> None:
        if self._queue is not None:
            await asyncio.get_running_loop().run_in_executor(self._disk, self._queue.close)
            self._queue = None
        self._disk.shutdown(wait=False)

    async def on_disk(self, work: Callable[[Queue], T]) -> T:
        """Raises sqlite3.Error or OSError."""

        def done() -> T:
            self.failing = True
            if self._queue is None:
                self._queue = Queue(self._file, most_bytes=self._most_bytes)
            try:
                result = work(self._queue)
                self._size = self._queue.size()
            except sqlite3.DatabaseError as error:
                if not isinstance(error, sqlite3.OperationalError):  # damaged while it was open: it is looked at anew
                    self._queue.close()
                    self._queue = None
                raise
            self.failing = False
            return result

        return await asyncio.get_running_loop().run_in_executor(self._disk, done)


def _put(queue: Queue, items: Sequence[Item]) -> None:
    try:
        queue.put(items)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_FULL:
            raise
        gone = queue.drop_oldest(_ROOM)
        log.warning("the queue is full; its oldest values give way", count=gone)
        queue.put(items)
