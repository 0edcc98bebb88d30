"""Answers of our own and of the framework on one connection: their order, and that they wait for whoever reads slowly."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from quelia.web.front import Front
from tests.live.road import a_catalog, a_source
from tests.web.door import ENOUGH_S, Door, open_door, request
from tests.web.street import Street

READINGS = request("/v1/maps/france/readings")  # some 20 kB for these plants
HEALTH = request("/healthz")
MANY = 600  # what they come to is more than any system keeps for a connection
MOST_KEPT = 512 * 1024  # far less than what is asked for below


@pytest.fixture
def street() -> Street:
    return Street(a_catalog(*(a_source(number) for number in range(1, 101))))


@pytest.fixture
async def door(street: Street) -> AsyncIterator[Door]:
    async with open_door(street.app, street.front) as door:
        yield door


async def front_of(door: Door) -> Front:
    """That of the only connection, once it is there."""
    async with asyncio.timeout(ENOUGH_S):
        while not door.server.server_state.connections:
            await asyncio.sleep(0)
    (front,) = door.server.server_state.connections
    assert isinstance(front, Front)
    return front


@pytest.mark.parametrize("at_once", [1, 100])
async def test_for_one_that_reads_nothing_not_much_is_kept(door: Door, at_once: int) -> None:
    line = await door.line(takes=4096)
    front, asked = await front_of(door), 0
    async with asyncio.timeout(ENOUGH_S):
        while not front.flow.read_paused:
            await line.say(READINGS * at_once)
            asked += at_once
            await asyncio.sleep(0)
    assert front.transport.get_write_buffer_size() < MOST_KEPT
    bodies = {(await line.answer())[1] for _ in range(asked)}
    assert len(bodies) == 1


async def test_one_that_reads_late_has_all_of_it_in_order(door: Door) -> None:
    line = await door.line(takes=4096)
    front = await front_of(door)
    await line.say((READINGS * 200 + HEALTH) * 3 + READINGS)
    async with asyncio.timeout(ENOUGH_S):
        while not front.flow.read_paused:
            await asyncio.sleep(0)
    bodies = [(await line.answer())[1][:11] for _ in range(604)]
    assert bodies == [*([b'{"readings"'] * 200 + [b'{"status":"']) * 3, b'{"readings"']


async def test_one_that_reads_late_may_ask_on(door: Door) -> None:
    line = await door.line(takes=4096)
    front = await front_of(door)
    for _ in range(3):
        await line.say(READINGS * MANY)
        async with asyncio.timeout(ENOUGH_S):
            while not front.flow.read_paused:
                await asyncio.sleep(0)
        for _ in range(MANY):
            assert (await line.answer())[0].startswith("HTTP/1.1 200")
        await line.say(HEALTH)
        assert (await line.answer())[0].startswith("HTTP/1.1 200")


async def test_any_number_waits_behind_an_answer_that_is_being_made(door: Door) -> None:
    line = await door.line()
    await line.say(HEALTH + READINGS * 1000 + HEALTH)
    sizes = [len((await line.answer())[1]) for _ in range(1002)]
    assert (sizes[0], len(set(sizes[1:-1])), sizes[-1]) == (sizes[-1], 1, sizes[0])


async def test_what_stands_behind_the_last_answer_is_not_answered(door: Door) -> None:
    line = await door.line()
    last = request("/v1/maps/france/readings", "Connection: close")
    await line.say(HEALTH + READINGS + last + READINGS)
    for _ in range(3):
        await line.answer()
    assert await line.rest() == b""


async def test_one_that_leaves_while_answers_wait_leaves_nothing_behind(door: Door) -> None:
    line = await door.line(takes=4096)
    front = await front_of(door)
    await line.say(READINGS * 200)
    async with asyncio.timeout(ENOUGH_S):
        while not front.pipeline:
            await asyncio.sleep(0)
        line.close()
        while door.server.server_state.connections:
            await asyncio.sleep(0.001)
    assert not front.pipeline
