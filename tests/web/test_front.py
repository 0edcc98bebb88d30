"""The front door: what leaves the framework there, and that nothing else changes."""

import asyncio
import gc
import inspect
import json
import re
import weakref
from collections.abc import AsyncIterator

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from quelia.domain.plant import Map
from quelia.web import front as front_module
from quelia.web import patience, turns
from quelia.web.front import Front, front_door
from quelia.web.patience import Patient
from quelia.web.stream import StreamViewer
from quelia.web.turns import Turns
from tests.live.road import a_catalog, a_plant, a_source
from tests.web.door import Door, Line, open_door, plain, request
from tests.web.street import Street, says

STREAM = "/v1/stream?map=france"
READINGS = "/v1/maps/france/readings"


@pytest.fixture
def street() -> Street:
    return Street(a_catalog(a_source(1), a_source(2)))


@pytest.fixture
async def door(street: Street) -> AsyncIterator[Door]:
    async with open_door(street.app, street.front) as door:
        yield door


# --- streams


async def test_a_stream_begins_with_when_to_come_back_and_the_latest(door: Door, street: Street) -> None:
    street.hear(says("p1"))
    line = await door.ask(STREAM)
    assert (await line.head()).startswith("HTTP/1.1 200 OK\r\n")
    assert 2000 <= int((await line.event()).removeprefix("retry: ")) <= 10_000
    first, second = [json.loads((await line.event()).split("data: ")[1]) for _ in range(2)]
    assert [(each["plant"], each["state"]) for each in (first, second)] == [("p1", "live"), ("p2", "waiting")]


async def test_a_new_reading_follows(door: Door, street: Street) -> None:
    line = await door.ask("/v1/stream?plants=p1")
    for _ in range(2):
        await line.event()
    street.hear(says("p1", 2e6))
    assert '"value":2.0' in await line.event()


@pytest.mark.parametrize("size", [1, 3, 17, 1000])
async def test_a_request_may_come_in_pieces(door: Door, size: int) -> None:
    line, text = await door.line(), request(STREAM)
    for start in range(0, len(text), size):
        await line.say(text[start : start + size])
        await asyncio.sleep(0)
    assert "text/event-stream" in await line.head()


async def test_a_stream_may_be_asked_for_on_a_kept_connection(door: Door) -> None:
    line = await door.line()
    for path in ("/healthz", READINGS, "/healthz"):
        await line.say(request(path))
        assert (await line.answer())[0].startswith("HTTP/1.1 200")
    await line.say(request(STREAM))
    assert "text/event-stream" in await line.head()


async def test_a_stream_asked_for_behind_other_requests_comes_in_its_turn(street: Street) -> None:
    async with open_door(plain("page"), street.front) as door:
        line = await door.line()
        await line.say(request("/page?wait=0.05") + request("/page?wait=0.02") + request(STREAM))
        assert [(await line.answer())[1] for _ in range(2)] == [b"page", b"page"]
        assert "text/event-stream" in await line.head()
        assert (await line.event()).startswith("retry:")


async def test_what_follows_a_stream_on_its_connection_is_not_answered(door: Door) -> None:
    line = await door.line()
    await line.say(request("/v1/stream?plants=p1") + request("/healthz"))
    head = await line.head()
    await line.event()
    assert "text/event-stream" in head
    assert "HTTP/1.1" not in await line.event()


async def test_events_may_be_read_by_any_site_and_are_kept_by_nobody(door: Door) -> None:
    head = (await (await door.ask(STREAM, "Origin: https://mairie.example")).head()).lower()
    for expected in (
        "access-control-allow-origin: *",
        "cache-control: no-store, no-transform",
        "x-accel-buffering: no",
        "x-content-type-options: nosniff",
    ):
        assert expected in head
    assert "credentials" not in head
    assert "set-cookie" not in head
    assert "content-encoding" not in head


@pytest.mark.parametrize("last", ["0", "x" * 5000, "\x00", "-1", "é"])
async def test_a_last_event_id_changes_nothing(door: Door, last: str) -> None:
    line = await door.ask("/v1/stream?plants=p1", f"Last-Event-ID: {last}")
    head = await line.head()
    if "\x00" in last:
        assert head.startswith("HTTP/1.1 400")
    else:
        assert [(await line.event())[:6] for _ in range(2)] == ["retry:", "event:"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/stream", 400),
        ("/v1/stream?", 400),
        ("/v1/stream?map=france&plants=p1", 400),
        ("/v1/stream?map=nowhere", 404),
        ("/v1/stream?plants=nowhere", 404),
        ("/v1/stream?plants=", 404),
        ("/v1/stream?plants=%ff", 404),
        ("/v1/stream?" + "&".join(f"a{number}=" for number in range(50)), 400),
    ],
)
async def test_what_cannot_be_watched_is_refused_by_the_framework(door: Door, path: str, status: int) -> None:
    head, body = await (await door.ask(path)).answer()
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert json.loads(body)["error"]["code"] == {400: "bad_request", 404: "not_found"}[status]


async def test_head_of_a_stream_is_its_head(door: Door) -> None:
    line = await door.ask(STREAM, "Connection: close", method="HEAD")
    assert "text/event-stream" in await line.head()
    assert await line.rest() == b""


async def test_a_stream_cannot_be_posted_to(door: Door) -> None:
    head, _ = await (await door.ask(STREAM, "Content-Length: 0", method="POST")).answer()
    assert head.startswith("HTTP/1.1 405 ")


async def test_a_plant_is_watched_while_its_stream_is_open(door: Door, street: Street) -> None:
    line = await door.ask("/v1/stream?plants=p1")
    await line.event()
    assert street.demand.watched(["plant:p1"])
    line.close()
    await until(lambda: not street.demand.watched(["plant:p1"]))


async def test_nothing_of_uvicorns_own_is_kept_for_a_viewer(door: Door) -> None:
    gc.collect()
    gc.disable()  # it has to go by itself: thousands that wait for the collector are as good as kept
    try:
        line = await door.ask(STREAM)
        await line.event()
        assert not any(issubclass(type(each), Front) for each in gc.get_objects())
    finally:
        gc.enable()


async def test_a_draft_is_shown_to_who_holds_a_ticket_for_it() -> None:
    plants = [a_plant("p1", published=False), a_plant("p2", published=False)]
    street = Street(a_catalog(a_source(1), a_source(2), plants=plants))
    async with open_door(street.app, street.front) as door:
        line = await door.ask(f"/v1/stream?draft={street.tickets.issue(['p1'])}")
        await line.event()
        assert '"plant":"p1"' in await line.event()
        street.hear(says("p2"), says("p1"))
        assert '"plant":"p1","state":"live"' in await line.event()
        assert street.demand.watched(["draft:p1"])


@pytest.mark.parametrize(
    "query", ["plants=p1", "plants=draft:p1", "map=france", "draft=p1", "draft=", "draft=WyJwMSJd.a.b"]
)
async def test_nobody_else_sees_a_draft(query: str) -> None:
    street = Street(a_catalog(a_source(1), plants=[a_plant("p1", published=False)]))
    street.hear(says("p1"))
    async with open_door(street.app, street.front) as door:
        line = await door.ask(f"/v1/stream?{query}")
        if (await line.head()).startswith("HTTP/1.1 404"):
            return
        await line.event()
        street.hear(says("p1", 2e6, received_at=street.now + 5))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await line.event()


# --- limits


async def test_one_household_opens_so_many_streams_and_no_more() -> None:
    street = Street(a_catalog(a_source(1)), streams_per_ip=2)
    async with open_door(street.app, street.front) as door:
        lines = [await door.ask(STREAM) for _ in range(2)]
        for line in lines:
            await line.event()
        head, body = await (await door.ask(STREAM)).answer()
        assert (head[:12], json.loads(body)["error"]["code"]) == ("HTTP/1.1 429", "too_many_streams")
        assert "retry-after: 10" in head.lower()
        lines[0].close()
        await until(lambda: len(street.crowd) == 1)
        assert "text/event-stream" in await (await door.ask(STREAM)).head()


async def test_behind_a_proxy_each_visitor_has_a_limit_of_his_own() -> None:
    street = Street(a_catalog(a_source(1)), streams_per_ip=1, trusted_proxies=("127.0.0.1",))
    async with open_door(street.app, street.front) as door:
        for visitor in ("198.51.100.1", "198.51.100.2"):
            head = await (await door.ask(STREAM, f"X-Forwarded-For: {visitor}")).head()
            assert "text/event-stream" in head
        again = await (await door.ask(STREAM, "X-Forwarded-For: 198.51.100.2")).head()
        assert again.startswith("HTTP/1.1 429")


async def test_nobody_has_a_limit_for_himself_by_saying_so() -> None:
    street = Street(a_catalog(a_source(1)), streams_per_ip=1)
    async with open_door(street.app, street.front) as door:
        await (await door.ask(STREAM, "X-Forwarded-For: 198.51.100.1")).event()
        head = await (await door.ask(STREAM, "X-Forwarded-For: 198.51.100.2")).head()
        assert head.startswith("HTTP/1.1 429")


@pytest.mark.parametrize(
    "head",
    [
        [f"X-{number}: a" for number in range(150)],
        ["X-Long: " + "a" * 40_000],
        ["Cookie: " + "a" * 8_000] * 5,
    ],
)
async def test_a_head_that_no_browser_sends_is_refused(door: Door, head: list[str]) -> None:
    line = await door.ask("/healthz", *head)
    assert (await line.head()).startswith("HTTP/1.1 431 ")
    assert await line.rest() == b""


async def test_an_endless_address_is_refused(door: Door) -> None:
    assert (await (await door.ask("/" + "a" * 50_000)).head()).startswith("HTTP/1.1 431 ")


async def test_a_real_connection_that_is_not_read_keeps_one_frame_a_plant() -> None:
    street = Street(a_catalog(*(a_source(number) for number in range(1, 101))))
    async with open_door(street.app, street.front) as door:
        line = await door.line(takes=4096)
        await line.say("GET /v1/stream?map=france HTTP/1.1\r\nHost: a\r\n\r\n")
        await line.event()
        value = 0
        (viewer,) = door.server.server_state.connections
        assert isinstance(viewer, StreamViewer)
        while viewer.pending is None or len(viewer.pending) < 100:
            value += 1
            for number in range(1, 101):
                street.hear(says(f"p{number}", value * 1e3, source=number, received_at=street.now + value))
            await asyncio.sleep(0)
        street.hear(*(says(f"p{number}", 7e6, source=number, received_at=street.now + 1e6) for number in range(1, 101)))
        assert await last_values(line, 100) == {7.0}


async def last_values(line: Line, count: int) -> set[float]:
    """The last values of `count` plants, once they agree."""
    latest: dict[str, float] = {}
    while len(latest) < count or len(set(latest.values())) > 1 or 7.0 not in latest.values():
        event = await line.event()
        if '"value":' in event:
            latest[event.split('"plant":"')[1].split('"')[0]] = float(event.split('"value":')[1].split(",")[0])
    return set(latest.values())


# --- snapshots


async def test_a_snapshot_is_what_the_framework_would_say(door: Door, street: Street) -> None:
    street.hear(says("p1"))
    direct_head, direct = await (await door.ask(READINGS)).answer()
    made_head, made = await (await door.ask(f"{READINGS}?lang=fr")).answer()
    assert direct == made
    assert named(direct_head) == named(made_head)


async def test_a_snapshot_that_is_known_costs_a_304(door: Door, street: Street) -> None:
    head, _ = await (await door.ask(READINGS)).answer()
    etag = named(head)["etag"]
    for given in (etag, f'W/{etag}, "other"', f'"other", {etag}'):
        again, body = await (await door.ask(READINGS, f"If-None-Match: {given}")).answer()
        assert (again[:12], body) == ("HTTP/1.1 304", b"")
    street.hear(says("p1"))
    changed, _ = await (await door.ask(READINGS, f"If-None-Match: {etag}")).answer()
    assert changed.startswith("HTTP/1.1 200")


async def test_snapshots_follow_each_other_on_one_connection(door: Door) -> None:
    line = await door.line()
    await line.say(request(READINGS) * 3)
    assert {(await line.answer())[0][:12] for _ in range(3)} == {"HTTP/1.1 200"}


async def test_answers_on_one_connection_keep_their_order(street: Street) -> None:
    async with open_door(plain("page"), street.front) as door:
        line = await door.line()
        await line.say(request("/page?wait=0.05") + request(READINGS) + request("/page") + request(READINGS))
        bodies = [(await line.answer())[1][:4] for _ in range(4)]
        assert bodies == [b"page", b'{"re', b"page", b'{"re']


async def test_a_connection_closes_after_a_snapshot_where_that_was_asked(door: Door) -> None:
    line = await door.ask(READINGS, "Connection: close")
    head, _ = await line.answer()
    assert "connection: close" in head.lower()
    assert await line.rest() == b""


async def test_a_body_that_comes_with_a_snapshot_is_passed_over(door: Door) -> None:
    line = await door.ask(READINGS, "Content-Length: 5")
    await line.say("hello" + request("/healthz"))
    assert (await line.answer())[0].startswith("HTTP/1.1 200")
    assert b"ok" in (await line.answer())[1]


async def test_a_map_that_is_none_is_refused_by_the_framework(door: Door) -> None:
    head, body = await (await door.ask("/v1/maps/nowhere/readings")).answer()
    assert (head[:12], json.loads(body)["error"]["code"]) == ("HTTP/1.1 404", "not_found")


# --- a snapshot that is asked for again, byte for byte


class Counting(Front):
    """A front that counts what is parsed."""

    parsed = 0

    def on_message_begin(self) -> None:
        type(self).parsed += 1
        super().on_message_begin()


@pytest.fixture
def counting(street: Street) -> type[Counting]:
    return type("CountingDoor", (Counting, street.front), {})


@pytest.fixture
async def counted(street: Street, counting: type[Counting]) -> AsyncIterator[Door]:
    async with open_door(street.app, counting) as door:
        yield door


async def said(line: Line, text: str) -> tuple[str, bytes]:
    await line.say(text)
    return await line.answer()


async def test_what_is_asked_again_is_not_parsed_again(counted: Door, counting: type[Counting]) -> None:
    line = await counted.line()
    answers = [await said(line, request(READINGS)) for _ in range(5)]
    assert (counting.parsed, len({body for _, body in answers})) == (1, 1)
    assert all(named(head) == named(answers[0][0]) for head, _ in answers)


async def test_what_is_asked_again_is_answered_as_of_now(door: Door, street: Street) -> None:
    line = await door.line()
    for number in (1.0, 2.0, 3.0):
        street.hear(says("p1", number * 1e6, received_at=street.now + number))
        _, body = await said(line, request(READINGS))
        assert f'"value":{number}' in body.decode()


async def test_what_the_visitor_has_is_compared_each_time(
    counted: Door, counting: type[Counting], street: Street
) -> None:
    line = await counted.line()
    etag = named((await said(line, request(READINGS)))[0])["etag"]
    ask_again = request(READINGS, f"If-None-Match: {etag}")
    assert [(await said(line, ask_again))[0][9:12] for _ in range(3)] == ["304"] * 3
    street.hear(says("p1"))
    head, body = await said(line, ask_again)
    assert (head[9:12], b"live" in body, counting.parsed) == ("200", True, 2)


async def test_what_is_asked_again_counts_as_watched(counted: Door, counting: type[Counting], street: Street) -> None:
    line = await counted.line()
    await said(line, request(READINGS))
    street.demand._asked.clear()
    await said(line, request(READINGS))
    assert (street.demand.watched(["map:france"]), counting.parsed) == (True, 1)


async def test_what_is_asked_again_bears_the_date_of_now(door: Door) -> None:
    line = await door.line()
    await said(line, request(READINGS))
    async with asyncio.timeout(5):
        while True:  # the server writes its own every second, perhaps right now
            door.server.server_state.default_headers = [(b"date", b"the day after")]
            if "date: the day after" in (await said(line, request(READINGS)))[0]:
                break


async def test_what_is_no_more_is_not_answered_again(street: Street) -> None:
    south = Map("south", "South", None, ("p1",))
    street.use(a_catalog(a_source(1), maps=[south]))
    async with open_door(street.app, street.front) as door:
        line = await door.line()
        asked = request("/v1/maps/south/readings")
        assert (await said(line, asked))[0][9:12] == "200"
        street.use(a_catalog(a_source(1)))
        assert [(await said(line, asked))[0][9:12] for _ in range(2)] == ["404", "404"]
        street.use(a_catalog(a_source(1), maps=[south]))
        assert (await said(line, asked))[0][9:12] == "200"


async def test_between_two_of_the_same_anything_may_be_asked(door: Door) -> None:
    line = await door.line()
    for _ in range(2):
        assert (await said(line, request(READINGS)))[1].startswith(b'{"readings"')
        assert b"ok" in (await said(line, request("/healthz")))[1]


@pytest.mark.parametrize("cut", [1, 20, len(request(READINGS)) - 1])
async def test_one_in_pieces_after_one_in_one_is_answered_once(door: Door, cut: int) -> None:
    line, text = await door.line(), request(READINGS)
    for _ in range(2):
        await said(line, text)
        await line.say(text[:cut])
        await until_read(door)
        assert (await said(line, text[cut:]))[0][9:12] == "200"
    line.end()
    assert await line.rest() == b""


@pytest.mark.parametrize("more", [0, 1])
async def test_the_end_of_one_is_no_question(door: Door, more: int) -> None:
    line, text = await door.line(), request(READINGS)
    await line.say(text[:10])
    await until_read(door)
    end = text[10:] + text * more
    await line.say(end)
    for _ in range(1 + more):
        await line.answer()
    await line.say(end)
    assert (await line.rest()).startswith(b"HTTP/1.1 400")


async def test_one_that_comes_with_the_beginning_of_another_is_answered_once(door: Door) -> None:
    line, text = await door.line(), request(READINGS)
    first = text + text[:30]
    for _ in range(2):
        await said(line, first)
        assert (await said(line, text[30:]))[0][9:12] == "200"
    line.end()
    assert await line.rest() == b""


async def test_several_at_once_are_answered_as_often_each_time(counted: Door, counting: type[Counting]) -> None:
    line = await counted.line()
    for _ in range(3):
        await line.say(request(READINGS) * 2)
        assert [(await line.answer())[0][9:12] for _ in range(2)] == ["200", "200"]
    assert counting.parsed == 6


@pytest.mark.parametrize("head", [["Cookie: " + "a" * 3000], ["Connection: Upgrade", "Upgrade: h2c"]])
async def test_what_is_long_or_rare_is_parsed_each_time(
    counted: Door, counting: type[Counting], head: list[str]
) -> None:
    line = await counted.line()
    assert [(await said(line, request(READINGS, *head)))[0][9:12] for _ in range(3)] == ["200"] * 3
    assert counting.parsed == 3


async def test_a_connection_on_which_it_is_asked_again_is_kept_as_long_as_any(door: Door) -> None:
    line = await door.line()
    for _ in range(2):
        await said(line, request(READINGS))
    (front,) = door.server.server_state.connections
    assert isinstance(front, Front)
    front.timeout_keep_alive_handler()  # set by the first, it rings soon after the second
    assert (await said(line, request(READINGS)))[0][9:12] == "200"
    assert front.timeout_keep_alive_task is not None
    assert front.timeout_keep_alive_task.when() > front.loop.time()
    front._said_again_at -= front.timeout_keep_alive
    front.timeout_keep_alive_handler()
    assert await line.rest() == b""


async def test_a_server_that_stops_closes_connections_on_which_it_is_asked_again(door: Door) -> None:
    line = await door.line()
    for _ in range(2):
        await said(line, request(READINGS))
    door.server.should_exit = True
    assert await line.rest() == b""


# --- the end, and what this leans on


async def test_streams_end_when_the_server_is_stopped(street: Street) -> None:
    async with open_door(street.app, street.front) as door:
        lines = [await door.ask(STREAM) for _ in range(20)]
        for line in lines:
            await line.event()
        door.server.should_exit = True
        assert all([b"retry: " in await line.rest() for line in lines])
    assert len(street.crowd) == 0


async def test_a_connection_that_is_gone_leaves_nothing_behind(door: Door) -> None:
    line = await door.ask("/healthz")
    await line.answer()
    fronts = [weakref.ref(each) for each in door.server.server_state.connections]
    line.close()
    await until(lambda: not door.server.server_state.connections)
    gc.collect()
    assert [each() for each in fronts] == [None]


def test_uvicorn_still_has_what_the_front_door_leans_on() -> None:
    used = set(
        re.findall(r"(?:super\(\)|self)\.(\w+)", "".join(map(inspect.getsource, (front_module, patience, turns))))
    )
    ours = (
        set(vars(Front))
        | set(Front.__annotations__)
        | set(vars(Patient))
        | set(Patient.__annotations__)
        | set(vars(Turns))
    )
    theirs = used - (ours - set(vars(HttpToolsProtocol)))
    source = inspect.getsource(HttpToolsProtocol)
    assert {name for name in theirs if not re.search(rf"\b(self\.|def ){name}\b", source)} == set()
    assert {"pipeline", "flow", "connections", "on_response_complete", "_start_asgi_task"} <= theirs


def test_each_door_has_its_own_front() -> None:
    one, other = (front_door(*[object()] * 4) for _ in range(2))  # type: ignore[arg-type]
    assert one.crowd is not other.crowd


async def until_read(door: Door) -> None:
    """Once the door has read what was said: its connection is in the middle of a request."""
    (front,) = door.server.server_state.connections
    assert isinstance(front, Front)
    await until(lambda: not front._between)


async def until(true) -> None:  # type: ignore[no-untyped-def]
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.002)


def named(head: str) -> dict[str, str]:
    """The headers of an answer, but for those that say when it was made."""
    lines = [line.partition(": ") for line in head.split("\r\n")[1:] if line]
    return {name.lower(): text for name, _, text in lines if name.lower() != "date"}
