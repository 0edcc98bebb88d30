"""What is counted of each call."""

import asyncio

import pytest

from quelia.domain.cause import Cause
from quelia.domain.errors import SourceError, SourceRefused, TimedOut
from quelia.domain.source import Source
from tests.domain.examples import NOW, point, source
from tests.live.road import GOOD, Answer, Road, a_catalog, a_plant, a_source
from tests.live.virtual import BEGINNING


def saying(answer: bytes | SourceError, after_s: float = 0.25) -> Answer:
    async def said(_: Source) -> bytes:
        await asyncio.sleep(after_s)
        if isinstance(answer, SourceError):
            raise answer
        return answer

    return said


async def counted(answer: Answer) -> tuple[float, Cause | None, bool]:
    """How long the first call took, why it failed, and whether it counts as failed."""
    async with Road(a_catalog(a_source(1)), answer) as road:
        await asyncio.sleep(8)
    ((number, at, elapsed_s, cause, failed), *_) = road.tally.calls
    assert (number, len(road.tally.calls)) == (1, 1)
    assert NOW + BEGINNING <= at <= NOW + BEGINNING + 8
    return round(elapsed_s, 6), cause, failed


async def test_a_good_answer_is_counted_with_how_long_it_took() -> None:
    assert await counted(saying(GOOD)) == (0.25, None, False)


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (TimedOut("late"), Cause("timeout")),
        (SourceRefused("https://s1.example/live", 403), Cause("auth", "403")),
        (b"<html>", Cause("html", "", {"path": "$.power", "quantity": "power"})),
        (b'{"power": "sk-marker"}', Cause("not_a_number", "", {"path": "$.power", "quantity": "power"})),
    ],
)
async def test_a_failure_is_counted_with_its_cause(answer: bytes | SourceError, cause: Cause) -> None:
    assert await counted(saying(answer)) == (0.25, cause, True)


async def test_one_that_sleeps_is_counted_as_well() -> None:
    there = a_plant("p1", energy="solar", latitude=43.3, longitude=-170.0)  # where it is night
    catalog = a_catalog(a_source(1, night="asleep"), plants=[there])
    async with Road(catalog, saying(TimedOut("late"))) as road:
        await asyncio.sleep(8)
    assert [(cause, failed) for *_, cause, failed in road.tally.calls] == [(None, False)]


async def test_what_breaks_here_is_counted_too() -> None:
    async def broken(_: Source) -> bytes:
        raise ZeroDivisionError

    assert await counted(broken) == (0.0, Cause("connection"), True)


async def test_of_drafts_nothing_is_counted() -> None:
    draft = source(point(plant="p1"), id=-3, slug="s1", draft=True, draft_of=1)
    async with Road(a_catalog(a_source(1), draft)) as road:
        road.demand.watch(["draft:p1"])
        await asyncio.sleep(30)
        assert road.count(-3) > 1
    assert {call[0] for call in road.tally.calls} == {1}
