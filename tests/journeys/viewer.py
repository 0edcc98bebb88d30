"""Who watches: one open stream, and what was seen on it."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple, Self

import aiohttp

_AGAIN_S = 0.1


class Sight(NamedTuple):
    """A reading as it was seen at a monotonic instant."""

    at: float
    reading: dict[str, Any]

    @property
    def outcome(self) -> tuple[str, str | None]:
        return self.reading["state"], self.reading["reason"]

    @property
    def power(self) -> float | None:
        return next((each["value"] for each in self.reading["values"] if each["quantity"] == "power"), None)


class Viewer:
    """Watches `address` until left. seen: by plant, in order. text: all that came, as it came.

    faithful: where the stream ends, or cannot be had, it is opened again, as a browser does.
    """

    def __init__(self, address: str, *, faithful: bool = False) -> None:
        self._address, self._faithful = address, faithful
        self.seen: defaultdict[str, list[Sight]] = defaultdict(list)
        self.text: list[str] = []
        self.opened = 0

    async def __aenter__(self) -> Self:
        self._watching = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._watching.cancel()
        with suppress(asyncio.CancelledError):
            await self._watching

    def latest(self, plant: str) -> Sight | None:
        return self.seen[plant][-1] if self.seen.get(plant) else None

    def state(self, plant: str) -> str | None:
        latest = self.latest(plant)
        return latest.reading["state"] if latest is not None else None

    async def _watch(self) -> None:
        timeout = aiohttp.ClientTimeout(total=None, sock_read=60)
        async with aiohttp.ClientSession(timeout=timeout, read_bufsize=1 << 20) as session:
            while True:
                try:
                    await self._read(session)
                except aiohttp.ClientError:
                    if not self._faithful:
                        raise
                await asyncio.sleep(_AGAIN_S)

    async def _read(self, session: aiohttp.ClientSession) -> None:
        async with session.get(self._address) as stream:
            assert stream.status == 200, await stream.text()
            self.opened += 1
            async for line in stream.content:
                text = line.decode()
                self.text.append(text)
                if text.startswith("data: "):
                    reading = json.loads(text.removeprefix("data: "))
                    self.seen[reading["plant"]].append(Sight(time.monotonic(), reading))


async def until(holds: Callable[[], object], seconds: float, hope: str) -> None:
    """Look again and again, until `holds` does. Fails with `hope` when it still does not after so many seconds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"after {seconds:g} s still not: {hope}"
        await asyncio.sleep(0.05)
