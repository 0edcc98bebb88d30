"""An owner's server, real: HTTPS by a test authority, a key in a header, and a switch to kill it."""

import asyncio
import json
import ssl
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any

import trustme
from aiohttp import web


class OwnerServer:
    """Runs in a thread of its own.

    document: what it answers, or what makes it from the number of calls so far. calls: when they came (monotonic).
    refused: how many of them without the key.
    """

    def __init__(self, authority: trustme.CA, *, header: str, key: str) -> None:
        self.document: object = {}
        self.calls: list[float] = []
        self.refused = 0
        self._header, self._key = header, key
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(self._context)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner: web.AppRunner | None = None
        self.port = 0

    def up(self) -> None:
        self._do(self._up()).result(10)

    def down(self) -> None:
        """Stop listening and cut every open connection, as a machine that loses its power."""
        self._do(self._down()).result(10)

    def close(self) -> None:
        self.down()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> Future[None]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _up(self) -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._get)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, ssl_context=self._context, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _down(self) -> None:
        if self._runner is None:
            return
        assert self._runner.server is not None
        for line in self._runner.server.connections:
            if line.transport is not None:
                line.transport.abort()  # without the good-bye of TLS, which waits for the other side's
        await self._runner.cleanup()
        self._runner = None
        await asyncio.sleep(0)  # in which those that were cut are closed

    async def _get(self, request: web.Request) -> web.Response:
        self.calls.append(time.monotonic())
        if request.headers.get(self._header) != self._key:
            self.refused += 1
            return web.Response(status=401)
        document = self.document(len(self.calls)) if callable(self.document) else self.document
        return web.Response(text=json.dumps(document), content_type="application/json")
