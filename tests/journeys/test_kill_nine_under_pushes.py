"""Fifty times kill -9 under fifty pushes a second: none that was acknowledged is lost, and none is stored twice.

Who sends does as a bridge does: what was not acknowledged is sent again as it was, once quelia is back.
"""

import asyncio
import os
import random
import sqlite3
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from tests.journeys.forked import ForkedService
from tests.journeys.pushing import PLANT, new_key, pushed

_KILLS, _AT_ONCE = 50, 5
_PLANTS = 5
_PER_S = 50
_LONGEST_LIFE_S = 3.0
_READINGS = "SELECT CAST(number AS INTEGER), COUNT(*) FROM reading GROUP BY 1"

Item = dict[str, object]


class Sender:
    """Sends numbers that never come again. waiting: those that were not acknowledged, each with its word or without."""

    def __init__(self, key: str) -> None:
        self._headers = {"Authorization": f"Bearer {key}"}
        self._count = 0
        self.waiting: dict[int, tuple[Item, str]] = {}
        self.acknowledged: set[int] = set()

    async def send(self, url: str) -> None:
        """At its pace until cancelled: first what waits, then what is new."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(5)) as session, asyncio.TaskGroup() as group:
            for number in list(self.waiting):
                group.create_task(self._post(session, url, number))
            while True:
                group.create_task(self._post(session, url, self._new()))
                await asyncio.sleep(1 / _PER_S)

    async def resend(self, url: str) -> None:
        async with aiohttp.ClientSession() as session:
            for number in list(self.waiting):
                await self._post(session, url, number)

    def _new(self) -> int:
        self._count += 1
        plant = PLANT if self._count % _PLANTS == 0 else f"{PLANT}-{self._count % _PLANTS + 1}"
        item: Item = {"plant": plant, "value": self._count}
        timed = self._count % 2 == 0
        if timed:
            item["measured_at"] = datetime.fromtimestamp(time.time(), UTC).isoformat()
        self.waiting[self._count] = (item, "" if timed else f"word-{self._count}")
        return self._count

    async def _post(self, session: aiohttp.ClientSession, url: str, number: int) -> None:
        item, word = self.waiting[number]
        headers = self._headers | ({"Idempotency-Key": word} if word else {})
        try:
            async with session.post(f"{url}/v1/push", json=item, headers=headers) as answer:
                taken = answer.status == 202
                await answer.read()
        except (aiohttp.ClientError, OSError, TimeoutError):
            return  # it died meanwhile
        if taken:
            self.acknowledged.add(number)
            self.waiting.pop(number, None)


async def test_what_was_acknowledged_is_there_once(tmp_path: Path) -> None:
    seed = int(os.environ.get("QUELIA_TEST", "0")) or random.randrange(1, 1_000_000)
    print(f"QUELIA_TEST={seed}")  # noqa: T201 - with it the same moments come again
    moments = random.Random(seed)
    lives = [[moments.uniform(0, _LONGEST_LIFE_S) for _ in range(_KILLS)][each::_AT_ONCE] for each in range(_AT_ONCE)]
    counted = await asyncio.gather(*(_endure(tmp_path / f"{n}", lives[n]) for n in range(_AT_ONCE)))
    assert sum(map(len, lives)) == _KILLS
    assert min(counted) > 20  # else nothing was tried


async def _endure(folder: Path, lives: list[float]) -> int:
    """Start quelia and kill it, as many times as there are `lives`, each so many seconds long. Returns how many were stored."""
    await asyncio.to_thread(folder.mkdir)
    service = ForkedService(folder)
    await asyncio.to_thread(service.load, pushed("W", _PLANTS))
    sender = Sender(await asyncio.to_thread(new_key, service))
    for life_s in lives:
        await asyncio.to_thread(service.start)
        sending = asyncio.create_task(sender.send(service.url))
        await asyncio.sleep(life_s)  # the moment is what is tried
        service.kill()
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        stored = await asyncio.to_thread(_stored, service.data / "quelia.sqlite3")
        assert sender.acknowledged <= stored.keys()
        assert set(stored.values()) <= {1}
    await asyncio.to_thread(service.start)
    await sender.resend(service.url)
    await asyncio.to_thread(service.stop)
    stored = await asyncio.to_thread(_stored, service.data / "quelia.sqlite3")
    assert sender.waiting == {}
    assert stored == Counter(sender.acknowledged)
    return len(stored)


def _stored(database: Path) -> Counter[int]:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        return Counter(dict(connection.execute(_READINGS).fetchall()))
