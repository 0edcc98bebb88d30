"""The `Idempotency-Key` at the door, with real deposits behind it."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from quelia.bus.memory import MemoryBus
from quelia.domain.push import fingerprint, readings
from quelia.live.intake import Intake
from quelia.store.deposits import Deposits
from quelia.web.push import Door
from quelia.web.visitor import Proxies
from tests.domain.examples import NOW
from tests.live.road import Shelf
from tests.store.cellar import plain_tables
from tests.web.street import Street
from tests.web.test_push import CATALOG, SOURCE, Plant


@pytest.fixture
async def at_door(tmp_path: Path) -> AsyncIterator[Plant]:
    file = plain_tables(tmp_path / "quelia.sqlite3")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE store_pushkey (id INTEGER PRIMARY KEY, used_at TEXT)")
    deposits = Deposits(file, clock=lambda: NOW)
    plant = Plant()
    intake = Intake(Shelf(), deposits, MemoryBus())
    for each in (deposits, intake):
        each.use(CATALOG)
    plant.street = Street(CATALOG, push_door=Door(intake.take_pushed, Proxies(()), lambda: NOW, lambda: plant.now))
    deposits.start()
    yield plant
    deposits.close()


async def test_a_word_that_never_changes_loses_nothing_in_silence(at_door: Plant) -> None:
    first = await at_door.send({"value": 1}, idempotency_key="always")
    again = await at_door.send(b'{ "value": 1.0, "quantity": "power" }', idempotency_key="always")
    other = await at_door.send({"value": 2}, idempotency_key="always", accept_language="en")
    assert [first.json, again.json] == [{"accepted": 1, "repeated": 0}, {"accepted": 0, "repeated": 1}]
    assert (other.status, other.json["error"]["code"]) == (422, "word_reused")
    assert "already came with other values" in other.json["error"]["message"]
    assert (await at_door.send({"value": 2})).json == {"accepted": 1, "repeated": 0}


def test_a_body_says_the_same_whenever_it_comes_and_however_it_is_written() -> None:
    one = fingerprint(readings(SOURCE, b'{"value": 1}', NOW))
    assert fingerprint(readings(SOURCE, b'[{"unit": "MW", "value": 1.0}]', NOW + 60)) == one
    for other in (b'{"value": 2}', b'{"value": null}', b'{"value": 1, "simulated": true}', b'{"reason": "timeout"}'):
        assert fingerprint(readings(SOURCE, other, NOW)) != one
