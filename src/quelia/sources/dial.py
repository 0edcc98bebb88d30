"""The connections to owners' servers: aiohttp's pool, in which our guard sits at the name and at the socket."""

import socket
from contextvars import ContextVar
from functools import partial
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from quelia.domain.errors import AddressRefused
from quelia.sources.guard import Guard, Target
from quelia.sources.names import Resolve
from quelia.sources.wire import READ_BYTES, Wire

_PER_HOST = 2  # calls at once to one server
_IN_ALL = 10_000
_KEPT_S = 90.0  # longer than the usual history pace, so that a connection is there for the next read


class Dial:
    """What the pool needs to know of the read it connects for, and what the read learns from it.

    fresh: take no kept connection. reused: a kept connection was taken. refused: why an address was not dialled.
    """

    __slots__ = ("fresh", "refused", "reused", "target")

    def __init__(self, target: Target) -> None:
        self.target = target
        self.fresh = self.reused = False
        self.refused: AddressRefused | None = None


# aiohttp hands the resolver a name and the socket factory an address: whose they are, the task in which they run knows
DIAL: ContextVar[Dial] = ContextVar("dial")


class Pool(aiohttp.TCPConnector):
    """Kept connections, two to a host, each dialled at an address that the guard let pass."""

    def __init__(self, guard: Guard, resolve: Resolve) -> None:
        super().__init__(
            resolver=_Resolver(guard, resolve),
            use_dns_cache=False,  # its lookups would run in the task of another read
            limit=_IN_ALL,
            limit_per_host=_PER_HOST,
            keepalive_timeout=_KEPT_S,
            socket_factory=lambda place: _socket(guard, place),
        )
        self._factory: partial[Any] = partial(Wire, loop=self._loop)

    async def _get(self, key: Any, traces: list[Any]) -> Any:
        """A kept connection to `key`, or None; one that spoke unasked is dropped: its words are no answer to us."""
        dial = DIAL.get()
        while not dial.fresh:
            kept = await super()._get(key, traces)
            if kept is None:
                break
            if kept.protocol is not None and not kept.protocol.should_close:
                dial.reused = True
                return kept
            kept.close()
        return None

    def _release(self, key: Any, protocol: Any, *, should_close: bool = False) -> None:
        """Give a connection back; one that is not to be kept is cut, without TLS's farewell of up to 30 s."""
        if should_close or protocol.should_close:
            protocol.abort()
        super()._release(key, protocol, should_close=should_close)


class _Resolver(AbstractResolver):
    """Resolves a name once and passes its addresses on only if every one of them may be dialled."""

    def __init__(self, guard: Guard, resolve: Resolve) -> None:
        self._guard, self._resolve = guard, resolve

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 - always both: one bad address refuses all
    ) -> list[ResolveResult]:
        target = DIAL.get().target
        addresses = await self._resolve(host)
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "no address")
        for address in addresses:
            self._guard.check_address(target, address)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Nothing is held here."""


def _socket(guard: Guard, place: aiohttp.AddrInfoType) -> socket.socket:
    """The socket for one dial, after a last look at where it goes: literal addresses never meet the resolver."""
    family, kind, protocol, _, address = place
    dial = DIAL.get()
    try:
        guard.check_address(dial.target, str(address[0]))
    except AddressRefused as error:
        dial.refused = error  # what dials several addresses at a time tells of none of their errors
        raise
    made = socket.socket(family, kind, protocol)
    # the loop reads all that is there before others have their turn
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, READ_BYTES)
    return made
