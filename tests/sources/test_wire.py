"""One connection: what may be said on it, and whether it can be used again. What servers do wrong is in test_http.py."""

import asyncio
import ssl
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quelia.domain.errors import SourceError
from quelia.sources.said import HungUp, Said
from quelia.sources.wire import Wire

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Other: y\r\n"
ANSWER = HEAD + b"Content-Length: 6\r\n\r\n[42.5]"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\n[42\r\n3\r\n.5]\r\n0\r\n\r\n"


class Line(asyncio.Transport):
    """The other end is this test."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []
        self.cut = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent.append(bytes(data))

    def abort(self) -> None:
        self.cut = True

    def is_closing(self) -> bool:
        return self.cut


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
async def wire(line: Line) -> Wire:
    made = Wire("http://plant.example.com:80", None, 1000)
    made.connection_made(line)
    return made


def pieces(whole: bytes, size: int) -> Iterator[bytes]:
    return (whole[start : start + size] for start in range(0, len(whole), size))


@given(some.sampled_from([ANSWER, CHUNKED]), some.integers(1, 200))
async def test_an_answer_in_any_pieces_is_the_answer_and_the_connection_can_be_used_again(
    answer: bytes, size: int
) -> None:
    wire = Wire("http://plant.example.com:80", None, 1000)
    wire.connection_made(Line())
    for _ in range(3):
        said = wire.ask(b"GET / HTTP/1.1\r\n\r\n")
        for piece in pieces(answer, size):
            assert not said.done()
            wire.data_received(piece)
        assert said.result().body == b"[42.5]"
        assert said.result().header(b"content-type") == "application/json"
        assert wire.reusable


@given(some.binary(max_size=400), some.integers(1, 100))
async def test_whatever_is_said_the_answer_is_one_or_our_error(noise: bytes, size: int) -> None:
    wire = Wire("http://plant.example.com:80", None, 1000)
    wire.connection_made(Line())
    said = wire.ask(b"GET / HTTP/1.1\r\n\r\n")
    for piece in pieces(noise, size):
        wire.data_received(piece)
    wire.eof_received()
    wire.connection_lost(None)
    assert isinstance(said.exception(), SourceError) or isinstance(said.result(), Said)


async def test_nothing_can_be_asked_before_all_was_said(wire: Wire) -> None:
    said = wire.ask(b"GET / HTTP/1.1\r\n\r\n")
    assert not wire.reusable
    wire.data_received(ANSWER[:-1])
    assert not wire.reusable
    said.cancel()
    assert not wire.reusable


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n1",
        HEAD + b"Connection: close\r\nContent-Length: 1\r\n\r\n1",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n1\r\n0\r\nContent-Encoding: gzip\r\n\r\n",
        HEAD + b"Content-Length: 1\r\n\r\n1" + ANSWER,
    ],
    ids=[
        "HTTP/1.0",
        "it will close",
        "a trailer, which the parser might add to what comes next",
        "more than was asked",
    ],
)
async def test_after_some_answers_no_other_is_asked_for(wire: Wire, answer: bytes) -> None:
    said = wire.ask(b"GET / HTTP/1.1\r\n\r\n")
    wire.data_received(answer)
    assert said.result().body == b"1"
    assert not wire.reusable


async def test_what_is_said_unasked_cuts_the_connection(wire: Wire, line: Line) -> None:
    said = wire.ask(b"GET / HTTP/1.1\r\n\r\n")
    wire.data_received(ANSWER)
    wire.data_received(ANSWER)
    assert said.result().body == b"[42.5]"
    assert line.cut


async def test_an_error_with_all_of_its_body_leaves_the_connection_as_it_is(wire: Wire, line: Line) -> None:
    said = wire.ask(b"GET / HTTP/1.1\r\n\r\n")
    wire.data_received(b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy")
    assert (said.result().status, said.result().header(b"retry-after"), said.result().body) == (503, "7", b"")
    assert wire.reusable
    assert not line.cut


async def test_an_error_with_a_longer_body_is_not_waited_for(wire: Wire, line: Line) -> None:
    said = wire.ask(b"GET / HTTP/1.1\r\n\r\n")
    wire.data_received(b"HTTP/1.1 503 Busy\r\nContent-Length: 4000000\r\n\r\nbusy")
    assert said.result().status == 503
    assert line.cut


async def test_a_kept_connection_that_ends_in_whatever_way_hung_up(wire: Wire) -> None:
    first = wire.ask(b"GET / HTTP/1.1\r\n\r\n")
    wire.data_received(ANSWER)
    await first
    second = wire.ask(b"GET / HTTP/1.1\r\n\r\n")
    wire.connection_lost(ssl.SSLError(1, "an alert"))
    assert isinstance(second.exception(), HungUp)


async def test_a_new_connection_says_how_tls_ended(wire: Wire) -> None:
    said = wire.ask(b"GET / HTTP/1.1\r\n\r\n")
    wire.connection_lost(ssl.SSLError(1, "an alert"))
    assert isinstance(said.exception(), ssl.SSLError)
