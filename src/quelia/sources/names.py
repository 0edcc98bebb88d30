"""From a name to the addresses it leads to."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

Resolve = Callable[[str], Awaitable[list[str]]]

# A lookup cannot be interrupted: a dead name server holds its thread for some 20 s. The threads are our own and few,
# so that this never stops the forms, the files or another lookup of the same name.
_THREADS = 32


class Names:
    """Looks names up, each of them once at a time, whoever asks and whoever stops waiting. Nothing is remembered."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="quelia-names")
        self._under_way: dict[str, asyncio.Future[list[str]]] = {}

    async def resolve(self, host: str) -> list[str]:
        """All addresses of `host`, A and AAAA. Raises OSError (socket.gaierror) where there are none."""
        lookup = self._under_way.get(host)
        if lookup is None:
            lookup = asyncio.get_running_loop().run_in_executor(self._threads, _addresses, host)
            self._under_way[host] = lookup
            lookup.add_done_callback(lambda done: self._ended(host, done))
        return await asyncio.shield(lookup)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _ended(self, host: str, lookup: asyncio.Future[list[str]]) -> None:
        del self._under_way[host]
        if not lookup.cancelled():
            lookup.exception()  # seen, even where nobody waits any more


def _addresses(host: str) -> list[str]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for _, _, _, _, address in found))
