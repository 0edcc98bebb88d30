"""Fifty times kill -9 while readings are recorded. The promise, which docs/operating.md makes:

the database opens without repair, and what a viewer was shown is in it a second and a half later, whatever happens then:
a second in which a batch is gathered, and half a one in which it is written.
"""

import asyncio
import json
import os
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tests.journeys.forked import ForkedService
from tests.journeys.owners import Town
from tests.journeys.service import Service
from tests.journeys.trials import OWNER
from tests.journeys.viewer import Viewer
from tests.store.cellar import table

_KILLS, _AT_ONCE = 50, 5
_PLANTS = 10
_LONGEST_LIFE_S = 4.0
_RECORDED_AFTER_S = 1.5
_NUMBERS = "SELECT slug, number FROM reading JOIN store_plant ON store_plant.id = plant_id WHERE quantity = 'power'"

Numbers = set[tuple[str, int]]  # plant, and the number of the call that its server answered


async def test_nothing_that_was_served_as_recorded_is_gone(tmp_path: Path) -> None:
    seed = int(os.environ.get("QUELIA_TEST", "0")) or random.randrange(1, 1_000_000)
    print(f"QUELIA_TEST={seed}")  # noqa: T201 - with it the same moments come again
    moments = random.Random(seed)
    lives = [[moments.uniform(0, _LONGEST_LIFE_S) for _ in range(_KILLS)][each::_AT_ONCE] for each in range(_AT_ONCE)]
    with Town(_PLANTS) as town:
        counted = await asyncio.gather(*(_endure(tmp_path / f"{n}", town, lives[n]) for n in range(_AT_ONCE)))
    assert sum(map(len, lives)) == _KILLS
    recorded, promised = zip(*counted, strict=True)
    assert min(recorded) > 20  # else nothing was tried
    assert sum(promised) > 50  # hundreds where the machine has time for us


async def _endure(folder: Path, town: Town, lives: list[float]) -> tuple[int, int]:
    """Start quelia and kill it, as many times as there are `lives`, each so many seconds long.

    Returns how many readings were recorded, and of how many a viewer had been promised it.
    """
    await asyncio.to_thread(folder.mkdir)
    service = ForkedService(folder, reach="127.0.0.0/8")
    await asyncio.to_thread(service.load, _declaration(town))
    promised: Numbers = set()
    recorded: Numbers = set()
    for life_s in lives:
        await asyncio.to_thread(service.start)
        # what was recorded is shown again: its owners may have said something newer since, never something older
        shown = await asyncio.to_thread(_shown, service)
        assert all(shown[plant] >= number for plant, number in recorded), shown
        async with Viewer(f"{service.url}/v1/stream?map=france", faithful=True) as viewer:
            await asyncio.sleep(life_s)  # the moment is what is tried
            killed_at = time.monotonic()
            service.kill()
        promised |= _seen(viewer, killed_at - _RECORDED_AFTER_S)
        recorded = _recorded(service.data / "quelia.sqlite3")
        assert promised <= recorded
    return len(recorded), len(promised)


def _declaration(town: Town) -> str:
    tables = [OWNER]
    for number, address in enumerate(town.addresses):
        place = {"owner": "owner", "name": f"P {number}", "energy": "hydro", "latitude": 45.0, "longitude": 6.0}
        source = {"slug": f"p{number}", "owner": "owner", "url": town.url(address), "interval_s": 1}
        point = {"plant": f"p{number}", "quantity": "power", "path": "power", "unit": "MW"}
        tables.append(table("plant", {"slug": f"p{number}", **place, "published": True}))
        tables.append(table("source", source) + table("source.point", point))
    return "\n".join(tables)


def _seen(viewer: Viewer, until: float) -> Numbers:
    return {
        (plant, round(sight.power))
        for plant, sights in viewer.seen.items()
        for sight in sights
        if sight.power is not None and sight.at <= until
    }


def _shown(service: Service) -> dict[str, float]:
    """What the map says of each plant."""
    readings = json.loads(service.get("/v1/maps/france/readings"))["readings"]
    return {each["plant"]: each["values"][0]["value"] for each in readings if each["values"]}


def _recorded(database: Path) -> Numbers:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        return {(plant, round(number / 1e6)) for plant, number in connection.execute(_NUMBERS)}
