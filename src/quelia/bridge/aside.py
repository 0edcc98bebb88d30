"""What blocks is done aside: a file on a share that is gone can hold whoever opens it for minutes."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from quelia.domain.errors import TimedOut

_T = TypeVar("_T")

_PATIENCE_S = 120.0
_MOST_BEHIND = 4  # threads: of a share that is gone for days


class Aside:
    """One thing at a time, in a thread that keeps no process from ending: it cannot be cut, only left behind.

    What waits for a database that went off in the middle of an answer may wait for ever, although the database is long
    back: after `patience_s` the next thing is begun beside it, a few times. A thread that ends makes room again.
    """

    def __init__(self, name: str, patience_s: float = _PATIENCE_S) -> None:
        self._name, self._patience_s = name, patience_s
        self._threads: list[threading.Thread] = []
        self._begun_at = 0.0

    async def do(self, doing: Callable[[], _T]) -> _T:
        """Raises what `doing` raises, and TimedOut while what was begun before still goes on."""
        loop = asyncio.get_running_loop()
        self._threads = [each for each in self._threads if each.is_alive()]
        hanging = len(self._threads)
        if hanging > _MOST_BEHIND or (hanging and loop.time() - self._begun_at < self._patience_s):
            raise TimedOut(f"{self._name} still waits for the system in an earlier read", "hangs")
        done: asyncio.Future[_T] = loop.create_future()

        def settle(settling: Callable[[], None]) -> None:
            if not done.cancelled():
                settling()

        def run() -> None:
            try:
                settling = partial(done.set_result, doing())
            except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
                settling = partial(done.set_exception, error)
            with suppress(RuntimeError):  # the loop was closed meanwhile
                loop.call_soon_threadsafe(settle, settling)

        thread = threading.Thread(target=run, name=self._name, daemon=True)
        self._threads.append(thread)
        self._begun_at = loop.time()
        thread.start()
        try:
            return await done
        finally:
            if done.done() and not done.cancelled():
                thread.join(0.1)  # it has nothing left to do
