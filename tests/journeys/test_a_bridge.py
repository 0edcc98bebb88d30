"""An inverter without an API: a bridge reads it and sends, and visitors see it, and what becomes of it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.contracts.outputs.installation import PLANT, declared
from tests.journeys.inverter import POWER_AT, Inverter
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

    inverter.device.put(POWER_AT, [7001])
    expect(live).to_contain_text("700,1\u00a0kW", timeout=2 * _INTERVAL_S * 1000 + 1000)

    inverter.unplug()
    expect(live).to_contain_text("Erreur de connexion", timeout=15_000)
    inverter.plug_in()
    expect(live).to_contain_text("700,1\u00a0kW", timeout=15_000)

    bridge.kill()
    expect(live).to_have_attribute("data-state", "stale", timeout=25_000)
    expect(live).to_contain_text("Donnée ancienne")
