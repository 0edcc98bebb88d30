"""Connections that are kept: for how long, how many, and for whom."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from quelia.sources import pool as pool_module
from quelia.sources.guard import Target
from quelia.sources.pool import Pool
from quelia.sources.tls import Trust
from quelia.sources.wire import Wire
from tests.sources.test_wire import ANSWER, Line

HERE = Target("http", "plant.example.com", 80, "http://plant.example.com/", None)
ELSEWHERE = Target("http", "other.example.com", 80, "http://other.example.com/", None)


class Exchange:
    """Dials lines that end in this test."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    async def dial(self, target: Target, trust: Trust | None) -> Wire:
        await asyncio.sleep(0)
        wire = Wire(target.endpoint, trust, 1000)
        self.lines.append(Line())
        wire.connection_made(self.lines[-1])
        return wire


@pytest.fixture
def exchange() -> Exchange:
    return Exchange()


@pytest.fixture
async def pool(exchange: Exchange) -> AsyncIterator[Pool]:
    made = Pool(exchange.dial, 100)
    yield made
    made.close()


async def asked(wire: Wire) -> Wire:
    """The wire once it has been asked and has answered."""
    said = wire.ask(b"GET / HTTP/1.1\r\n\r\n")
    wire.data_received(ANSWER)
    await said
    return wire


async def test_the_connection_used_last_is_given_out_first(pool: Pool) -> None:
    first, second = [await asked(await pool.take(HERE, None)) for _ in range(2)]
    pool.give(first)
    pool.give(second)
    assert await pool.take(HERE, None) is second
    assert await pool.take(HERE, None) is first


async def test_a_third_read_waits_for_a_place_and_gets_the_connection_that_comes_free(pool: Pool) -> None:
    wires = [await asked(await pool.take(HERE, None)) for _ in range(2)]
    third = asyncio.ensure_future(pool.take(HERE, None))
    await asyncio.sleep(0)
    assert not third.done()
    async with asyncio.timeout(2):
        await pool.take(ELSEWHERE, None)  # another server is another line
    pool.give(wires[0])
    assert await third is wires[0]


async def test_a_kept_connection_is_for_those_who_trust_alike(pool: Pool, exchange: Exchange) -> None:
    pool.give(await asked(await pool.take(HERE, None)))
    other = await pool.take(HERE, Trust(None))  # type: ignore[arg-type] # never looked into here
    assert len(exchange.lines) == 2
    assert other.trust is not None


async def test_no_more_than_two_are_kept_of_a_host_however_they_trust(pool: Pool, exchange: Exchange) -> None:
    for trust in (None, Trust(None), Trust(None)):  # type: ignore[arg-type]
        pool.give(await asked(await pool.take(HERE, trust)))
    assert [line.cut for line in exchange.lines] == [True, False, False]


async def test_one_that_died_meanwhile_is_passed_over(pool: Pool, exchange: Exchange) -> None:
    wire = await asked(await pool.take(HERE, None))
    pool.give(wire)
    wire.connection_lost(None)
    assert await pool.take(HERE, None) is not wire
    assert len(exchange.lines) == 2


async def test_one_whose_answer_was_given_up_is_cut(pool: Pool, exchange: Exchange) -> None:
    wire = await pool.take(HERE, None)
    wire.ask(b"GET / HTTP/1.1\r\n\r\n").cancel()
    pool.give(wire)
    assert exchange.lines[0].cut


async def test_what_is_not_used_for_long_is_cut_and_its_host_forgotten(
    pool: Pool, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "_SWEEP_S", 0.001)
    monkeypatch.setattr(pool_module, "_IDLE_S", 0.0)
    pool.give(await asked(await pool.take(HERE, None)))
    async with asyncio.timeout(2):
        while not exchange.lines[0].cut:
            await asyncio.sleep(0.001)
    await asyncio.sleep(0)
    assert not pool._hosts


async def test_one_that_was_made_long_ago_is_not_used_again(
    pool: Pool, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.give(await asked(await pool.take(HERE, None)))
    monkeypatch.setattr(pool_module, "_LIFE_S", 0.0)
    await pool.take(HERE, None)
    assert [line.cut for line in exchange.lines] == [True, False]


async def test_when_too_many_are_kept_the_longest_idle_goes(exchange: Exchange) -> None:
    pool = Pool(exchange.dial, 2)
    targets = [Target("http", f"{n}.example.com", 80, f"http://{n}.example.com/", None) for n in range(3)]
    for target in targets:
        pool.give(await asked(await pool.take(target, None)))
    assert [line.cut for line in exchange.lines] == [True, False, False]
    assert len(pool._hosts) == 2
    pool.close()
    assert not pool._hosts


async def test_a_dial_that_fails_leaves_its_place(exchange: Exchange) -> None:
    async def refuse(_target: Target, _trust: Trust | None) -> Wire:
        raise ConnectionRefusedError

    pool = Pool(refuse, 100)
    for _ in range(5):
        with pytest.raises(ConnectionRefusedError):
            async with asyncio.timeout(2):
                await pool.take(HERE, None)
    assert not pool._hosts


async def test_who_stops_waiting_leaves_the_line(pool: Pool) -> None:
    wires = [await asked(await pool.take(HERE, None)) for _ in range(2)]
    third, fourth = (asyncio.ensure_future(pool.take(HERE, None)) for _ in range(2))
    await asyncio.sleep(0)
    third.cancel()
    pool.give(wires[0])
    assert await fourth is wires[0]
    pool.give(fourth.result())
    pool.give(wires[1])
    assert [host.users for host in pool._hosts.values()] == [0]
