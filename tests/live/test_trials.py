"""Calls that people make to try a source out: whoever counts calls counts theirs too."""

import asyncio

import msgspec
import pytest

from quelia.domain.source import Source
from tests.domain.examples import NOW
from tests.live.road import GOOD, Road, a_catalog, a_source
from tests.live.virtual import BEGINNING

PAGE = ["plant:p1"]
DAY_S = 86_400
COUNTED = a_source(1, daily_quota=300)
SHARE_S = DAY_S / 300


async def read_once(road: Road) -> None:
    while not road.count():
        await asyncio.sleep(1)


async def test_where_calls_are_counted_the_next_read_waits_for_one_more() -> None:
    async with Road(a_catalog(COUNTED)) as road:
        road.demand.watch(PAGE)
        await read_once(road)
        await asyncio.sleep(10)
        road.poller.spend(COUNTED, 0.1)
        await asyncio.sleep(3.5 * SHARE_S)
        assert road.gaps() == [2 * SHARE_S, SHARE_S]


async def test_a_quota_is_kept_whatever_is_tried() -> None:
    async with Road(a_catalog(COUNTED)) as road:
        tried = 0
        road.demand.watch(PAGE)
        for hour in range(24):
            await asyncio.sleep(3600 - 0.001)
            for _ in range(hour % 4):
                road.poller.spend(COUNTED, 0.1)
                tried += 1
        assert tried > 30
        assert 296 <= road.count() + tried <= 303  # those of the last hour are paid for in the next


async def test_so_it_is_where_they_are_tried_while_an_answer_is_awaited() -> None:
    async def late(_: Source) -> bytes:
        await asyncio.sleep(3)
        return GOOD

    async with Road(a_catalog(COUNTED), late) as road:
        road.demand.watch(PAGE)
        await read_once(road)
        road.poller.spend(COUNTED, 0.1)
        await asyncio.sleep(3.5 * SHARE_S)
        assert road.gaps() == [2 * SHARE_S, SHARE_S]


async def test_who_opens_a_page_does_not_bring_it_forward() -> None:
    async with Road(a_catalog(msgspec.structs.replace(COUNTED, history_s=None))) as road:
        road.demand.watch(PAGE)
        await read_once(road)
        road.poller.spend(COUNTED, 0.1)
        for _ in range(int(SHARE_S * 1.9 / 20)):
            road.demand.unwatch(PAGE)
            await asyncio.sleep(10)
            road.demand.watch(PAGE)
            await asyncio.sleep(10)
        assert road.count() == 1


async def test_where_they_are_not_the_pace_stays() -> None:
    async with Road(a_catalog(a_source(1))) as road:
        road.demand.watch(PAGE)
        await read_once(road)
        for _ in range(5):
            road.poller.spend(a_source(1), 0.1)
        await asyncio.sleep(21)
        assert road.gaps() == [5, 5, 5, 5]


@pytest.mark.parametrize(
    "facts",
    [{"slug": "another"}, {"url": "https://elsewhere.example/live"}, {"url": "https://s1.example:8443/live"}],
)
async def test_a_call_to_another_server_or_of_another_source_is_none_of_it(facts: dict[str, str]) -> None:
    async with Road(a_catalog(COUNTED)) as road:
        road.demand.watch(PAGE)
        await read_once(road)
        road.poller.spend(msgspec.structs.replace(COUNTED, **facts), 0.1)
        await asyncio.sleep(2 * SHARE_S + 1)
        assert road.gaps() == [SHARE_S, SHARE_S]
        assert road.tally.trials == []


async def test_one_that_is_a_draft_or_not_saved_yet_counts_for_the_accepted() -> None:
    draft = msgspec.structs.replace(COUNTED, id=-7, draft=True, draft_of=1)
    async with Road(a_catalog(COUNTED)) as road:
        await read_once(road)
        for tried in (draft, msgspec.structs.replace(COUNTED, id=0)):
            road.poller.spend(tried, 0.25)
        at = NOW + road.now()
    assert road.tally.trials == [(1, at, 0.25)] * 2
    assert at > NOW + BEGINNING


async def test_what_comes_of_it_says_nothing_of_how_the_source_does() -> None:
    async with Road(a_catalog(COUNTED)) as road:
        await read_once(road)
        before = list(road.tally.calls)
        road.poller.spend(COUNTED, 3.0)
        assert (road.tally.calls, road.state()) == (before, "live")
