"""The pool: connections to owners' servers that are kept for the next read, and two reads at once to one of them."""

import asyncio
from collections.abc import Awaitable, Callable

from quelia.sources.guard import Target
from quelia.sources.tls import Trust
from quelia.sources.wire import Wire

PER_HOST = 2  # calls at once to one server
_IDLE_S = 90.0  # longer than the usual history pace, so that a connection is there for the next read
# No connection is used for longer: then the name is looked up, and the certificate looked at, anew.
_LIFE_S = 600.0
_SWEEP_S = 30.0

Dial = Callable[[Target, Trust | None], Awaitable[Wire]]


class _Host:
    """One server. users: reads that hold a connection or wait for one. kept: idle connections, the latest used last."""

    __slots__ = ("kept", "places", "users")

    def __init__(self) -> None:
        self.places = asyncio.Semaphore(PER_HOST)
        self.kept: list[Wire] = []
        self.users = 0


class Pool:
    """Gives connections out and takes them back. `dial` makes new ones. most_kept: idle ones, of all servers."""

    def __init__(self, dial: Dial, most_kept: int) -> None:
        self._dial, self._most_kept = dial, most_kept
        self._hosts: dict[str, _Host] = {}
        self._idle: dict[Wire, _Host] = {}  # all that is kept, the longest idle first
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
        kept = None if fresh else self._kept(host, trust)
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
            self._keep(wire, host)
        else:
            wire.abort()
        host.places.release()
        self._leave(wire.endpoint, host)

    def close(self) -> None:
        """Cut every connection that is kept."""
        if self._sweeping is not None:
            self._sweeping.cancel()
        for wire in tuple(self._idle):
            self._drop(wire)

    def _keep(self, wire: Wire, host: _Host) -> None:
        wire.idle_since = asyncio.get_running_loop().time()
        host.kept.append(wire)
        self._idle[wire] = host
        if len(host.kept) > PER_HOST:
            self._drop(host.kept[0])
        elif len(self._idle) > self._most_kept:
            self._drop(next(iter(self._idle)))
        if self._sweeping is None:
            self._sweep_later()

    def _kept(self, host: _Host, trust: Trust | None) -> Wire | None:
        """The kept connection that was used last, made under the same trust; one that is past its time is passed over."""
        youngest = asyncio.get_running_loop().time() - _LIFE_S
        for wire in reversed(tuple(host.kept)):
            if wire.trust is not trust:
                continue
            if wire.reusable and wire.made_at > youngest:
                host.kept.remove(wire)
                del self._idle[wire]
                return wire
            self._drop(wire)
        return None

    def _drop(self, wire: Wire) -> None:
        host = self._idle.pop(wire)
        host.kept.remove(wire)
        wire.abort()
        self._forget(wire.endpoint, host)

    def _leave(self, endpoint: str, host: _Host) -> None:
        host.users -= 1
        self._forget(endpoint, host)

    def _forget(self, endpoint: str, host: _Host) -> None:
        """Keep no host of which nothing is left."""
        if not host.users and not host.kept:
            del self._hosts[endpoint]

    def _sweep_later(self) -> None:
        self._sweeping = asyncio.get_running_loop().call_later(_SWEEP_S, self._sweep)

    def _sweep(self) -> None:
        """Cut what was not used for long, and what its server has ended."""
        self._sweeping = None
        oldest = asyncio.get_running_loop().time() - _IDLE_S
        for wire in [wire for wire in self._idle if wire.idle_since < oldest or not wire.reusable]:
            self._drop(wire)
        if self._idle:
            self._sweep_later()
