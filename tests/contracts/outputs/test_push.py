"""What a bridge pushes stands in quelia: at once, after an outage, and whatever its clock says."""

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

from quelia.bridge.outputs.push import Push
from quelia.domain.errors import NotConnected
from tests.contracts.outputs.installation import PLANT, declared, output, sample, site
from tests.contracts.outputs.taker import Taker
from tests.journeys.service import Service

_ENOUGH_S = 20.0


@asynccontextmanager
async def pushing(
    quelia: Service | Taker, key: str, folder: Path, clock: Callable[[], float] = time.time, **settings: object
) -> AsyncIterator[Push]:
    push = output({"type": "push", "url": quelia.url, "key": key, **settings}, site(folder, clock))
    running = asyncio.create_task(push.run())
    try:
        yield push
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await push.close()


async def emptied(push: Push) -> None:
    async with asyncio.timeout(_ENOUGH_S):
        while push.waiting:
            await asyncio.sleep(0.01)


def shown(quelia: Service) -> Any:
    return json.loads(quelia.get(f"/v1/plants/{PLANT}/reading"))


def stored(quelia: Service) -> list[tuple[int, float | None, str | None]]:
    """measured_ms, watts and reason of all that is in the database, the oldest first."""
    with closing(sqlite3.connect(quelia.data / "quelia.sqlite3")) as database:
        return database.execute("SELECT measured_ms, number, reason FROM reading ORDER BY measured_ms").fetchall()


async def test_a_value_is_live(quelia: Service, key: str, tmp_path: Path) -> None:
    async with pushing(quelia, key, tmp_path) as push:
        await push.take([sample(412.5, time.time())])
        await emptied(push)
    reading = await asyncio.to_thread(shown, quelia)
    assert (reading["state"], reading["values"]) == ("live", [{"quantity": "power", "value": 412.5, "unit": "kW"}])


async def test_what_fails_at_the_plant_is_an_error_on_the_map(quelia: Service, key: str, tmp_path: Path) -> None:
    async with pushing(quelia, key, tmp_path) as push:
        for _ in range(2):
            await push.take([sample(None, time.time(), error=NotConnected("no line"))])
            await emptied(push)
    reading = await asyncio.to_thread(shown, quelia)
    assert (reading["state"], reading["reason"]) == ("error", "connection")


async def test_an_hour_without_a_network_is_filled_in(quelia: Service, key: str, tmp_path: Path) -> None:
    now = time.time()
    times = [now - 3600 + 5 * number for number in range(720)]
    at = now - 3600
    async with pushing(quelia, key, tmp_path, lambda: at) as push:
        port = quelia.port
        quelia.stop()
        for number, at in enumerate(times):
            await push.take([sample(float(number), at)])
        at = now
        assert push.waiting == 720
        quelia.start(port)
        await emptied(push)
    reading = await asyncio.to_thread(shown, quelia)
    assert (reading["state"], reading["values"][0]["value"]) == ("live", 719)
    assert stored(quelia) == [(round(at * 1000), number * 1000.0, None) for number, at in enumerate(times)]


async def test_the_newest_goes_first(quelia: Service, key: str, tmp_path: Path) -> None:
    now = time.time()
    async with pushing(quelia, key, tmp_path, batch=2) as push:
        await push.take([sample(float(number), now - 60 + number) for number in range(60)])
        async with asyncio.timeout(_ENOUGH_S):
            while not stored(quelia):
                await asyncio.sleep(0.01)
        assert stored(quelia)[-1][0] == round((now - 1) * 1000)
        assert push.waiting > 40


async def test_a_clock_that_is_years_late_is_put_right(quelia: Service, key: str, tmp_path: Path) -> None:
    late_s = 3 * 365 * 86_400
    async with pushing(quelia, key, tmp_path, lambda: time.time() - late_s) as push:
        await push.take([sample(7.0, time.time() - late_s)])
        await emptied(push)
        assert abs(push.ahead_s + late_s) < 10
    (measured_ms, watts, _), *_ = stored(quelia)
    assert abs(measured_ms / 1000 - time.time()) < 10
    assert watts == 7000
    assert (await asyncio.to_thread(shown, quelia))["state"] == "live"


async def test_a_clock_that_is_weeks_ahead_makes_nothing_too_old(quelia: Service, key: str, tmp_path: Path) -> None:
    ahead_s = 30 * 86_400
    port = quelia.port
    async with pushing(quelia, key, tmp_path, lambda: time.time() + ahead_s) as push:
        await push.take([sample(1.0, time.time() + ahead_s)])
        await emptied(push)  # what time it is, is known now
        quelia.stop()
        await push.take([sample(2.0, time.time() + ahead_s, measured_at=time.time())])
        await push.take([sample(3.0, time.time() + ahead_s)])
        async with asyncio.timeout(_ENOUGH_S):
            while push.trouble != "connection":
                await asyncio.sleep(0.01)
        quelia.start(port)
        await emptied(push)
        assert push.dropped == 0
    assert {watts for _, watts, _ in stored(quelia)} == {1000, 2000, 3000}


async def test_one_that_is_refused_for_good_holds_up_nobody(quelia: Service, key: str, tmp_path: Path) -> None:
    now = time.time()
    good = [sample(float(number), now - number) for number in range(5)]
    async with pushing(quelia, key, tmp_path) as push:
        await push.take(
            [*good[:2], sample(1.0, now, measured_at=now + 3000), sample(1.0, now, plant="elsewhere"), *good[2:]]
        )
        await emptied(push)
        assert push.dropped == 2
    assert len(stored(quelia)) == 5


async def test_a_key_that_is_revoked_loses_nothing(quelia: Service, tmp_path: Path) -> None:
    key = declared(quelia)
    quelia.run("push-key", "revoke", "val-push", key[-2:])
    new = quelia.run("push-key", "new", "val-push").split()[0]
    quelia.start()
    async with pushing(quelia, key, tmp_path) as push:
        await push.take([sample(3.0, time.time())])
        async with asyncio.timeout(_ENOUGH_S):
            while push.trouble != "key":
                await asyncio.sleep(0.01)
        assert push.waiting == 1
    async with pushing(quelia, new, tmp_path) as push:
        async with asyncio.timeout(_ENOUGH_S):
            while not stored(quelia):
                await asyncio.sleep(0.05)
    assert [watts for _, watts, _ in stored(quelia)] == [3000]


async def test_what_another_version_left_and_nobody_can_read_keeps_nothing_back(
    quelia: Service, key: str, tmp_path: Path
) -> None:
    now = round(time.time() * 1000)
    async with pushing(quelia, key, tmp_path) as push:
        await push.take([sample(1.0, now / 1000 - 5)])
        await emptied(push)
    (file,) = (tmp_path / "keep").glob("push-*.sqlite3")
    with closing(sqlite3.connect(file)) as queue, queue:
        for body in ('{"value": {"of": "later"}}', "no JSON"):
            queue.execute(
                "INSERT INTO item (track, measured_ms, by_clock, body) VALUES ('other', ?, 0, ?)", (now, body)
            )
            now += 1
    async with pushing(quelia, key, tmp_path) as push:
        await push.take([sample(2.0, now / 1000)])
        await emptied(push)
        assert push.dropped == 2
    assert [watts for _, watts, _ in stored(quelia)] == [1000.0, 2000.0]
