"""The server of one simulated owner."""

import base64
import secrets
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from quelia.sources.demo.weather import Share

Accepts = Callable[[web.Request, str], bool]


@dataclass(frozen=True)
class SimulatedOwner:
    """share: what the plant gives now. answer: the document, from that share and the instant. accepts: checks the key."""

    share: Share
    answer: Callable[[float, float], object]
    accepts: Accepts


class SimulatedServer:
    """Answers each GET that shows its key, 401 otherwise. The key is new at each start."""

    def __init__(self, owner: SimulatedOwner) -> None:
        self._owner = owner
        self.key = secrets.token_urlsafe(18)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._get)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.SockSite(runner, self._listener).start()
        try:
            yield
        finally:
            await runner.cleanup()

    async def _get(self, request: web.Request) -> web.Response:
        if not self._owner.accepts(request, self.key):
            return web.json_response({"error": "unauthorized"}, status=401)
        now = time.time()
        return web.json_response(self._owner.answer(self._owner.share(now), now))


def header(name: str) -> Accepts:
    return lambda request, key: _same(request.headers.get(name, ""), key)


def query(name: str) -> Accepts:
    return lambda request, key: _same(request.query.get(name, ""), key)


def bearer(request: web.Request, key: str) -> bool:
    return _same(request.headers.get("Authorization", ""), f"Bearer {key}")


def basic(user: str) -> Accepts:
    def accepts(request: web.Request, key: str) -> bool:
        pair = base64.b64encode(f"{user}:{key}".encode()).decode()
        return _same(request.headers.get("Authorization", ""), f"Basic {pair}")

    return accepts


def _same(shown: str, key: str) -> bool:
    return secrets.compare_digest(shown.encode(), key.encode())
