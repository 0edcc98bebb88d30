"""The server of one simulated owner."""

import asyncio
import base64
import secrets
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from quelia.sources.demo.weather import Share

Accepts = Callable[[Request, str], bool]


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
        app = Starlette(routes=[Route("/{path:path}", self._get)])
        server = _Server(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, ws="none"))
        task = asyncio.create_task(server.serve(sockets=[self._listener]))
        try:
            yield
        finally:
            server.should_exit = server.force_exit = True
            await task

    async def _get(self, request: Request) -> JSONResponse:
        if not self._owner.accepts(request, self.key):
            return JSONResponse({"error": "unauthorized"}, status_code=401)
        now = time.time()
        return JSONResponse(self._owner.answer(self._owner.share(now), now))


class _Server(uvicorn.Server):
    """Leaves the signals to the service beside which it runs."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def header(name: str) -> Accepts:
    return lambda request, key: _same(request.headers.get(name, ""), key)


def query(name: str) -> Accepts:
    return lambda request, key: _same(request.query_params.get(name, ""), key)


def bearer(request: Request, key: str) -> bool:
    return _same(request.headers.get("Authorization", ""), f"Bearer {key}")


def basic(user: str) -> Accepts:
    def accepts(request: Request, key: str) -> bool:
        pair = base64.b64encode(f"{user}:{key}".encode()).decode()
        return _same(request.headers.get("Authorization", ""), f"Basic {pair}")

    return accepts


def _same(shown: str, key: str) -> bool:
    return secrets.compare_digest(shown.encode(), key.encode())
