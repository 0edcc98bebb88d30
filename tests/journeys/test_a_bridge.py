"""An inverter without an API: a bridge reads it and sends, and visitors see it, and what becomes of it."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.contracts.inputs.device import Device, over_tcp
from tests.contracts.outputs.installation import PLANT, declared
from tests.journeys.service import Service

_INTERVAL_S = 2
_BRIDGE = """
[bridge]
name = "val"

[[input]]
name = "inverter"
type = "sunspec"
host = "127.0.0.1"
port = {port}
interval_s = {interval_s}
timeout_s = 1

[[input.point]]
plant = "ferme-du-val"
unit = "W"
model = 103
point = "W"

[[output]]
type = "push"
url = "{url}"
key = "env:KEY"
"""
_DEVICE = [0x5375, 0x6E53, 103, 50, *[0xFFFF] * 12, 4125, 2, *[0xFFFF] * 36, 0xFFFF, 0]
_POWER_AT = 40_016


class Inverter:
    """A device on a thread of its own, with a plug."""

    def __init__(self) -> None:
        self.device = Device({40_000: _DEVICE})
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._plug = AsyncExitStack()
        self.port = 0

    def plug_in(self) -> None:
        async def on() -> int:
            return await self._plug.enter_async_context(over_tcp(self.device, port=self.port))

        self.port = self._do(on()).result(10)

    def unplug(self) -> None:
        self._do(self._plug.aclose()).result(10)

    def close(self) -> None:
        self.unplug()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _do(self, work: object) -> Future[int]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)  # type: ignore[arg-type]


@pytest.fixture
def inverter() -> Iterator[Inverter]:
    made = Inverter()
    made.plug_in()
    yield made
    made.close()


@pytest.fixture
def quelia(tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path)
    yield service
    service.stop()


@pytest.fixture
def bridge(quelia: Service, inverter: Inverter, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    key = declared(quelia, interval_s=_INTERVAL_S)
    quelia.start()
    file = tmp_path / "bridge.toml"
    file.write_text(_BRIDGE.format(port=inverter.port, url=quelia.url, interval_s=_INTERVAL_S))
    program = "from quelia.cli import main; raise SystemExit(main())"
    with (tmp_path / "bridge.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", program, "bridge", "run", str(file)],
            env=os.environ | {"KEY": key, "PYTHONPATH": quelia.environ["PYTHONPATH"]},
            stdout=log,
            stderr=log,
        )
    yield process
    process.kill()
    process.wait(10)
    said = (tmp_path / "bridge.log").read_text()
    assert "Traceback" not in said
    assert key not in said


def test_an_inverter_is_seen_through_good_and_bad_days(
    page: Page, quelia: Service, inverter: Inverter, bridge: subprocess.Popen[bytes]
) -> None:
    page.goto(f"{quelia.url}/centrale/{PLANT}?lang=fr")
    live = page.locator(f'[data-live="{PLANT}"]').first
    expect(live).to_contain_text("412,5\u00a0kW", timeout=15_000)
    expect(live).to_have_attribute("data-state", "live")

    inverter.device.put(_POWER_AT, [7001])
    expect(live).to_contain_text("700,1\u00a0kW", timeout=2 * _INTERVAL_S * 1000 + 1000)

    inverter.unplug()
    expect(live).to_contain_text("Erreur de connexion", timeout=15_000)
    inverter.plug_in()
    expect(live).to_contain_text("700,1\u00a0kW", timeout=15_000)

    bridge.kill()
    expect(live).to_have_attribute("data-state", "stale", timeout=25_000)
    expect(live).to_contain_text("Donnée ancienne")
