"""Simulated owners for the demo: each a small HTTP server of its own on loopback."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.resources import files

from quelia.sources.demo.owners import OWNERS
from quelia.sources.demo.server import SimulatedServer


class Demo:
    """All simulated owners. Their sockets are bound from the start, so that their ports can be declared."""

    def __init__(self) -> None:
        self._servers = {slug: SimulatedServer(owner) for slug, owner in OWNERS.items()}

    def declaration(self) -> str:
        """The text that declares them all, as a file for `quelia load`."""
        text = files(__package__).joinpath("plants.toml").read_text("utf-8")
        for slug, server in self._servers.items():
            text = text.replace(f"<port of {slug}>", str(server.port)).replace(f"<key of {slug}>", server.key)
        return text

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for server in self._servers.values():
                await stack.enter_async_context(server.serving())
            yield
