"""What blocks is done aside: a file on a share that is gone can hold whoever opens it for minutes."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from quelia.domain.errors import TimedOut

_T = TypeVar("_T")


class Aside:
    """One thing at a time, in a thread that keeps no process from ending: it cannot be cut, only left behind."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._thread: threading.Thread | None = None

    async def do(self, doing: Callable[[], _T]) -> _T:
        """Raises what `doing` raises, and TimedOut while what was begun before still goes on."""
        if self._thread is not None and self._thread.is_alive():
            raise TimedOut(f"{self._name} still waits for the system in an earlier read", "hangs")
        loop = asyncio.get_running_loop()
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

        thread = self._thread = threading.Thread(target=run, name=self._name, daemon=True)
        thread.start()
        try:
            return await done
        finally:
            if done.done() and not done.cancelled():
                thread.join(0.1)  # it has nothing left to do
