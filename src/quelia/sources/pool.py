"""The pool: connections to owners' servers that are kept for the next read, and two reads at once to one of them."""

import asyncio
from collections.abc import Awaitable, Callable

from quelia.sources.guard import Target
from quelia.sources.tls import Trust
from quelia.sources.wire import Wire

_PER_HOST = 2  # calls at once to one server
_KEPT_S = 90.0  # longer than the usual history pace, so that a connection is there for the next read
_SWEEP_S = 30.0

Dial = Callable[[Target, Trust | None], Awaitable[Wire]]


class _Host:
    """One server. users: reads that hold a connection or wait for one. kept: idle connections, the latest used last."""

    __slots__ = ("kept", "places", "users")

    def __init__(self) -> None:
        self.places = asyncio.Semaphore(_PER_HOST)
        self.kept: list[Wire] = []
        self.users = 0


class Pool:
    """Gives connections out and takes them back. `dial` makes new ones."""

    def __init__(self, dial: Dial) -> None:
        self._dial = dial
        self._hosts: dict[str, _Host] = {}
        self._sweeping: asyncio.TimerHandle | None = None

    async def take(self, target: Target, trust: Trust | None, *, fresh: bool = False) -> Wire:
        """A connection to `target`, to be given back; waits while two are in use. fresh: not a kept one."""
        host = self._hosts.get(target.endpoint)
        if host is None:
            host = self._hosts[target.endpoint] = _Host()
        host.users += 1
        try:
            await host.places.acquire()
        except BaseException:
            self._leave(target.endpoint, host)
            raise
        kept = None if fresh else _kept(host, trust)
        if kept is not None:
            return kept
        try:
            return await self._dial(target, trust)
        except BaseException:
            host.places.release()
            self._leave(target.endpoint, host)
            raise

    def give(self, wire: Wire) -> None:
        """Take back a connection: it is kept where it can be used again, and cut otherwise."""
        host = self._hosts[wire.endpoint]
        if wire.reusable:
            wire.idle_since = asyncio.get_running_loop().time()
            host.kept.append(wire)
            if len(host.kept) > _PER_HOST:
                host.kept.pop(0).abort()
            if self._sweeping is None:
                self._sweep_later()
        else:
            wire.abort()
        host.places.release()
        self._leave(wire.endpoint, host)

    def close(self) -> None:
        """Cut every connection that is kept."""
        if self._sweeping is not None:
            self._sweeping.cancel()
        for host in self._hosts.values():
            while host.kept:
                host.kept.pop().abort()

    def _leave(self, endpoint: str, host: _Host) -> None:
        host.users -= 1
        if not host.users and not host.kept:
            del self._hosts[endpoint]

    def _sweep_later(self) -> None:
        self._sweeping = asyncio.get_running_loop().call_later(_SWEEP_S, self._sweep)

    def _sweep(self) -> None:
        """Cut what was not used for long, and forget the hosts of which nothing is left."""
        self._sweeping = None
        oldest = asyncio.get_running_loop().time() - _KEPT_S
        for endpoint, host in tuple(self._hosts.items()):
            for wire in [wire for wire in host.kept if wire.idle_since < oldest or not wire.reusable]:
                host.kept.remove(wire)
                wire.abort()
            if not host.users and not host.kept:
                del self._hosts[endpoint]
        if any(host.kept for host in self._hosts.values()):
            self._sweep_later()


def _kept(host: _Host, trust: Trust | None) -> Wire | None:
    """The kept connection that was used last, made under the same trust; what the server has closed is passed over."""
    for place in reversed(range(len(host.kept))):
        if host.kept[place].trust is trust:
            wire = host.kept.pop(place)
            if wire.reusable:
                return wire
            wire.abort()
    return None
