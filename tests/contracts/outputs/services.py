"""Stand-ins for the services of others, which answer as their documentation says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web


class ThingSpeak:
    """One channel. mood: what it answers to an update instead."""

    def __init__(self, key: str) -> None:
        self.key, self.feeds, self.mood = key, list[dict[str, Any]](), 200

    async def update(self, request: web.Request) -> web.Response:
        told = dict(await request.post())
        if self.mood != 200:
            return web.Response(status=self.mood)
        if told.pop("api_key", "") != self.key:
            return web.json_response({"status": "401"}, status=401)
        self.feeds.append({"entry_id": len(self.feeds) + 1, **told})
        return web.json_response(self.feeds[-1])

    async def last(self, _: web.Request) -> web.Response:
        return web.json_response(self.feeds[-1] if self.feeds else {})


class Firebase:
    """One database, as far as PATCH of deep paths and GET go."""

    def __init__(self, key: str) -> None:
        self.key, self.content, self.mood = key, dict[str, Any](), 200

    async def patch(self, request: web.Request) -> web.Response:
        if request.query.get("auth") != self.key:
            return web.json_response({"error": "Permission denied"}, status=401)
        for path, value in (await request.json()).items():
            self.content["/".join((request.match_info["path"], path))] = value
        return web.Response(status=204)

    async def get(self, request: web.Request) -> web.Response:
        return web.json_response(self.content.get(request.match_info["path"]))


@asynccontextmanager
async def serving(thingspeak: ThingSpeak, firebase: Firebase) -> AsyncIterator[int]:
    """At a port of this machine."""
    app = web.Application()
    app.router.add_post("/update.json", thingspeak.update)
    app.router.add_get("/channels/1/feeds/last.json", thingspeak.last)
    app.router.add_patch("/{path:.+}.json", firebase.patch)
    app.router.add_get("/{path:.+}.json", firebase.get)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
