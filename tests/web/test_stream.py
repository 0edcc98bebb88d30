"""One viewer through its life: slow, silent, old, gone. Time is counted; the connection is a list of what was written."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest

from quelia.web.crowd import Crowd
from quelia.web.stream import StreamViewer
from tests.live.road import a_catalog, a_source
from tests.web.street import Street, says

HEARTBEAT = b":\n\n"


class Wire(asyncio.Transport):
    """Takes what is written while it `takes`, and pauses its protocol otherwise, as a full connection does."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.ended = ""
        self.takes = True
        self.viewer: Any = None

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.viewer = protocol

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        assert high == 0

    def write(self, data: Any) -> None:
        self.written.append(bytes(data))
        if not self.takes:
            self.viewer.pause_writing()

    def is_closing(self) -> bool:
        return bool(self.ended)

    def close(self) -> None:
        self._end("closed")

    def abort(self) -> None:
        self._end("aborted")

    def _end(self, how: str) -> None:
        if not self.ended:
            self.ended = how
            self.viewer.connection_lost(None)

    def drain(self) -> None:
        self.takes = True
        self.viewer.resume_writing()


@pytest.fixture
def street() -> Street:
    return Street(a_catalog(a_source(1), a_source(2)))


@pytest.fixture
async def crowd(street: Street) -> AsyncIterator[Crowd]:
    looking = asyncio.create_task(street.crowd.look_after())
    yield street.crowd
    looking.cancel()


def enter(crowd: Crowd, *plants: str) -> Wire:
    wire = Wire()
    crowd.enter(wire, tuple(f"plant:{plant}" for plant in plants or ("p1",)), "192.0.2.1", b"HEAD\r\n\r\n")
    return wire


def told(wire: Wire) -> list[str]:
    """What was written, each frame by its plant and value."""
    return [piece.decode() for piece in wire.written]


async def test_a_silent_plant_is_heard_breathing(crowd: Crowd) -> None:
    wire = enter(crowd)
    at = []
    for second in range(120):
        before = len(wire.written)
        await asyncio.sleep(1)
        if wire.written[before:] == [HEARTBEAT]:
            at.append(second)
    assert len(at) >= 6
    assert all(13 <= later - sooner <= 18 for sooner, later in pairwise(at))


async def test_a_plant_that_speaks_needs_no_heartbeat(crowd: Crowd, street: Street) -> None:
    wire = enter(crowd)
    for number in range(60):
        street.hear(says("p1", 1e6 + number, received_at=street.now + number))
        await asyncio.sleep(5)
    assert HEARTBEAT not in wire.written


async def test_streams_end_after_some_ten_minutes_and_not_all_at_once(crowd: Crowd) -> None:
    wires = [enter(crowd) for _ in range(50)]
    ends: set[int] = set()
    for second in range(800):
        await asyncio.sleep(1)
        ends |= {second} if any(wire.ended for wire in wires) else set()
        wires = [wire for wire in wires if not wire.ended]
    assert wires == []
    assert 440 < min(ends) < max(ends) < 770
    assert len(ends) > 20


async def test_one_that_takes_nothing_is_cut_after_half_a_minute(crowd: Crowd, street: Street) -> None:
    wire = enter(crowd)
    wire.takes = False
    street.hear(says("p1"))
    await asyncio.sleep(29)
    assert wire.ended == ""
    await asyncio.sleep(6)
    assert (wire.ended, len(crowd)) == ("aborted", 0)


async def test_one_that_is_slow_but_takes_is_kept(crowd: Crowd, street: Street) -> None:
    wire = enter(crowd)
    for number in range(10):
        wire.takes = False
        street.hear(says("p1", 1e6 + number, received_at=street.now + number))
        await asyncio.sleep(20)
        wire.drain()
    assert wire.ended == ""


async def test_while_it_takes_nothing_only_the_newest_of_each_plant_is_kept(crowd: Crowd, street: Street) -> None:
    wire = enter(crowd, "p1", "p2")
    wire.takes = False
    street.hear(says("p1", 1e6))
    before = len(wire.written)
    for number in range(2, 9):
        street.hear(says("p1", number * 1e6, received_at=street.now + number))
    street.hear(says("p2", 5e6))
    assert len(wire.written) == before
    wire.drain()
    (piece,) = told(wire)[before:]
    assert [line.count('"value"') for line in piece.split("\n\n")] == [1, 1, 0]
    assert '"value":8.0' in piece
    assert '"value":5.0' in piece


async def test_nothing_is_written_when_nothing_came_meanwhile(crowd: Crowd, street: Street) -> None:
    wire = enter(crowd)
    wire.takes = False
    street.hear(says("p1"))
    before = len(wire.written)
    wire.drain()
    assert len(wire.written) == before


async def test_one_that_ends_is_told_when_to_come_back(crowd: Crowd) -> None:
    wire = enter(crowd)
    wire.viewer.end()
    assert (wire.written[-1][:7], wire.ended) == (b"retry: ", "closed")


async def test_ending_twice_is_no_error(crowd: Crowd) -> None:
    wire = enter(crowd)
    wire.viewer.end()
    wire.viewer.end()
    assert len(crowd) == 0


async def test_who_floods_a_stream_is_no_viewer(crowd: Crowd) -> None:
    wire = enter(crowd)
    for _ in range(20):
        wire.viewer.data_received(b"x" * 1024)
    assert wire.ended == "aborted"


async def test_a_word_on_a_stream_is_passed_over(crowd: Crowd) -> None:
    wire = enter(crowd)
    wire.viewer.data_received(b"GET / HTTP/1.1\r\n\r\n")
    assert wire.ended == ""


async def test_who_leaves_leaves_nothing_behind(crowd: Crowd, street: Street) -> None:
    wires = [enter(crowd, "p1", "p2") for _ in range(10)]
    for wire in wires:
        wire.close()
    assert (len(crowd), len(street.audience), dict(crowd._households), crowd.connections) == (0, 0, {}, set())
    assert not street.demand._streams


async def test_no_more_come_in_than_the_system_has_files_for(street: Street) -> None:
    crowd = Crowd(street.window, street.tickets, per_household=10, in_all=3)
    wires = [enter(crowd) for _ in range(3)]
    assert not crowd.has_room("203.0.113.1")
    wires[0].close()
    assert crowd.has_room("203.0.113.1")


def test_a_viewer_is_small() -> None:
    assert not hasattr(StreamViewer.__new__(StreamViewer), "__dict__")
