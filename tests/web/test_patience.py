"""How long a connection waits: whatever a visitor leaves undone, it ends by itself; what is made or taken is not cut."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.types import Message, Receive, Scope, Send

from quelia.web import patience
from tests.live.road import a_catalog, a_source
from tests.web.door import ENOUGH_S, Door, Line, open_door, plain, request
from tests.web.street import Street

STREAM = "/v1/stream?map=france"
READINGS = "/v1/maps/france/readings"
SOON_S = 0.05
LATE = f"/page?wait={4 * SOON_S}"

NO_BODY = ("Content-Length: 1", "Transfer-Encoding: chunked")
PATHS = (READINGS, STREAM, "/healthz", "/v1/plants/p1", "/v1/plants/p1/reading", "/nowhere", "/", "/v1/stream")


@pytest.fixture
def street() -> Street:
    return Street(a_catalog(a_source(1)))


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request has to be whole soon."""
    monkeypatch.setattr(patience, "_REQUEST_S", SOON_S)


@pytest.fixture
async def door(street: Street) -> AsyncIterator[Door]:
    async with open_door(street.app, street.front, kept_s=SOON_S) as door:
        yield door


async def drip(line: Line, piece: str) -> None:
    """Say the same again and again until the other side has closed; else it goes on until the test fails."""
    with pytest.raises(ConnectionError):
        async with asyncio.timeout(ENOUGH_S):
            while True:
                await line.say(piece)
                await asyncio.sleep(SOON_S / 10)


# --- a request that is never finished


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("said", ["", "\r\n", "GET /healthz HTT", "GET /healthz HTTP/1.1\r\nHost: a\r\n"])
async def test_who_never_finishes_a_request_is_sent_away(door: Door, said: str) -> None:
    line = await door.line()
    await line.say(said)
    assert await line.rest() == b""


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("body", NO_BODY)
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", PATHS)
async def test_who_announces_a_body_and_sends_none_is_sent_away(door: Door, path: str, method: str, body: str) -> None:
    line = await door.ask(path, body, method=method)
    await line.rest()


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("path", [READINGS, STREAM, "/healthz", "/nowhere"])
async def test_a_body_that_drips_holds_nothing(door: Door, path: str) -> None:
    await drip(await door.ask(path, "Content-Length: 1000000"), "a")


@pytest.mark.usefixtures("hurried")
async def test_pieces_of_a_body_without_an_end_hold_nothing(door: Door) -> None:
    await drip(await door.ask(READINGS, "Transfer-Encoding: chunked"), "1\r\na\r\n")


@pytest.mark.usefixtures("hurried")
async def test_who_waits_to_be_asked_for_a_body_is_sent_away(door: Door) -> None:
    assert await (await door.ask(READINGS, "Content-Length: 1", "Expect: 100-continue")).rest() == b""


@pytest.mark.usefixtures("hurried")
async def test_an_application_that_waits_for_a_body_is_told_that_it_does_not_come(street: Street) -> None:
    told: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        messages: list[Message] = []
        while not messages or messages[-1]["type"] != "http.disconnect":
            messages.append(await receive())
        told.set_result([message["type"] for message in messages])

    async with open_door(app, street.front) as door, asyncio.timeout(ENOUGH_S):
        assert await (await door.ask("/page", "Content-Length: 1", method="POST")).rest() == b""
        assert await told == ["http.disconnect"]


@pytest.mark.usefixtures("hurried")
async def test_a_slow_answer_is_not_cut(street: Street) -> None:
    async with open_door(plain("late"), street.front) as door:
        assert (await (await door.ask(LATE)).answer())[1] == b"late"


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("behind", ["GET /page HT", request("/page", "Content-Length: 1")])
async def test_what_is_not_finished_behind_a_slow_answer_does_not_cut_it(street: Street, behind: str) -> None:
    async with open_door(plain("late"), street.front) as door:
        line = await door.line()
        await line.say(request(LATE) + behind)
        assert (await line.answer())[1] == b"late"
        await line.rest()


@pytest.mark.usefixtures("hurried")
async def test_an_answer_that_is_being_taken_is_not_cut_for_a_body_that_does_not_come(street: Street) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
        await asyncio.sleep(4 * SOON_S)
        await send({"type": "http.response.body", "body": b"late"})

    async with open_door(app, street.front) as door:
        assert (await (await door.ask("/page", "Content-Length: 1", method="POST")).answer())[1] == b"late"


async def test_the_time_for_a_request_begins_with_it_and_ends_with_its_body(door: Door) -> None:
    await door.line()
    front, counts = await door.front(), []
    for said in (request(READINGS, "Content-Length: 2") + "a", "b", "G"):
        front.data_received(said.encode())
        counts.append(front._late is not None)
    assert counts == [True, False, True]


# --- a connection on which nothing is asked


@pytest.mark.parametrize("path", [READINGS, "/healthz"])
@pytest.mark.parametrize("empty", ["\r\n", "\r", "\n", "\r\n\r\n"])
async def test_an_empty_line_after_an_answer_holds_nothing(door: Door, path: str, empty: str) -> None:
    line = await door.ask(path)
    await line.answer()
    await line.say(empty)
    assert await line.rest() == b""


async def test_empty_lines_do_not_prolong_the_time_that_a_connection_is_kept(street: Street) -> None:
    async with open_door(street.app, street.front) as door:
        line = await door.ask(READINGS)
        await line.answer()
        front = await door.front()
        before = front.timeout_keep_alive_task
        front.data_received(b"\r\n")
        assert before is not None
        assert (front.timeout_keep_alive_task, before.cancelled()) == (before, False)


async def test_an_empty_line_before_a_request_is_passed_over(street: Street) -> None:
    async with open_door(street.app, street.front) as door:
        line = await door.line()
        for path in (READINGS, "/healthz", READINGS):
            await line.say("\r\n")
            await line.say("\r\n" + request(path))
            assert (await line.answer())[0].startswith("HTTP/1.1 200")


async def test_an_empty_line_within_a_request_belongs_to_it(door: Door) -> None:
    line = await door.line()
    await line.say("GET /healthz HTTP/1.1\r\nHost: a")
    for _ in range(2):
        await line.say("\r\n")
        await asyncio.sleep(0)
    assert (await line.answer())[0].startswith("HTTP/1.1 200")


@pytest.mark.parametrize("path", ["/healthz", "/nowhere"])
async def test_a_body_that_comes_after_its_answer_holds_nothing(door: Door, path: str) -> None:
    line = await door.ask(path, "Content-Length: 1")
    await line.answer()
    await line.say("a")
    assert await line.rest() == b""


@pytest.mark.parametrize("head", [["Connection: Upgrade", "Upgrade: h2c"], ["Connection: keep-alive"]])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT"])
async def test_nothing_that_was_answered_is_kept_for_ever(door: Door, method: str, head: list[str]) -> None:
    await (await door.ask("/healthz", *head, method=method)).rest()
