from collections.abc import Iterable
from typing import Any

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

from quelia.app.parcel import Parcels

GONE: Message = {"type": "http.disconnect"}


def piece(body: bytes, *, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


class Office:
    """What each request was when it came here, and when: after how many pieces had been sent."""

    def __init__(self) -> None:
        self.came: list[tuple[bytes, int]] = []
        self.sent = 0

    async def __call__(self, _scope: Scope, receive: Receive, _send: Send) -> None:
        message = await receive()
        assert not message["more_body"]
        self.came.append((message["body"], self.sent))


def ask(pieces: Iterable[Message], room: int = 10_000_000) -> tuple[Office, list[Message]]:
    """Returns the office, and what was answered before it was asked."""
    office, answered, coming = Office(), [], iter(pieces)

    async def receive() -> Message:
        office.sent += 1
        return next(coming)

    async def send(message: Any) -> None:
        answered.append(message)

    async def run() -> None:
        await Parcels(office, room)({"type": "http", "method": "POST"}, receive, send)

    anyio.run(run)
    return office, answered


def test_nobody_is_asked_before_all_of_it_is_here() -> None:
    office, _ = ask([piece(b"a=", more=True), piece(b"1", more=True), piece(b"", more=False)])
    assert office.came == [(b"a=1", 3)]


def test_a_form_that_breaks_off_was_never_sent() -> None:
    office, answered = ask([piece(b"url=https://ex", more=True), GONE])
    assert (office.came, answered) == ([], [])


def test_of_what_is_too_long_only_the_beginning_is_kept() -> None:
    office, _ = ask([piece(b"x" * 1_000_000, more=True)] * 9 + [piece(b"", more=False)])
    ((body, sent),) = office.came
    assert len(body) == 4 * 1024 * 1024
    assert sent == 10


@pytest.mark.parametrize(("size", "status"), [(60_000, []), (70_000, [503])])
def test_only_a_large_one_waits_where_there_is_no_room(size: int, status: list[int]) -> None:
    _, answered = ask([piece(b"x" * size, more=False)], room=10)
    assert [each["status"] for each in answered if "status" in each] == status


def test_room_is_there_again_once_it_is_answered() -> None:
    office = Office()
    parcels = Parcels(office, 200_000)

    async def receive() -> Message:
        return piece(b"x" * 150_000, more=False)

    async def send(_: Message) -> None:
        raise AssertionError("there is room")

    async def run() -> None:
        for _ in range(3):
            await parcels({"type": "http", "method": "POST"}, receive, send)

    anyio.run(run)
    assert len(office.came) == 3
