"""Simulated owners for the demo: each a small HTTP server of its own on loopback."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.resources import files

from quelia.sources.demo.office import Office
from quelia.sources.demo.owners import OWNERS
from quelia.sources.demo.server import Listener


class Demo:
    """All simulated owners. Their ports are bound from the start, so that they can be declared.

    weather_at: from the present instant to the one whose weather it has, both in seconds since 1970;
    `lambda now: now - 6 * 3600` shows at noon what six in the morning looks like. Time stamps stay those of the present.
    """

    def __init__(self, weather_at: Callable[[float], float] = lambda now: now) -> None:
        self._listeners = [Listener() for _ in OWNERS]
        ports = [listener.port for listener in self._listeners]
        self._texts = [owner.declaration(port) for owner, port in zip(OWNERS, ports, strict=True)]
        self._offices = [Office(owner, text, weather_at) for owner, text in zip(OWNERS, self._texts, strict=True)]

    def declaration(self) -> str:
        """The text that declares them all, as a file for `quelia load`."""
        return "\n".join([*self._texts, files(__package__).joinpath("maps.toml").read_text("utf-8")])

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for listener, office in zip(self._listeners, self._offices, strict=True):
                await stack.enter_async_context(listener.serving(office))
            yield
