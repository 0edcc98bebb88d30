"""What is written to the service of somebody else is read from there by quelia."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from quelia.bridge.problem import ConfigError
from tests.contracts.outputs.installation import PLANT, output, polled, sample, site
from tests.contracts.outputs.services import Firebase, ThingSpeak, serving
from tests.journeys.service import Service

KEY = "W9K4711"
_PROGRAM = "from quelia.cli import main; raise SystemExit(main())"
_TRIAL = """
[bridge]
name = "roof"

[[input]]
type = "simulation"
name = "made up"
[[input.point]]
plant = "ferme-du-val"
unit = "kW"
peak = 10.0

[[output]]
type = "firebase"
url = "http://127.0.0.1:{port}"
key = "env:FIREBASE"
"""
_ENOUGH_S = 20.0


@asynccontextmanager
async def writing(folder: Path, port: int, **settings: object) -> AsyncIterator[Any]:
    writer = output({"url": f"http://127.0.0.1:{port}", "key": KEY, "every_s": 1, **settings}, site(folder))
    running = asyncio.create_task(writer.run())
    try:
        yield writer
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await writer.close()


@pytest.mark.parametrize(
    ("settings", "reads"),
    [
        ({"type": "thingspeak", "field": [{"plant": PLANT, "field": 3}]},
         {"read": "channels/1/feeds/last.json", "time": "created_at", "path": "field3", "number": "dot"}),
        ({"type": "firebase"},
         {"read": f"quelia/{PLANT}/power.json", "time": "timestamp", "path": "value", "number": "json"}),
    ],
)  # fmt: skip
async def test_quelia_reads_what_was_written(tmp_path: Path, settings: dict[str, Any], reads: dict[str, str]) -> None:
    quelia = Service(tmp_path)
    async with serving(ThingSpeak(KEY), Firebase(KEY)) as port, writing(tmp_path, port, **settings) as writer:
        await writer.take([sample(412.5, time.time())])
        await asyncio.to_thread(
            quelia.load,
            polled(
                {"url": f"http://localhost:{port}/{reads['read']}", "timestamp_path": reads["time"]},
                {"path": reads["path"], "unit": "kW", "number": reads["number"]},
            ),
        )
        try:
            await asyncio.to_thread(quelia.start)
            async with asyncio.timeout(_ENOUGH_S):
                while (reading := json.loads(await asyncio.to_thread(quelia.get, f"/v1/plants/{PLANT}/reading")))[
                    "state"
                ] != "live":
                    await asyncio.sleep(0.1)
        finally:
            await asyncio.to_thread(quelia.stop)
    assert reading["values"] == [{"quantity": "power", "value": 412.5, "unit": "kW"}]
    assert reading["clock"] == "plant"


async def test_a_service_that_was_away_has_the_newest_and_only_that(tmp_path: Path) -> None:
    service = ThingSpeak(KEY)
    service.mood = 500
    async with (
        serving(service, Firebase(KEY)) as port,
        writing(tmp_path, port, type="thingspeak", field=[{"plant": PLANT, "field": 1}]) as writer,
    ):
        for value in range(5):
            await writer.take([sample(float(value), time.time())])
        async with asyncio.timeout(_ENOUGH_S):
            while not writer.trouble:
                await asyncio.sleep(0.01)
            service.mood = 200
            while not service.feeds:
                await asyncio.sleep(0.01)
    assert [each["field1"] for each in service.feeds] == ["4.0"]


async def test_what_nobody_measured_is_never_written_where_it_cannot_be_said(tmp_path: Path) -> None:
    service, base = ThingSpeak(KEY), Firebase(KEY)
    async with serving(service, base) as port:
        async with writing(tmp_path, port, type="thingspeak", field=[{"plant": PLANT, "field": 1}]) as writer:
            assert writer.shown([sample(1.0, time.time(), simulated=True)]) == []
        async with writing(tmp_path, port, type="firebase") as writer:
            await writer.take([sample(1.0, time.time(), simulated=True)])
            async with asyncio.timeout(_ENOUGH_S):
                while not base.content:
                    await asyncio.sleep(0.01)
    assert base.content[f"quelia/{PLANT}/power"]["simulated"] is True


def test_no_field_holds_two_quantities(tmp_path: Path) -> None:
    fields = [{"plant": PLANT, "field": 1}, {"plant": "other", "field": 1}]
    with pytest.raises(ConfigError, match="output_field_twice"):
        output({"type": "thingspeak", "key": KEY, "field": fields}, site(tmp_path))


@pytest.mark.parametrize("url", ["http://example.org", "ftp://example.org", "https://u:p@example.org", "https://", "x"])
def test_no_key_goes_out_in_the_clear(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match=r"output_(http|url)"):
        output({"type": "firebase", "key": KEY, "url": url}, site(tmp_path))


@pytest.mark.parametrize(("shown", "code"), [(KEY, 0), ("another", 1)])
async def test_a_trial_says_that_it_sent_what_it_sent(tmp_path: Path, shown: str, code: int) -> None:
    base = Firebase(KEY)
    async with serving(ThingSpeak(KEY), base) as port:
        (tmp_path / "bridge.toml").write_text(_TRIAL.format(port=port))
        words = ("-c", _PROGRAM, "bridge", "test", "--send", str(tmp_path / "bridge.toml"))
        trial = await asyncio.create_subprocess_exec(sys.executable, *words, env={**os.environ, "FIREBASE": shown})
        async with asyncio.timeout(_ENOUGH_S * 2):
            assert await trial.wait() == code
    assert list(base.content) == ([f"quelia/{PLANT}/power"] if code == 0 else [])
