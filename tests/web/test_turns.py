"""Answers of our own and of the framework on one connection: their order, and that they wait for whoever reads slowly."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from tests.live.road import a_catalog, a_source
from tests.web.door import ENOUGH_S, Door, open_door, plain, request
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


@pytest.mark.parametrize("at_once", [1, 100])
async def test_for_one_that_reads_nothing_not_much_is_kept(door: Door, at_once: int) -> None:
    line = await door.line(takes=4096)
    front, asked = await door.front(), 0
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
    front = await door.front()
    await line.say((READINGS * 200 + HEALTH) * 3 + READINGS)
    async with asyncio.timeout(ENOUGH_S):
        while not front.flow.read_paused:
            await asyncio.sleep(0)
    bodies = [(await line.answer())[1][:11] for _ in range(604)]
    assert bodies == [*([b'{"readings"'] * 200 + [b'{"status":"']) * 3, b'{"readings"']


async def test_one_that_reads_late_may_ask_on(door: Door) -> None:
    line = await door.line(takes=4096)
    front = await door.front()
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
    front = await door.front()
    await line.say(READINGS * 200)
    async with asyncio.timeout(ENOUGH_S):
        while not front.pipeline:
            await asyncio.sleep(0)
        line.close()
        while door.server.server_state.connections:
            await asyncio.sleep(0.001)
    assert not front.pipeline


# --- what is refused behind other requests

TOO_LONG = request("/healthz", "X-Long: " + "a" * 40_000)
NO_REQUEST = "nonsense\r\n\r\n"
BAD_BODY = request("/page", "Transfer-Encoding: chunked") + "nonsense\r\n"


@pytest.mark.parametrize(("last", "status"), [(TOO_LONG, "431"), (NO_REQUEST, "400"), (BAD_BODY, "400")])
async def test_what_is_refused_waits_its_turn(street: Street, last: str, status: str) -> None:
    async with open_door(plain("page"), street.front) as door:
        line = await door.line()
        await line.say(request("/page?wait=0.05") + READINGS + request("/page?wait=0.02") + last + READINGS)
        bodies = [(await line.answer())[1][:4] for _ in range(3)]
        assert bodies == [b"page", b'{"re', b"page"]
        assert (await line.answer())[0].startswith(f"HTTP/1.1 {status} ")
        assert await line.rest() == b""


@pytest.mark.parametrize(("last", "status"), [(TOO_LONG, "431"), (NO_REQUEST, "400")])
async def test_what_is_said_behind_what_is_refused_is_not_read(street: Street, last: str, status: str) -> None:
    async with open_door(plain("page"), street.front) as door:
        line = await door.line()
        front = await door.front()
        front.data_received((request("/page?wait=0.05") + last).encode())
        for said in (READINGS, NO_REQUEST, TOO_LONG):
            front.data_received(said.encode())
        assert (await line.answer())[1] == b"page"
        assert (await line.answer())[0].startswith(f"HTTP/1.1 {status} ")
        assert await line.rest() == b""


async def test_what_is_refused_behind_answers_that_are_not_taken_waits_for_them(door: Door) -> None:
    line = await door.line(takes=4096)
    front = await door.front()
    await line.say(READINGS * MANY)
    async with asyncio.timeout(ENOUGH_S):
        while not front.pipeline:
            await asyncio.sleep(0)
        front.data_received(NO_REQUEST.encode())
    for _ in range(MANY):
        assert (await line.answer())[0].startswith("HTTP/1.1 200")
    assert (await line.answer())[0].startswith("HTTP/1.1 400 ")
    assert await line.rest() == b""


async def reads_it_all(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers once it has the whole body."""
    while (message := await receive())["type"] == "http.request" and message["more_body"]:
        pass
    await PlainTextResponse("page")(scope, receive, send)


@pytest.mark.parametrize("before", ["", READINGS])
async def test_a_body_that_is_none_is_refused_at_once_though_its_application_waits_for_it(
    street: Street, before: str
) -> None:
    async with open_door(reads_it_all, street.front) as door:
        line = await door.line()
        await line.say(before + BAD_BODY)
        assert (await line.rest()).count(b"HTTP/1.1 400 ") == 1


async def test_an_answer_is_never_mixed_with_a_refusal(street: Street) -> None:
    begun = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
        begun.set()
        await receive()
        await receive()

    async with open_door(app, street.front) as door:
        line = await door.line()
        await line.say(request("/page", "Transfer-Encoding: chunked"))
        await begun.wait()
        await line.say("nonsense\r\n")
        assert (await line.rest()).count(b"HTTP/1.1") == 1


async def test_nothing_is_refused_within_a_stream(door: Door) -> None:
    line = await door.line()
    await line.say(request("/v1/stream?plants=p1") + NO_REQUEST)
    assert "text/event-stream" in await line.head()
    for _ in range(2):
        assert "HTTP/1.1" not in await line.event()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await line.rest()
