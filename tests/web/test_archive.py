import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from quelia.domain.rollup import Rollup
from quelia.domain.span import Span
from quelia.store.errors import DatabaseUnusable
from quelia.web.answer import Question
from quelia.web.archive import FRESH_S, Archive, Busy
from tests.domain.examples import NOW
from tests.web.memory import Memory

START = int(NOW)


class Slow(Memory):
    """A history that says nothing before it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may = threading.Event()

    def rollups(self, track: tuple[int, str], start_s: int, end_s: int, *, fine: bool = False) -> list[Rollup]:
        self.may.wait(5)
        return super().rollups(track, start_s, end_s, fine=fine)


class Desk:
    """An archive over `history`, and what time it is there."""

    def __init__(self, history: Memory) -> None:
        self.now = NOW
        self.archive = Archive(history, lambda: self.now, keep_days=35)


@pytest.fixture
def slow() -> Iterator[Slow]:
    made = Slow()
    yield made
    made.may.set()


def question(number: int = 1, **facts: Any) -> Question:
    span = Span(900, (START, START + 900), START + 1800)
    asked = Question(plant="p1", plant_id=number, quantity="power", unit="MW", span=span, csv=False, simulated=False)
    return msgspec.structs.replace(asked, **facts)


async def test_an_answer_is_what_was_found() -> None:
    desk = Desk(Memory(Rollup(START, "MW", 15, 2e6, 1e6, 3e6)))
    answer = msgspec.json.decode(await desk.archive.ask(question()))
    assert answer["points"] == [{"at": "2024-01-15T10:30:00Z", "value": 2.0, "lowest": 1.0, "highest": 3.0}]


@pytest.mark.parametrize(("step_s", "fine"), [(60, True), (600, True), (900, False), (86_400, False)])
async def test_details_are_asked_for_only_where_the_steps_need_them(step_s: int, fine: bool) -> None:
    memory = Memory()
    await Desk(memory).archive.ask(question(span=Span(step_s, (START,), START + step_s)))
    assert memory.asked == [(1, "power", START, START + step_s, fine)]


async def test_who_asks_the_same_at_once_shares_one_answer(slow: Slow) -> None:
    desk = Desk(slow)
    asking = [asyncio.create_task(desk.archive.ask(question())) for _ in range(50)]
    await asyncio.sleep(0)
    slow.may.set()
    assert (len(set(await asyncio.gather(*asking))), len(slow.asked)) == (1, 1)


@pytest.mark.parametrize(("later_s", "asked"), [(0, 1), (FRESH_S - 1, 1), (FRESH_S, 2), (-1, 2)])
async def test_an_answer_is_kept_for_a_moment(later_s: float, asked: int) -> None:
    memory = Memory()
    desk = Desk(memory)
    await desk.archive.ask(question())
    desk.now += later_s
    await desk.archive.ask(question())
    assert len(memory.asked) == asked


async def test_another_question_has_another_answer() -> None:
    memory = Memory()
    desk = Desk(memory)
    for each in (question(), question(2), question(csv=True), question(unit="kW"), question(simulated=True)):
        await desk.archive.ask(each)
    assert len(memory.asked) == 5


async def test_few_answers_are_kept() -> None:
    memory = Memory()
    desk = Desk(memory)
    for number in range(1000):
        await desk.archive.ask(question(number))
    assert len(desk.archive._kept) < 100


async def test_too_many_questions_at_once_are_refused(slow: Slow) -> None:
    desk = Desk(slow)
    asking = [asyncio.create_task(desk.archive.ask(question(number))) for number in range(200)]
    await asyncio.sleep(0)
    slow.may.set()
    answers = await asyncio.gather(*asking, return_exceptions=True)
    refused = [each for each in answers if isinstance(each, Busy)]
    assert (len(refused), len(slow.asked)) == (136, 64)


async def test_after_too_many_others_are_answered_again(slow: Slow) -> None:
    desk = Desk(slow)
    asking = [asyncio.create_task(desk.archive.ask(question(number))) for number in range(200)]
    await asyncio.sleep(0)
    slow.may.set()
    await asyncio.gather(*asking, return_exceptions=True)
    assert await desk.archive.ask(question(500))


async def test_a_history_that_fails_is_asked_again() -> None:
    memory = Memory(fails_with=DatabaseUnusable())
    desk = Desk(memory)
    for _ in range(2):
        with pytest.raises(DatabaseUnusable):
            await desk.archive.ask(question())
    assert len(memory.asked) == 2


async def test_who_leaves_takes_the_answer_from_nobody(slow: Slow) -> None:
    desk = Desk(slow)
    leaving, staying = (asyncio.create_task(desk.archive.ask(question())) for _ in range(2))
    await asyncio.sleep(0)
    leaving.cancel()
    slow.may.set()
    assert await staying


async def test_the_loop_goes_on_while_the_past_is_read(slow: Slow) -> None:
    asking = asyncio.create_task(Desk(slow).archive.ask(question()))
    async with asyncio.timeout(5):
        for _ in range(100):
            await asyncio.sleep(0)
    assert not asking.done()
    slow.may.set()
    await asking


async def test_what_waits_when_the_program_stops_is_not_answered(slow: Slow) -> None:
    desk = Desk(slow)
    asking = [asyncio.create_task(desk.archive.ask(question(number))) for number in range(20)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(asyncio.to_thread(desk.archive.close))
    async with asyncio.timeout(5):
        while sum(each.done() for each in asking) < 19:
            await asyncio.sleep(0.001)
    slow.may.set()
    await closing
    await asyncio.gather(*asking, return_exceptions=True)
    assert len(slow.asked) == 1
