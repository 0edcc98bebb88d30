"""kill -9 at any moment: what the bridge took over arrives in quelia, and once."""

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from tests.contracts.outputs.installation import declared, output, site
from tests.journeys.service import Service

_TRIALS = 50
_SEED = 20_261_201
# takes fifty samples a second, each with a time of its own, and writes down which were taken over
_BRIDGE = """
import asyncio, sys, time
from pathlib import Path
from tests.contracts.outputs.installation import output, sample, site

async def main():
    url, key, folder = sys.argv[1:]
    push = output({"type": "push", "url": url, "key": key}, site(Path(folder)))
    sending = asyncio.create_task(push.run())
    with open(Path(folder) / "taken", "a", buffering=1) as taken:
        while True:
            at = round(time.time(), 3)
            await push.take([sample(float(at % 800), at)])
            taken.write(f"{round(at * 1000)}\\n")
            await asyncio.sleep(0.02)

asyncio.run(main())
"""
_ENOUGH_S = 60.0


def _stored(service: Service) -> list[int]:
    with closing(sqlite3.connect(service.data / "quelia.sqlite3", timeout=10)) as database:
        return [row[0] for row in database.execute("SELECT measured_ms FROM reading ORDER BY measured_ms")]


def test_nothing_that_was_taken_over_is_lost_and_nothing_counts_twice(tmp_path: Path) -> None:
    service = Service(tmp_path)
    key = declared(service)
    service.start()
    moment = random.Random(_SEED)
    environ = os.environ | {"PYTHONPATH": os.pathsep.join([service.environ["PYTHONPATH"], str(Path.cwd())])}
    command = [sys.executable, "-c", _BRIDGE, service.url, key, str(tmp_path)]
    try:
        for _ in range(_TRIALS):
            with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE) as bridge:
                time.sleep(moment.uniform(0.3, 1.2))
                bridge.send_signal(signal.SIGKILL)
        taken = {int(line) for line in (tmp_path / "taken").read_text().splitlines() if line}
        asyncio.run(_sent(service, key, tmp_path))
        stored = _stored(service)
    finally:
        service.stop()
    assert len(taken) > _TRIALS
    assert taken - set(stored) == set()
    assert len(stored) == len(set(stored))


async def _sent(service: Service, key: str, folder: Path) -> None:
    """What is left in the queue is sent."""
    push = output({"type": "push", "url": service.url, "key": key}, site(folder))
    sending = asyncio.create_task(push.run())
    async with asyncio.timeout(_ENOUGH_S):
        await push.take([])
        while push.waiting:
            await asyncio.sleep(0.05)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    await push.close()
