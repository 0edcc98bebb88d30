"""From a name to the addresses it leads to."""

import asyncio
import socket
import threading
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

Resolve = Callable[[str], Awaitable[list[str]]]
Lookup = asyncio.Future[list[str]]

# A lookup cannot be interrupted: a dead name server holds its thread for some 20 s. The threads are our own and few,
# so that this never stops the forms, the files or another lookup of the same name; and nobody waits for them at the end.
_THREADS = 32


class Names:
    """Looks names up, each of them once at a time, whoever asks and whoever stops waiting. Nothing is remembered."""

    def __init__(self) -> None:
        self._under_way: dict[str, Lookup] = {}
        self._waiting: deque[str] = deque()  # for a thread
        self._busy = 0

    async def resolve(self, host: str) -> list[str]:
        """All addresses of `host`, A and AAAA. Raises OSError (socket.gaierror) where there are none."""
        lookup = self._under_way.get(host)
        if lookup is None:
            lookup = self._under_way[host] = asyncio.get_running_loop().create_future()
            self._waiting.append(host)
            self._begin()
        return await asyncio.shield(lookup)

    def _begin(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting and self._busy < _THREADS:
            host = self._waiting.popleft()
            self._busy += 1
            threading.Thread(target=self._look_up, args=(loop, host), name="quelia-names", daemon=True).start()

    def _look_up(self, loop: asyncio.AbstractEventLoop, host: str) -> None:
        found: list[str] | Exception
        try:
            found = _addresses(host)
        except Exception as error:  # noqa: BLE001 - it is raised where the name was asked for
            found = error
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(self._ended, host, found)

    def _ended(self, host: str, found: list[str] | Exception) -> None:
        self._busy -= 1
        lookup = self._under_way.pop(host)
        if isinstance(found, Exception):
            lookup.set_exception(found)
            lookup.exception()  # seen, even where nobody waits any more
        else:
            lookup.set_result(found)
        self._begin()


def _addresses(host: str) -> list[str]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for _, _, _, _, address in found))
