"""What the bridge serves, as callers see it; and quelia is one of them."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import trustme

from quelia.bridge.outputs.serve import Serve
from quelia.bridge.problem import ConfigError
from quelia.domain.errors import NotConnected
from tests.contracts.outputs.installation import PLANT, output, polled, sample, site
from tests.journeys.service import Service

KEY = "sk-serve&4711"
ACCENTED = f"{KEY}é"
_ENOUGH_S = 20.0
_POLLED: dict[str, Any] = {
    "auth": {"type": "header", "name": "X-API-Key", "secret_env": "VAL_KEY"},
    "timestamp_path": "timestamp",
    "status_path": "status",
    "status_ok": ["ok"],
}
_POINT = {"path": "data.power.value", "unit_path": "data.power.unit"}


@asynccontextmanager
async def serving(folder: Path, **settings: object) -> AsyncIterator[Serve]:
    serve = output({"type": "serve", "port": 0, **settings}, site(folder))
    running = asyncio.create_task(serve.run())
    async with asyncio.timeout(_ENOUGH_S):
        while not serve.port:
            await asyncio.sleep(0.01)
    try:
        yield serve
    finally:
        await serve.close()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def ask(serve: Serve, path: str, method: str = "GET", **headers: str) -> tuple[int, Any, dict[str, str]]:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"http://127.0.0.1:{serve.port}{path}", headers=headers) as answer,
    ):
        body = await answer.read()
        return answer.status, json.loads(body) if body else None, dict(answer.headers)


async def test_one_plant_is_told_in_the_simple_form(tmp_path: Path) -> None:
    async with serving(tmp_path) as serve:
        assert (await ask(serve, "/power"))[:2] == (503, {"status": "error", "error": {"code": "waiting"}})
        await serve.take([sample(42.5, time.time())])
        assert (await ask(serve, "/power"))[:2] == (200, {"current_power": 42.5})
        await serve.take([sample(None, time.time(), error=NotConnected("no line"))])
        assert (await ask(serve, "/power"))[0] == 503


@pytest.mark.parametrize(
    ("settings", "good", "bad"),
    [
        ({}, {"X-API-Key": ACCENTED}, {"X-API-Key": ACCENTED + "x"}),
        ({"key_name": "X-Val"}, {"X-Val": ACCENTED}, {"X-API-Key": ACCENTED}),
        ({"key_in": "bearer"}, {"Authorization": f"Bearer {ACCENTED}"}, {"Authorization": ACCENTED}),
    ],
)
async def test_who_has_no_key_is_told_nothing(
    tmp_path: Path, settings: dict[str, str], good: dict[str, str], bad: dict[str, str]
) -> None:
    async with serving(tmp_path, key=ACCENTED, **settings) as serve:
        await serve.take([sample(42.5, time.time())])
        assert (await ask(serve, "/power", **good))[:2] == (200, {"current_power": 42.5})
        for headers in ({}, bad):
            assert (await ask(serve, "/power", **headers))[:2] == (401, {"status": "error", "error": {"code": "key"}})


async def test_browsers_of_the_public_map_may_ask(tmp_path: Path) -> None:
    async with serving(tmp_path, key=KEY, origin="https://carte.example") as serve:
        status, _, headers = await ask(serve, "/power", "OPTIONS", Origin="https://carte.example")
        assert status == 204
        assert headers["Access-Control-Allow-Origin"] == "https://carte.example"
        assert headers["Access-Control-Allow-Methods"] == "GET, OPTIONS"
        assert headers["Access-Control-Allow-Headers"] == "Content-Type, X-API-Key"
        refused = await ask(serve, "/power", Origin="https://elsewhere.example")
        assert refused[2]["Access-Control-Allow-Origin"] == "https://carte.example"


async def test_other_ways_of_asking_are_refused_in_json(tmp_path: Path) -> None:
    async with serving(tmp_path) as serve:
        assert (await ask(serve, "/power", "POST"))[:2] == (405, {"status": "error", "error": {"code": "method"}})
        assert (await ask(serve, "/elsewhere"))[:2] == (404, {"status": "error", "error": {"code": "unknown"}})
        assert (await ask(serve, "/power"))[2]["Cache-Control"] == "no-store"


async def test_quelia_reads_it_over_https(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "bridge.pem"))
    quelia = Service(tmp_path, tmp_path / "authority.pem")
    async with serving(tmp_path, certificate="bridge.pem", key=KEY) as serve:
        await serve.take([sample(412.5, time.time())])
        quelia.load(polled(_POLLED | {"url": f"https://localhost:{serve.port}/plants/{PLANT}"}, _POINT), VAL_KEY=KEY)
        try:
            await asyncio.to_thread(quelia.start)
            await _reads(quelia, "live", [{"quantity": "power", "value": 412.5, "unit": "kW"}])
            await serve.take([sample(None, time.time(), error=NotConnected("no line"))])
            await _reads(quelia, "error", [])
            await serve.take([sample(7.5, time.time(), simulated=True)])
            await _reads(quelia, "live", [{"quantity": "power", "value": 7.5, "unit": "kW"}], simulated=True)
        finally:
            await asyncio.to_thread(quelia.stop)


async def _reads(quelia: Service, state: str, values: object, **more: object) -> None:
    async with asyncio.timeout(_ENOUGH_S):
        while True:
            reading = json.loads(await asyncio.to_thread(quelia.get, f"/v1/plants/{PLANT}/reading"))
            if (reading["state"], reading["values"]) == (state, values):
                assert {key: reading.get(key) for key in more} == more
                return
            await asyncio.sleep(0.1)


def test_a_certificate_that_cannot_be_used_is_said_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "bridge.pem").write_text("nothing of the sort")
    with pytest.raises(ConfigError, match="output_certificate"):
        output({"type": "serve", "certificate": "bridge.pem"}, site(tmp_path))


async def test_who_says_nothing_keeps_nobody_else_from_being_told(tmp_path: Path) -> None:
    async with serving(tmp_path) as serve, AsyncExitStack() as silent:
        await serve.take([sample(42.5, time.time())])
        lines = []
        for number in range(300):
            reader, writer = await asyncio.open_connection("127.0.0.1", serve.port)
            silent.callback(writer.close)
            if number % 2:
                writer.write(b"GET /power HTTP/1.1\r\nHost: a\r\nX-")  # and never more
            lines.append(reader)
        assert (await ask(serve, "/power"))[:2] == (200, {"current_power": 42.5})
        async with asyncio.timeout(_ENOUGH_S):
            for reader in lines:  # each is ended, the last after the time for a question
                while await reader.read(1000):
                    pass


async def test_an_input_that_hangs_does_not_let_its_last_value_live_on(tmp_path: Path) -> None:
    async with serving(tmp_path, max_age_s=1) as serve:
        await serve.take([sample(42.5, time.time())])
        assert (await ask(serve, "/power"))[0] == 200
        async with asyncio.timeout(_ENOUGH_S):
            while (await ask(serve, "/power"))[0] == 200:
                await asyncio.sleep(0.05)
        assert (await ask(serve, "/power"))[:2] == (503, {"status": "error", "error": {"code": "stale"}})


async def test_a_plant_that_nobody_named_has_both_forms(tmp_path: Path) -> None:
    async with serving(tmp_path) as serve:
        await serve.take([sample(42.5, time.time(), plant="")])
        assert (await ask(serve, "/plant"))[1]["data"] == {"power": {"value": 42.5, "unit": "kW"}}
        assert (await ask(serve, "/plant/power"))[0] == 200
        await serve.take([sample(1.0, time.time())])
        assert (await ask(serve, "/plant"))[:2] == (404, {"status": "error", "error": {"code": "several_plants"}})


async def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        made = output({"type": "serve", "port": other.getsockname()[1]}, site(tmp_path))
        with pytest.raises(OSError, match="in use"):
            await made.run()
    assert made.trouble == "port"
