"""Stands in for quelia where a real one cannot be had to do it: it takes all, or answers as it is told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from aiohttp import web


class Taker:
    """values, times: what was taken. bodies: how long what was sent was. answers: what it says instead, one each."""

    def __init__(self) -> None:
        self.values: list[float] = []
        self.times: list[float] = []
        self.bodies: list[int] = []
        self.answers: list[web.Response] = []
        self.url = ""

    async def push(self, request: web.Request) -> web.Response:
        told = await request.json()
        self.bodies.append(len(told))
        if self.answers:
            return self.answers.pop(0)
        self.values += [each["value"] for each in told]
        self.times += [datetime.fromisoformat(each["measured_at"]).timestamp() for each in told]
        return web.json_response({"accepted": len(told), "repeated": 0}, status=202)

    async def well(self, _: web.Request) -> web.Response:
        return web.Response()


@asynccontextmanager
async def taking() -> AsyncIterator[Taker]:
    taker = Taker()
    app = web.Application()
    app.router.add_post("/v1/push", taker.push)
    app.router.add_get("/healthz", taker.well)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    taker.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield taker
    finally:
        await runner.cleanup()
