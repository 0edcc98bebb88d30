"""How many connections there may be that are no streams, and which of them make room."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quelia.web import visits as module
from quelia.web.visits import Visits
from tests.live.road import a_catalog, a_source
from tests.web.door import Door, open_door, plain, request
from tests.web.street import Street

READINGS = "/v1/maps/france/readings"
MOST = 3


class Guest:
    """A visit. busy: an answer to it is being made."""

    def __init__(self, *, busy: bool = False) -> None:
        self.busy, self.gone = busy, False

    def give_way(self) -> bool:
        self.gone = not self.busy
        return self.gone


def came(visits: Visits, *guests: Guest, at: float = 0.0) -> list[bool]:
    """Which of them are gone once all of them came, one a second."""
    for second, guest in enumerate(guests):
        visits.come(guest, at + second)
    return [guest.gone for guest in guests]


def test_the_oldest_makes_room() -> None:
    assert came(Visits(2), Guest(), Guest(), Guest(), Guest()) == [True, True, False, False]


def test_who_is_busy_stays_and_the_next_makes_room() -> None:
    assert came(Visits(2), Guest(busy=True), Guest(), Guest(), Guest()) == [False, True, True, False]


def test_where_all_are_busy_whoever_comes_is_let_in() -> None:
    visits = Visits(2)
    assert not any(came(visits, *(Guest(busy=True) for _ in range(5))))
    assert len(visits) == 5


def test_who_has_just_come_stays() -> None:
    visits = Visits(2)
    guests = [Guest() for _ in range(50)]
    for number, guest in enumerate(guests):
        visits.come(guest, number / 100)
    assert not any(guest.gone for guest in guests)


def test_after_a_rush_the_next_makes_up_for_it() -> None:
    visits = Visits(2)
    rush = [Guest() for _ in range(8)]
    for guest in rush:
        visits.come(guest, 0)
    visits.come(Guest(), 2)
    assert (len(visits), sum(guest.gone for guest in rush)) == (2, 7)


def test_who_left_is_no_longer_counted() -> None:
    visits, first = Visits(2), Guest()
    visits.come(first, 0)
    visits.leave(first)
    visits.leave(first)
    assert came(visits, Guest(), Guest(), at=1) == [False, False]
    assert len(visits) == 2


@given(some.lists(some.tuples(some.floats(0, 5), some.booleans()), max_size=60))
def test_nobody_goes_while_there_is_room_nor_who_is_busy_nor_who_has_just_come(steps: list[tuple[float, bool]]) -> None:
    visits, now = Visits(MOST), 0.0
    there: dict[Guest, float] = {}
    for pause, busy in steps:
        now += pause
        guest = Guest(busy=busy)
        visits.come(guest, now)
        gone = [each for each in there if each.gone]
        assert len(gone) <= max(0, len(there) + 1 - MOST)
        assert all(now - there[each] >= 1 and not each.busy for each in gone)
        there = {each: at for each, at in there.items() if not each.gone} | {guest: now}
        assert len(visits) == len(there)


@pytest.fixture
def street(monkeypatch: pytest.MonkeyPatch) -> Street:
    monkeypatch.setattr(module, "_AT_LEAST_S", 0.0)
    return Street(a_catalog(a_source(1)), most_visits=MOST)


@pytest.fixture
async def door(street: Street) -> AsyncIterator[Door]:
    async with open_door(plain("slow"), street.front) as door:
        yield door


async def test_who_holds_all_connections_keeps_nobody_out(door: Door) -> None:
    holding = [await door.ask(READINGS) for _ in range(MOST)]
    for line in holding:
        await line.answer()
    late = await door.ask(READINGS)
    head, _ = await late.answer()
    assert head.startswith("HTTP/1.1 200")
    assert await holding[0].rest() == b""
    await holding[-1].say(request(READINGS))
    await holding[-1].answer()


async def test_streams_are_not_counted(street: Street, door: Door) -> None:
    await (await door.ask("/v1/stream?map=france")).head()
    for _ in range(2 * MOST):
        await (await door.ask(READINGS)).answer()
    assert len(street.crowd) == 1


async def test_an_answer_that_is_being_made_is_not_cut(door: Door) -> None:
    slow = await door.ask("/page?wait=0.2")
    for _ in range(2 * MOST):
        await (await door.ask(READINGS)).answer()
    head, body = await slow.answer()
    assert (head.startswith("HTTP/1.1 200"), body) == (True, b"slow")
