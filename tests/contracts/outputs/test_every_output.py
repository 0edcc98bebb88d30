"""What holds for every output, whoever it talks to."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web

from quelia.bridge.outputs import OUTPUTS
from tests.contracts.outputs.installation import PLANT, output, sample, site
from tests.said import said

SECRET = "marker-4711"
_ENOUGH_S = 20.0
TABLES: dict[str, dict[str, Any]] = {
    "push": {"type": "push", "url": "{url}", "key": SECRET, "allow_http": True},
    "serve": {"type": "serve", "port": 0, "key": SECRET},
    "thingspeak": {"type": "thingspeak", "url": "{url}", "key": SECRET, "every_s": 1,
                   "field": [{"plant": PLANT, "field": 1}]},
    "firebase": {"type": "firebase", "url": "{url}", "key": SECRET, "every_s": 1},
}  # fmt: skip


@asynccontextmanager
async def refusing() -> AsyncIterator[str]:
    """A server that repeats what it was asked, as some do, and takes nothing."""

    async def answer(request: web.Request) -> web.Response:
        told = {"url": str(request.url), "headers": dict(request.headers), "body": await request.text()}
        return web.json_response(told, status=401)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def test_every_output_is_here() -> None:
    assert TABLES.keys() == OUTPUTS.keys()


@pytest.mark.parametrize("name", TABLES)
async def test_its_secret_is_told_nowhere(name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with said() as ours:
        told = await _told(name, tmp_path)
    assert ours, "it says nothing at all"
    told += [each.getMessage() for each in caplog.records] + [str(each) for each in ours]
    assert not [each for each in told if "marker" in each]


async def _told(name: str, folder: Path) -> list[str]:
    """What it answers, and says of itself, on a bad day."""
    answers: list[str] = []
    async with refusing() as url:
        table = json.loads(json.dumps(TABLES[name]).replace("{url}", url))
        made = output(table, site(folder))
        running = asyncio.create_task(made.run())
        samples = [sample(412.5, time.time())]
        try:
            await made.take(samples)
            async with asyncio.timeout(_ENOUGH_S):
                while not (made.trouble or getattr(made, "port", 0)):
                    await asyncio.sleep(0.01)
            if name == "serve":
                async with (
                    ClientSession() as session,
                    session.get(
                        f"http://127.0.0.1:{made.port}/power", headers={"X-API-Key": "marker-wrong"}
                    ) as refused,
                ):
                    answers.append(await refused.text())
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            await made.close()
    return [*answers, *made.shown(samples), made.trouble]
