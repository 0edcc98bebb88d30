"""A disk that takes longer than who sent waits: what is stored by then is announced all the same."""

import asyncio
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from quelia.bus.memory import MemoryBus
from quelia.bus.protocol import READINGS
from quelia.domain.catalog import Catalog
from quelia.live.intake import Announcement, Intake, Pushed
from quelia.store.deposits import Deposits
from quelia.store.errors import Undecided
from tests.domain.examples import MARSEILLE, NOW, plant, point, source
from tests.live.road import Shelf
from tests.store.cellar import plain_tables

SOURCE = source(point(), pushed=True, url="")
CATALOG = Catalog([plant()], [SOURCE], (), {MARSEILLE: 1})
BODY = Pushed(1, b'{"value": 15.8, "measured_at": "2024-01-15T10:29:00Z"}')


async def test_what_is_stored_after_its_sender_was_sent_away_is_announced(tmp_path: Path) -> None:
    file = plain_tables(tmp_path / "quelia.sqlite3")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE store_pushkey (id INTEGER PRIMARY KEY, used_at TEXT)")
    goes_on = threading.Event()
    goes_on.set()

    def slow() -> float:
        goes_on.wait(10)  # in the thread that writes
        return NOW

    deposits, bus, heard = Deposits(file, wait_s=0.05, longest_s=0.0, clock=slow), MemoryBus(), asyncio.Queue[bytes]()
    intake = Intake(Shelf(), deposits, bus)
    for each in (deposits, intake):
        each.use(CATALOG)
    await bus.start()
    bus.subscribe(READINGS, heard.put_nowait)
    deposits.start()
    try:
        async with asyncio.timeout(5):
            while deposits._forget_at <= time.monotonic():  # it asks the clock too, before anything else
                await asyncio.sleep(0.001)
        goes_on.clear()
        with pytest.raises(Undecided):
            await intake.take_pushed(SOURCE, BODY, NOW)
        goes_on.set()
        async with asyncio.timeout(5):
            announced = msgspec.msgpack.decode(await heard.get(), type=Announcement)
        assert announced.reading.values[0].number == 15.8e6
        receipt = await intake.take_pushed(SOURCE, BODY, NOW)
        assert (len(receipt.new), receipt.repeated) == (0, 1)
        assert heard.empty()
    finally:
        goes_on.set()
        deposits.close()
