"""What a viewer receives, and when its place is free again. Most of it counts time; what needs a socket has one."""

import asyncio
import re
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest
from starlette.types import ASGIApp, Message

from quelia.domain.catalog import Catalog
from quelia.domain.plant import Map
from tests.domain.examples import NOW
from tests.live.road import a_catalog, a_plant, a_source
from tests.live.virtual import BEGINNING
from tests.web.street import ELSEWHERE, ENOUGH_S, Street, Visit, ask, parsed, says, served, states

Serve = Callable[..., Awaitable[str]]

FRANCE = "/v1/stream?map=france"
P1 = "/v1/stream?plants=p1"


def catalog() -> Catalog:
    """Plants p1 and p2, and p3 that is not published; a map of p2 alone."""
    return a_catalog(
        a_source(1),
        a_source(2),
        a_source(3),
        plants=[a_plant("p3", published=False)],
        maps=[Map("one", "One", None, ("p2",))],
    )


@pytest.fixture
def street() -> Street:
    return Street(catalog())


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Serves an application until the test is over. Returns its address."""
    async with AsyncExitStack() as stack:

        async def start(app: ASGIApp, listener: socket.socket | None = None) -> str:
            return f"http://127.0.0.1:{await stack.enter_async_context(served(app, listener))}"

        yield start


def now() -> float:
    return asyncio.get_running_loop().time()


async def until(check: Callable[[], bool]) -> None:
    """Looks at each turn of the loop; the bound is what makes it fail."""
    async with asyncio.timeout(ENOUGH_S):
        while not check():
            await asyncio.sleep(0)


# what is received


async def test_the_first_event_says_when_to_come_back(street: Street) -> None:
    first = await Visit(street.app, FRANCE).next()
    asked = re.fullmatch(r"retry: ([0-9]+)\n\n", first)
    assert asked is not None
    assert 2000 <= int(asked[1]) <= 10000


async def test_not_everybody_comes_back_at_once(street: Street) -> None:
    first = {await Visit(street.app, FRANCE).next() for _ in range(30)}
    assert len(first) > 20


async def test_the_latest_of_each_plant_comes_first(street: Street) -> None:
    street.hear(says("p2"))
    visit = await Visit(street.app, FRANCE).begun()
    assert states(await visit.readings()) == [("p1", "waiting"), ("p2", "live")]


async def test_each_new_reading_comes_next(street: Street) -> None:
    visit = await Visit(street.app, P1).begun()
    await visit.readings()
    numbers = []
    for megawatts in (1, 2):
        street.hear(says(number=megawatts * 1e6, received_at=NOW + megawatts))
        numbers += [each["values"][0]["value"] for each in await visit.readings()]
    assert numbers == [1, 2]


async def test_one_map_shows_its_own_plants_only(street: Street) -> None:
    visit = await Visit(street.app, "/v1/stream?map=one").begun()
    assert states(await visit.readings()) == [("p2", "waiting")]


async def test_several_plants_may_be_asked_for(street: Street) -> None:
    visit = await Visit(street.app, "/v1/stream?plants=p2,p1,p2").begun()
    assert sorted(states(await visit.readings())) == [("p1", "waiting"), ("p2", "waiting")]


async def test_a_plant_that_is_none_spoils_no_other(street: Street) -> None:
    visit = await Visit(street.app, "/v1/stream?plants=nowhere,p3,,p1").begun()
    assert states(await visit.readings()) == [("p1", "waiting")]


async def test_silence_is_broken_every_fifteen_seconds(street: Street) -> None:
    visit = await Visit(street.app, FRANCE).begun()
    await visit.readings()
    begun = now()
    beats = [(await visit.next(), round(now() - begun)) for _ in range(3)]
    assert beats == [(":\n\n", 15), (":\n\n", 30), (":\n\n", 45)]


async def test_a_stream_lives_about_ten_minutes(street: Street) -> None:
    begun = now()
    visits = [Visit(street.app, FRANCE) for _ in range(20)]
    lives = []
    for over in asyncio.as_completed([visit.over for visit in visits]):
        await over
        lives.append(now() - begun)
    assert min(lives) >= 450
    assert max(lives) <= 750 + 15  # a life is looked at when there is something to send


async def test_streams_that_began_together_do_not_end_together(street: Street) -> None:
    visits = [Visit(street.app, FRANCE) for _ in range(20)]
    await asyncio.wait([visit.over for visit in visits], return_when=asyncio.FIRST_COMPLETED)
    assert sum(visit.over.done() for visit in visits) < 10


async def test_a_life_ends_in_good_order(street: Street) -> None:
    visit = Visit(street.app, FRANCE)
    await visit.over
    assert visit.complete


@pytest.mark.parametrize(
    "last",
    ["", "0", "-1", "9" * 10_000, "../../etc/passwd", "a\tb", "1; DROP TABLE reading", "é", "null", "2024-01-15"],
)
async def test_whatever_a_browser_says_it_saw_last_it_is_told_everything(street: Street, last: str) -> None:
    visit = await Visit(street.app, FRANCE, headers={"last_event_id": last}).begun()
    assert states(await visit.readings()) == [("p1", "waiting"), ("p2", "waiting")]


# who reads slowly, or not at all


async def test_a_slow_viewer_gets_the_newest_of_each_plant(street: Street) -> None:
    visit = Visit(street.app, FRANCE, takes=False)
    for second in range(1, 6):
        await asyncio.sleep(0)
        street.hear(says("p1", second * 1e6, received_at=NOW + second))
    visit.take()
    await visit.next()
    told = await visit.readings()
    assert [(each["plant"], [value["value"] for value in each["values"]]) for each in told] == [("p1", [5]), ("p2", [])]


async def test_a_viewer_that_takes_nothing_for_thirty_seconds_is_given_up(street: Street) -> None:
    begun = now()
    await Visit(street.app, FRANCE, takes=False).over
    assert now() - begun == pytest.approx(30)


async def test_a_viewer_that_is_given_up_gives_its_place_back(street: Street) -> None:
    await Visit(street.app, FRANCE, takes=False).over
    assert street.crowd == {}


async def test_a_viewer_that_is_slow_for_less_is_kept(street: Street) -> None:
    visit = Visit(street.app, FRANCE, takes=False)
    await asyncio.sleep(29)
    visit.take()
    assert (await visit.next()).startswith("retry:")


# places


async def test_one_address_has_so_many_places(street: Street) -> None:
    street.window.streams_per_ip = 2
    for _ in range(2):
        await Visit(street.app, FRANCE).begun()
    refused = await ask(street.app, FRANCE)
    assert (refused.status, refused.json["error"]["code"]) == (429, "too_many_streams")


async def test_who_is_refused_a_place_is_told_when_to_come_back(street: Street) -> None:
    street.window.streams_per_ip = 0
    assert int((await ask(street.app, FRANCE)).headers["retry-after"]) > 0


async def test_another_address_has_places_of_its_own(street: Street) -> None:
    street.window.streams_per_ip = 1
    await Visit(street.app, FRANCE).begun()
    assert (await Visit(street.app, FRANCE, address=ELSEWHERE).begun()).answer.status == 200


async def test_a_place_is_free_again_once_its_viewer_has_left(street: Street) -> None:
    street.window.streams_per_ip = 1
    visit = await Visit(street.app, FRANCE).begun()
    visit.leave()
    await visit.over
    assert (await Visit(street.app, FRANCE).begun()).answer.status == 200


async def test_who_leaves_before_the_first_byte_leaves_nothing_behind(street: Street) -> None:
    await Visit(street.app, FRANCE, gone=True).over
    assert (street.crowd, street.hub._viewers, street.demand._streams) == ({}, {}, {})


async def test_a_viewer_whose_connection_breaks_leaves_nothing_behind(street: Street) -> None:
    class Broken(Visit):
        async def _send(self, message: Message) -> None:
            raise OSError("the connection is in pieces")

    await asyncio.gather(Broken(street.app, FRANCE).over, return_exceptions=True)
    assert (now(), street.crowd, street.hub._viewers, street.demand._streams) == (BEGINNING, {}, {}, {})


async def test_an_open_stream_watches(street: Street) -> None:
    await Visit(street.app, FRANCE).begun()
    assert street.demand.watched(["map:france"])


async def test_a_stream_that_was_left_no_longer_watches(street: Street) -> None:
    visit = await Visit(street.app, P1).begun()
    visit.leave()
    await visit.over
    assert not street.demand.watched(["plant:p1"])


# what is refused


@pytest.mark.parametrize("query", ["", "?", "?map=france&plants=p1", "?plant=p1", "?lang=fr", "?MAP=france"])
async def test_a_stream_is_of_a_map_or_of_plants(street: Street, query: str) -> None:
    refused = await ask(street.app, f"/v1/stream{query}")
    assert (refused.status, refused.json["error"]["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    "query",
    ["plants=nowhere", "plants=", "plants=,,", "map=nowhere", "map=", "plants=plant:p1", "plants=../p1", "plants=P1"],
)
async def test_what_does_not_exist_cannot_be_followed(street: Street, query: str) -> None:
    refused = await ask(street.app, f"/v1/stream?{query}")
    assert (refused.status, refused.json["error"]["code"]) == (404, "not_found")


async def test_a_plant_that_is_not_published_is_as_one_that_does_not_exist(street: Street) -> None:
    draft = await ask(street.app, "/v1/stream?plants=p3")
    assert draft == await ask(street.app, "/v1/stream?plants=nowhere")


async def test_a_channel_of_drafts_is_no_map(street: Street) -> None:
    assert (await ask(street.app, "/v1/stream?map=draft:p3")).status == 404


async def test_a_viewer_of_the_map_hears_nothing_of_a_draft(street: Street) -> None:
    visit = await Visit(street.app, FRANCE).begun()
    await visit.readings()
    street.hear(says("p3"), says("p1"))
    assert states(await visit.readings()) == [("p1", "live")]


async def test_only_so_many_plants_are_looked_up(street: Street) -> None:
    many = ",".join(f"x{number}" for number in range(500))
    assert (await ask(street.app, f"/v1/stream?plants={many},p1")).status == 404


# how it is sent


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("content-type", "text/event-stream; charset=utf-8"),
        ("cache-control", "no-store, no-transform"),
        ("x-accel-buffering", "no"),
        ("access-control-allow-origin", "*"),
        ("x-content-type-options", "nosniff"),
        ("access-control-allow-credentials", None),
        ("content-length", None),
        ("content-encoding", None),
        ("set-cookie", None),
    ],
)
async def test_nothing_on_the_way_keeps_events_back_or_changes_them(
    street: Street, name: str, text: str | None
) -> None:
    headers = {"origin": "https://mairie.example", "accept_encoding": "gzip, br", "cookie": "a=b"}
    visit = await Visit(street.app, FRANCE, headers=headers).begun()
    assert visit.answer.headers.get(name) == text


async def test_who_asks_for_the_headers_only_gets_the_headers(street: Street) -> None:
    head = await ask(street.app, FRANCE, method="HEAD")
    assert (head.status, head.headers["content-type"], head.body) == (200, "text/event-stream; charset=utf-8", b"")


async def test_who_asks_for_the_headers_only_takes_no_place(street: Street) -> None:
    await ask(street.app, FRANCE, method="HEAD")
    assert (street.crowd, street.demand._streams) == ({}, {})


# when the service stops


async def test_every_stream_ends_at_once_when_the_service_stops(street: Street) -> None:
    visits = [await Visit(street.app, FRANCE).begun() for _ in range(5)]
    begun = now()
    street.hub.end()
    await asyncio.gather(*(visit.over for visit in visits))
    assert (now() - begun, all(visit.complete for visit in visits)) == (0, True)


async def test_nobody_is_let_in_while_the_service_stops(street: Street) -> None:
    street.window.closing = True
    refused = await ask(street.app, FRANCE)
    assert (refused.status, refused.json["error"]["code"], refused.headers["retry-after"]) == (503, "closing", "2")


# over a real socket


async def test_a_browser_receives_one_event_of_two_lines_for_each_reading(street: Street, serve: Serve) -> None:
    url = await serve(street.app)
    street.hear(says("p1"))
    async with aiohttp.ClientSession() as session, session.get(url + FRANCE) as stream:
        events = [(await stream.content.readuntil(b"\n\n")).decode() for _ in range(3)]
        street.hear(says("p2", received_at=NOW + 1))
        events.append((await stream.content.readuntil(b"\n\n")).decode())
    told = [reading for event in events[1:] for reading in parsed(event)]
    assert states(told) == [("p1", "live"), ("p2", "waiting"), ("p2", "live")]


@pytest.mark.parametrize("reads", [0, 1])
@pytest.mark.parametrize("rudely", [True, False])
async def test_a_browser_that_hangs_up_gives_its_place_back(
    street: Street, serve: Serve, reads: int, rudely: bool
) -> None:
    url = await serve(street.app)
    caller = await _call(url)
    await until(lambda: bool(street.crowd))
    await asyncio.get_running_loop().sock_recv(caller, reads)
    if rudely:
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    caller.close()
    await until(lambda: not street.crowd)
    assert street.hub._viewers == {}


async def test_a_browser_that_hung_up_before_it_was_heard_takes_no_place(street: Street, serve: Serve) -> None:
    url = await serve(street.app)
    caller = await _call(url)
    caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    caller.close()
    async with aiohttp.ClientSession() as session:  # heard after it, since it came later
        await session.get(f"{url}/healthz")
    await until(lambda: not street.crowd)
    assert street.demand._streams == {}


async def test_what_a_slow_browser_did_not_read_is_replaced_and_not_kept(street: Street, serve: Serve) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    url = await serve(street.app, listener)
    caller = await _call(url, keeps=4096)
    await until(lambda: bool(street.crowd))
    for number in range(1, 2001):
        street.hear(says("p1", number * 1e3, received_at=NOW + number))
        await asyncio.sleep(0)
    numbers = [each["values"][0]["value"] for each in await _read_up_to(caller, '"value":2.0,')]
    assert numbers[-1] == 2
    assert len(numbers) < 1000
    caller.close()


async def _call(url: str, keeps: int | None = None) -> socket.socket:
    """A connection that asked for the stream of p1, and read nothing yet. keeps: bytes that its system reads ahead."""
    caller = socket.socket()
    caller.setblocking(False)
    if keeps is not None:
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, keeps)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(caller, ("127.0.0.1", int(url.rpartition(":")[2])))
    await loop.sock_sendall(caller, f"GET {P1} HTTP/1.1\r\nHost: quelia\r\n\r\n".encode())
    return caller


async def _read_up_to(caller: socket.socket, sign: str) -> list[dict[str, Any]]:
    """The readings with a value that come until one bears the sign."""
    text = ""
    async with asyncio.timeout(ENOUGH_S):
        while sign not in text:
            text += (await asyncio.get_running_loop().sock_recv(caller, 65536)).decode()
    events = re.findall(r"event: reading\ndata: [^\n]*\"values\":\[\{[^\n]*\n\n", text)
    return parsed("".join(events))
