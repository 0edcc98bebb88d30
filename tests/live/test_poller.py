"""When an owner's server is called: over virtual hours, to the microsecond."""

import asyncio
import random
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quelia.domain.catalog import Catalog
from quelia.domain.errors import RateLimited, SourceRefused, TimedOut, Unavailable
from quelia.domain.source import Source
from tests.live.road import GOOD, AllOurs, Answer, Diary, Road, a_catalog, a_plant, a_source, good
from tests.live.virtual import VirtualLoop

FRANCE = "map:france"
PAGE = ["plant:p1"]
HOUR_S = 3600


def one(**facts: Any) -> Catalog:
    """A plant with a source that is read every 5 s while watched, else every 60 s, unless `facts` say otherwise."""
    return a_catalog(a_source(1, **facts))


def taking(seconds: float) -> Answer:
    """An owner who answers well, and late."""

    async def answer(_: Source) -> bytes:
        await asyncio.sleep(seconds)
        return GOOD

    return answer


def failing(error: BaseException) -> Answer:
    async def answer(_: Source) -> bytes:
        raise error

    return answer


async def settled(road: Road, number: int = 1) -> None:
    """Once the source was read for the first time, and a second later."""
    while not road.count(number):
        await asyncio.sleep(0.1)
    await asyncio.sleep(1)


# the pace


async def test_a_source_is_read_soon_after_the_start() -> None:
    async with Road(one()) as road:
        await asyncio.sleep(5.1)
        assert road.count() == 1


async def test_while_nobody_watches_a_source_is_read_at_its_history_pace() -> None:
    async with Road(one()) as road:
        await asyncio.sleep(HOUR_S)
        assert set(road.gaps()) == {60}


async def test_while_somebody_watches_a_source_is_read_at_its_interval() -> None:
    async with Road(one()) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(HOUR_S)
        assert set(road.gaps()) == {5}


async def test_a_pushed_source_is_never_asked() -> None:
    async with Road(one(pushed=True, url="")) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(HOUR_S)
        assert road.count() == 0


async def test_a_source_that_is_pushed_from_now_on_is_asked_no_more() -> None:
    async with Road(one()) as road:
        await settled(road)
        asked = road.count()
        road.use(one(pushed=True, url=""))
        await asyncio.sleep(HOUR_S)
        assert road.count() == asked


@pytest.mark.parametrize("channel", ["plant:p1", FRANCE])
async def test_a_page_or_a_map_asked_for_is_worth_a_minute_at_the_live_pace(channel: str) -> None:
    async with Road(one()) as road:
        await settled(road)
        road.demand.asked(channel)
        await asyncio.sleep(200)
        assert road.gaps() == [5] * 13 + [60, 60]


async def test_a_slow_source_has_one_pace() -> None:
    async with Road(one(interval_s=300.0)) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(HOUR_S)
        road.demand.unwatch(PAGE)
        await asyncio.sleep(HOUR_S)
        assert set(road.gaps()) == {300}


async def test_who_begins_to_watch_has_the_source_read_at_once() -> None:
    async with Road(one()) as road:
        await settled(road)
        await asyncio.sleep(30)
        road.demand.watch(PAGE)
        begun = road.now()
        await asyncio.sleep(0.01)
        assert (road.count(), road.calls[1][-1]) == (2, begun)


@pytest.mark.parametrize("after_s", [0.0, 0.5, 2.0, 3.9])
async def test_not_even_a_new_viewer_has_a_source_read_before_one_interval_has_passed(after_s: float) -> None:
    async with Road(one()) as road:
        await settled(road)
        await asyncio.sleep(after_s)
        road.demand.watch(PAGE)
        await asyncio.sleep(20)
        assert road.gaps() == [5] * len(road.gaps())


async def test_who_begins_to_watch_while_an_answer_is_awaited_has_the_next_one_in_time() -> None:
    async with Road(one(), taking(2)) as road:
        while not road.count():
            await asyncio.sleep(0.1)
        road.demand.watch(PAGE)
        await asyncio.sleep(11)
        assert road.gaps() == [5, 5]


async def test_visitors_who_come_and_go_change_nothing_of_the_pace() -> None:
    async with Road(one()) as road:
        for _ in range(600):
            road.demand.watch([*PAGE, FRANCE])
            road.demand.asked(FRANCE)
            await asyncio.sleep(0.1)
            road.demand.unwatch([*PAGE, FRANCE])
        assert min(road.gaps()) >= 5


async def test_the_pace_in_force_is_told_with_each_reading() -> None:
    async with Road(one()) as road:
        await settled(road)
        road.demand.watch(PAGE)
        await asyncio.sleep(10)
        assert [(each.interval_s, each.stale_after_s) for each in road.shelf.readings[:2]] == [(60, 180), (5, 15)]


async def test_one_source_of_several_plants_is_read_once_for_all() -> None:
    async with Road(a_catalog(a_source(1, "p1", "p2", "p3"))) as road:
        road.demand.watch(["plant:p1", "plant:p2", FRANCE])
        await asyncio.sleep(60)
        assert set(road.gaps()) == {5}


async def test_the_pace_does_not_drift() -> None:
    async with Road(one(), taking(0.8)) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(6 * HOUR_S)
        first, *_, last = road.calls[1]
        assert (last - first) / (road.count() - 1) == pytest.approx(5, abs=1e-6)


# without history


async def test_a_source_without_history_is_not_read_while_nobody_watches() -> None:
    async with Road(one(history_s=None)) as road:
        await asyncio.sleep(HOUR_S)
        assert road.count() == 0


async def test_a_source_without_history_is_read_at_once_when_somebody_watches() -> None:
    async with Road(one(history_s=None)) as road:
        await asyncio.sleep(100)
        begun = road.now()
        road.demand.watch(PAGE)
        await asyncio.sleep(12)
        assert [round(at - begun, 3) for at in road.calls[1]] == [0, 5, 10]


async def test_a_source_without_history_rests_once_the_last_one_has_left() -> None:
    async with Road(one(history_s=None)) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(12)
        road.demand.unwatch(PAGE)
        before = road.count()
        await asyncio.sleep(HOUR_S)
        assert road.count() == before


async def test_a_source_that_rests_is_not_read_twice_in_one_interval_by_a_return() -> None:
    async with Road(one(history_s=None, interval_s=20.0)) as road:
        for _ in range(100):
            road.demand.watch(PAGE)
            await asyncio.sleep(1)
            road.demand.unwatch(PAGE)
            await asyncio.sleep(8)
        assert min(road.gaps()) >= 20


# many, and slow ones


async def test_two_thousand_sources_do_not_start_in_one_instant() -> None:
    async with Road(a_catalog(*(a_source(number) for number in range(1, 2001)))) as road:
        await asyncio.sleep(5.1)
        firsts = [calls[0] for calls in road.calls.values()]
        busiest = max(sum(begin <= first < begin + 0.1 for first in firsts) for begin in firsts)
        assert (len(firsts), busiest < 120) == (2000, True)  # 40 on average


async def test_who_opens_a_map_of_two_thousand_plants_has_them_read_one_after_the_other() -> None:
    async with Road(a_catalog(*(a_source(number) for number in range(1, 2001)))) as road:
        await asyncio.sleep(20)  # all of them were read, and could be again at once
        watched_at = road.now()
        road.demand.watch([FRANCE])
        await asyncio.sleep(5)
        calls = [calls[1] for calls in road.calls.values()]
        busiest = max(sum(begin <= call < begin + 0.1 for call in calls) for begin in calls)
        # 40 on average; those of twenty milliseconds are begun together
        assert (len(calls), busiest <= 50) == (2000, True)
        assert min(calls) == watched_at


async def test_what_is_due_at_almost_the_same_time_is_begun_in_one_waking() -> None:
    async with Road(a_catalog(*(a_source(number) for number in range(1, 501)))) as road:
        road.demand.watch([FRANCE])
        await asyncio.sleep(30)
        wakings = sorted({call for calls in road.calls.values() for call in calls})
        assert min(after - before for before, after in pairwise(wakings)) > 0.0199


async def test_who_opens_a_small_map_has_it_read_within_a_second() -> None:
    async with Road(a_catalog(*(a_source(number) for number in range(1, 201)))) as road:
        await asyncio.sleep(20)
        road.demand.watch([FRANCE])
        await asyncio.sleep(1)
        assert {len(calls) for calls in road.calls.values()} == {2}


async def test_a_map_of_three_thousand_plants_takes_no_longer_than_their_interval() -> None:
    async with Road(a_catalog(*(a_source(number) for number in range(1, 3_001)))) as road:
        await asyncio.sleep(20)
        road.demand.watch([FRANCE])
        await asyncio.sleep(5.02)  # their interval, and a waking: the first ones' turn has come again
        assert min(len(calls) for calls in road.calls.values()) == 2


async def test_sources_that_are_due_together_are_begun_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(random, "random", lambda: 0.5)  # all of them start at one instant
    loop, seen = asyncio.get_running_loop(), [0]

    def look(rounds: int) -> None:
        seen.append(len(road.calls))
        if rounds:
            loop.call_soon(look, rounds - 1)

    async def answer(_: Source) -> bytes:
        if len(road.calls) == 1:
            look(100)
        return GOOD

    async with Road(a_catalog(*(a_source(number) for number in range(1, 101))), answer) as road:
        await asyncio.sleep(5)
        assert seen[-1] == 100
        assert max(after - before for before, after in pairwise(seen)) <= 20


async def test_an_owner_who_answers_late_is_never_asked_twice_at_once() -> None:
    async with Road(one(interval_s=1.0), taking(7)) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(HOUR_S)
        assert (road.at_once[1], set(road.gaps())) == (1, {7})


async def test_owners_who_answer_late_keep_no_other_from_its_turn() -> None:
    async def answer(asked: Source) -> bytes:
        await asyncio.sleep(0 if asked.id == 1 else 9.5)
        return GOOD

    async with Road(a_catalog(*(a_source(number) for number in range(1, 301))), answer) as road:
        road.demand.watch([FRANCE])
        await asyncio.sleep(600)
        assert {round(gap, 1) for gap in road.gaps(1)} == {5}


async def test_an_owner_who_never_answers_keeps_no_other_from_its_turn() -> None:
    async def answer(asked: Source) -> bytes:
        if asked.id != 1:
            await asyncio.Event().wait()
        return GOOD

    async with Road(a_catalog(a_source(1), a_source(2)), answer) as road:
        road.demand.watch([FRANCE])
        await asyncio.sleep(600)
        assert (set(road.gaps(1)), road.count(2)) == ({5}, 1)


# the catalog


async def test_a_new_catalog_keeps_the_turns_of_sources_that_did_not_change() -> None:
    async with Road(one()) as road:
        for _ in range(2000):
            await asyncio.sleep(1)
            road.use(one())
        assert set(road.gaps()) == {60}


async def test_a_source_that_changed_is_read_anew_without_waiting_for_its_history_pace() -> None:
    async with Road(one()) as road:
        await settled(road)
        road.use(one(revision=2))
        await asyncio.sleep(6)
        assert road.gaps() == [5]


async def test_a_source_that_changed_is_not_read_before_one_interval_has_passed() -> None:
    async with Road(one()) as road:
        await settled(road)
        for revision in range(2, 30):
            road.use(one(revision=revision))
            await asyncio.sleep(0.2)
        await asyncio.sleep(5)
        assert road.gaps() == [5, 5]


async def test_nor_is_it_when_somebody_begins_to_watch_it() -> None:
    async with Road(one()) as road:
        await settled(road)
        road.use(one(revision=2))
        road.demand.watch(PAGE)
        await asyncio.sleep(6)
        assert road.gaps() == [5]


async def test_a_source_that_changes_while_it_is_read_is_not_read_twice_at_once() -> None:
    async with Road(one(), taking(20)) as road:
        while not road.count():
            await asyncio.sleep(0.1)
        road.use(one(revision=2))
        road.demand.watch(PAGE)
        await asyncio.sleep(100)
        assert road.at_once[1] == 1


async def test_a_source_that_changes_while_it_is_read_is_read_anew_after_that() -> None:
    async with Road(one(), taking(2)) as road:
        while not road.count():
            await asyncio.sleep(0.1)
        road.use(one(revision=2))
        await asyncio.sleep(6)
        assert road.gaps() == [5]


@pytest.mark.parametrize(("before_s", "after_s"), [(600.0, 5.0), (5.0, 600.0)])
async def test_a_changed_interval_is_in_force_with_the_next_reading(before_s: float, after_s: float) -> None:
    async with Road(one(interval_s=before_s)) as road:
        road.demand.watch(PAGE)
        await settled(road)
        road.use(one(interval_s=after_s))
        await asyncio.sleep(4 + 2 * after_s)
        assert road.gaps()[:2] == [5, after_s]


async def test_the_new_facts_of_a_source_are_what_is_read() -> None:
    asked: list[str] = []

    async def answer(source: Source) -> bytes:
        asked.append(source.url)
        return GOOD

    async with Road(one(), answer) as road:
        await settled(road)
        road.use(one(url="https://new.example/"))
        await asyncio.sleep(6)
        assert asked == ["https://s1.example/live", "https://new.example/"]


def anew(**facts: Any) -> Catalog:
    """The catalog of `one`, its points said anew."""
    (source,) = one(**facts).sources.values()
    points = tuple(msgspec.structs.replace(point, since=1.0) for point in source.points)
    return a_catalog(msgspec.structs.replace(source, points=points, revision=2))


@pytest.mark.parametrize(("catalog", "shown"), [(anew, 0), (one, 1)])
async def test_what_is_read_while_its_meaning_changes_is_neither_shown_nor_recorded(
    catalog: Callable[..., Catalog], shown: int
) -> None:
    async with Road(one(), taking(2)) as road:
        while not road.count():
            await asyncio.sleep(0.1)
        road.use(catalog(timeout_s=9.0))
        await asyncio.sleep(2.5)
        assert (road.count(), len(road.shelf.readings)) == (1, shown)
        assert road.state() == ("live" if shown else "waiting")
        road.demand.watch(PAGE)
        await asyncio.sleep(6)
        assert road.state() == "live"


async def test_what_changes_before_the_call_is_what_is_asked() -> None:
    asked: list[str] = []

    async def answer(source: Source) -> bytes:
        asked.append(source.url)
        return GOOD

    class Slow(Diary):
        """While it writes, other facts are declared."""

        def note(self, source: int, asked_at: float, not_before: float | None) -> None:
            road.use(one(daily_quota=1000, url="https://new.example/"))

    road = Road(one(daily_quota=1000), answer, diary=Slow())
    async with road:
        await asyncio.sleep(6)
    assert asked == ["https://new.example/"]


@pytest.mark.parametrize(("url", "after_s"), [("https://s1.example/other", 600), ("https://new.example/live", 5)])
async def test_what_a_server_asked_for_holds_for_that_server(url: str, after_s: float) -> None:
    async def busy(source: Source) -> bytes:
        if source.url == url:
            return GOOD
        raise RateLimited("asked too often", 600.0)

    async with Road(one(), busy) as road:
        road.demand.watch(PAGE)
        await settled(road)
        road.use(one(url=url))
        await asyncio.sleep(700)
        assert road.gaps()[0] == after_s


async def test_a_source_that_was_removed_is_never_read_again() -> None:
    async with Road(one()) as road:
        await settled(road)
        road.use(a_catalog(plants=[a_plant("p1")]))
        road.demand.watch(PAGE)
        await asyncio.sleep(HOUR_S)
        assert road.count() == 1


async def test_a_source_that_was_removed_while_it_was_read_is_never_read_again() -> None:
    async with Road(one(), taking(2)) as road:
        while not road.count():
            await asyncio.sleep(0.1)
        road.use(a_catalog(plants=[a_plant("p1")]))
        road.demand.watch(PAGE)
        await asyncio.sleep(HOUR_S)
        assert road.count() == 1


async def test_a_source_that_was_added_is_read() -> None:
    async with Road(one()) as road:
        await settled(road)
        road.use(a_catalog(a_source(1), a_source(2)))
        await asyncio.sleep(5.1)
        assert road.count(2) == 1


async def test_a_plant_that_is_published_onto_an_open_map_is_read_at_its_live_pace() -> None:
    async with Road(a_catalog(a_source(1), plants=[a_plant("p1", published=False)])) as road:
        road.demand.watch([FRANCE])
        await settled(road)
        road.use(one())
        await asyncio.sleep(20)
        assert set(road.gaps()) == {5}


async def test_a_plant_without_history_that_is_published_onto_an_open_map_is_read() -> None:
    async with Road(a_catalog(a_source(1, history_s=None), plants=[a_plant("p1", published=False)])) as road:
        road.demand.watch([FRANCE])
        await asyncio.sleep(60)
        road.use(one(history_s=None))
        await asyncio.sleep(1)
        assert road.count() == 1


async def test_a_draft_is_read_at_its_history_pace_whoever_looks_at_the_map() -> None:
    async with Road(a_catalog(a_source(1), plants=[a_plant("p1", published=False)])) as road:
        road.demand.watch([FRANCE, "plant:p1"])
        await asyncio.sleep(HOUR_S)
        assert set(road.gaps()) == {60}


async def test_a_point_of_a_plant_that_is_unknown_stops_nobody() -> None:
    odd = a_source(2, "p2")
    catalog = Catalog([a_plant("p1")], [a_source(1), odd], (), {"p1": 1})
    async with Road(catalog) as road:
        await asyncio.sleep(HOUR_S)
        assert set(road.gaps(1)) == {60}


# what goes wrong


ERRORS: list[BaseException] = [
    TimedOut("late"),
    ValueError("what a library says"),
    RecursionError(),
    MemoryError(),
    TimeoutError(),
    OverflowError(),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"),
    ExceptionGroup("several", [ValueError()]),
    asyncio.CancelledError(),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
async def test_whatever_a_read_raises_the_source_keeps_its_turn(error: BaseException) -> None:
    async with Road(one(), failing(error)) as road:
        await asyncio.sleep(250)
        assert road.gaps() == [60] * 4


@pytest.mark.parametrize("error", ERRORS[1:-1], ids=lambda error: type(error).__name__)
async def test_whatever_a_read_raises_is_a_reading_too(error: BaseException) -> None:
    async with Road(one(), failing(error)) as road:
        await asyncio.sleep(70)
        assert [each.values[0].reason for each in road.shelf.readings] == ["connection", "connection"]


async def test_a_source_that_is_lost_is_said_once(lines: list[MutableMapping[str, Any]]) -> None:
    async with Road(one(), failing(SourceRefused("https://scada.example/realtime", 401))) as road:
        await asyncio.sleep(HOUR_S)
        assert [(line["event"], line["reason"]) for line in lines] == [("source lost", "auth")]
        assert road.count() > 10


async def test_a_read_that_breaks_for_hours_fills_no_log(lines: list[MutableMapping[str, Any]]) -> None:
    async with Road(one(), failing(ValueError("what a library says"))):
        await asyncio.sleep(HOUR_S)
    assert [line["event"] for line in lines] == ["read failed", "source lost"]


async def test_a_source_that_is_back_is_said_once(lines: list[MutableMapping[str, Any]]) -> None:
    async with Road(one(), failing(TimedOut("late"))) as road:
        await settled(road)
        await asyncio.sleep(70)
        road.answer = good
        await asyncio.sleep(HOUR_S)
        assert [(line["event"], line.get("silent_s")) for line in lines[1:]] == [("source recovered", 120)]


async def test_a_shelf_that_breaks_takes_no_turn_away() -> None:
    async with Road(one()) as road:
        road.shelf.append = failing_append  # type: ignore[method-assign]
        await asyncio.sleep(250)
        assert road.gaps() == [60] * 4


def failing_append(readings: object) -> None:
    raise OSError("the disk is gone")


async def test_one_that_sleeps_is_not_down_and_is_asked_no_more_often_than_one_that_is(
    lines: list[MutableMapping[str, Any]],
) -> None:
    there = a_plant("p1", energy="solar", latitude=43.3, longitude=-170.0)  # where it is night
    catalog = a_catalog(a_source(1, night="asleep"), plants=[there])
    async with Road(catalog, failing(TimedOut("late"))) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(HOUR_S)
        assert min(road.gaps()[-30:]) >= 60
        assert {value.reason for reading in road.shelf.readings for value in reading.values} == {None}
    assert [line["event"] for line in lines] == ["source asleep"]


async def test_while_watched_a_failing_source_is_read_at_its_interval_for_five_minutes() -> None:
    async with Road(one(), failing(TimedOut("late"))) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(300)
        assert set(road.gaps()) == {5}


async def test_after_five_minutes_a_failing_source_is_read_once_a_minute_with_jitter() -> None:
    async with Road(one(), failing(TimedOut("late"))) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(HOUR_S)
        late = road.gaps()[-30:]
        assert (min(late) >= 60, max(late) <= 66, len(set(late)) > 20) == (True, True, True)


async def test_neither_viewers_nor_catalogs_hasten_a_source_that_fails_for_long() -> None:
    async with Road(one(), failing(TimedOut("late"))) as road:
        road.demand.watch([FRANCE])
        await asyncio.sleep(1000)
        road.calls.clear()
        for _ in range(600):
            road.demand.watch(PAGE)
            await asyncio.sleep(1)
            road.demand.unwatch(PAGE)
            road.use(one())
        assert min(road.gaps()) >= 60


async def test_the_first_good_answer_brings_the_interval_back() -> None:
    async with Road(one(), failing(TimedOut("late"))) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(1000)
        road.answer = good
        await asyncio.sleep(200)
        assert road.gaps()[-20:] == [5] * 20


async def test_a_source_that_is_corrected_is_not_made_to_wait_for_its_failures() -> None:
    async with Road(one(), failing(SourceRefused("https://scada.example/realtime", 401))) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(HOUR_S)
        begun = road.now()
        road.answer = good
        road.use(one(revision=2))
        await asyncio.sleep(6)
        assert road.calls[1][-1] <= begun + 5


@pytest.mark.parametrize("make", [RateLimited, Unavailable])
@pytest.mark.parametrize(("asked_s", "waits_s"), [(120.0, 120), (1.0, 5), (0.0, 5), (None, 5), (1e9, 3600), (-5.0, 5)])
async def test_the_wait_that_a_server_asks_for_is_a_floor_of_an_hour_at_most(
    make: Callable[[str, float | None], Exception], asked_s: float | None, waits_s: float
) -> None:
    async with Road(one(), failing(make("slower, please", asked_s))) as road:
        road.demand.watch(PAGE)
        await settled(road)
        await asyncio.sleep(waits_s)
        assert road.gaps()[0] == waits_s


async def test_the_wait_counts_from_the_answer() -> None:
    async def answer(_: Source) -> bytes:
        await asyncio.sleep(2)
        raise RateLimited("slower, please", 120.0)

    async with Road(one(), answer) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(300)
        assert set(road.gaps()) == {122}


async def test_nothing_shortens_the_wait_that_a_server_asked_for() -> None:
    async with Road(one(), failing(RateLimited("slower, please", 200.0))) as road:
        revision = 1
        while road.count() < 4:
            road.demand.watch(PAGE)
            await asyncio.sleep(1)
            road.demand.unwatch(PAGE)
            revision += road.now() % 20 < 1
            road.use(one(revision=revision))
        assert min(road.gaps()) >= 200


async def test_a_quota_is_kept_while_watched() -> None:
    async with Road(one(daily_quota=300)) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(24 * HOUR_S - 0.001)  # at its end the first call of the next day is due
        assert road.count() in (299, 300)


async def test_a_quota_is_kept_whoever_comes_and_goes() -> None:
    async with Road(one(daily_quota=300)) as road:
        for _ in range(24 * 60):
            road.demand.watch(PAGE)
            await asyncio.sleep(30)
            road.demand.unwatch(PAGE)
            await asyncio.sleep(30)
        assert road.count() <= 300


# leases


async def test_without_a_lease_nothing_is_read() -> None:
    leases = AllOurs()
    leases.epochs = {}
    async with Road(one(), leases=leases) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(HOUR_S)
        assert road.count() == 0


async def test_a_source_is_read_once_its_lease_is_ours() -> None:
    leases = AllOurs()
    leases.epochs = {2: 1}
    async with Road(a_catalog(a_source(1), a_source(2)), leases=leases) as road:
        road.demand.watch([FRANCE])
        await asyncio.sleep(60)
        leases.epochs = {1: 7, 2: 1}
        await asyncio.sleep(5)
        assert (road.count(1) > 0, road.count(2) > 10) == (True, True)


async def test_a_source_whose_lease_was_lost_is_no_longer_read() -> None:
    leases = AllOurs()
    async with Road(one(), leases=leases) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(60)
        leases.epochs = {}
        await asyncio.sleep(3.1)
        before = road.count()
        await asyncio.sleep(HOUR_S)
        assert road.count() == before


async def test_each_reading_bears_the_epoch_of_its_lease() -> None:
    leases = AllOurs()
    leases.epochs = {1: 7}
    async with Road(one(), leases=leases) as road:
        await settled(road)
        assert [each.epoch for each in road.shelf.readings] == [7]


async def test_a_lease_that_comes_and_goes_brings_no_call_too_many() -> None:
    leases = AllOurs()
    async with Road(one(), leases=leases) as road:
        road.demand.watch(PAGE)
        for held in range(200):
            leases.epochs = {1: held} if held % 2 else {}
            await asyncio.sleep(3.3)
        assert min(road.gaps()) >= 5


class Shaky(AllOurs):
    """Leases whose database is away at times."""

    away = False

    def hold(self, sources: Iterable[int]) -> Mapping[int, int]:
        if self.away:
            raise OSError("the database is away")
        return super().hold(sources)


async def test_while_the_leases_cannot_be_renewed_what_is_held_is_read_on() -> None:
    leases = Shaky()
    async with Road(one(), leases=leases) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(60)
        leases.away = True
        await asyncio.sleep(60)
        assert set(road.gaps()) == {5}


async def test_leases_that_cannot_be_renewed_are_said_once(lines: list[MutableMapping[str, Any]]) -> None:
    leases = Shaky()
    leases.away = True
    async with Road(one(), leases=leases):
        await asyncio.sleep(HOUR_S)
    assert [line["event"] for line in lines] == ["leases not renewed"]


async def test_leases_are_renewed_again_once_the_database_is_back() -> None:
    leases = Shaky()
    leases.away = True
    async with Road(one(), leases=leases) as road:
        await asyncio.sleep(60)
        leases.away = False
        await asyncio.sleep(10)
        assert road.count() == 1


# the end


async def test_a_poller_that_is_stopped_leaves_nothing_behind() -> None:
    async with Road(a_catalog(*(a_source(number) for number in range(1, 51))), taking(3)) as road:
        await asyncio.sleep(4)
        assert any(calls for calls in road.calls.values())
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_poller_that_is_stopped_gives_up_what_is_under_way() -> None:
    given_up: list[int] = []

    async def answer(asked: Source) -> bytes:
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            given_up.append(asked.id)
            raise
        return GOOD

    async with Road(one(), answer):
        await asyncio.sleep(10)
    assert given_up == [1]


async def test_a_poller_that_is_stopped_reads_nothing_more() -> None:
    async with Road(one()) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(60)
    before = road.count()
    road.demand.watch([FRANCE])
    await asyncio.sleep(600)
    assert road.count() == before


async def test_a_poller_without_sources_waits_for_some() -> None:
    async with Road(a_catalog()) as road:
        await asyncio.sleep(100)
        road.use(one())
        await asyncio.sleep(5.1)
        assert road.count() == 1


# a storm


CHANNELS = ["plant:p1", "plant:p2", "plant:p3", FRANCE]
_STORM = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.sampled_from([0.0, 0.01, 0.4, 1.0, 3.0, 5.0, 31.0, 61.0, 400.0])),
        st.tuples(st.just("watch"), st.sampled_from(CHANNELS)),
        st.tuples(st.just("unwatch"), st.sampled_from(CHANNELS)),
        st.tuples(st.just("asked"), st.sampled_from(CHANNELS)),
        st.tuples(st.just("change"), st.sampled_from([1, 2, 3])),
        st.tuples(st.just("publish"), st.booleans()),
        st.tuples(st.just("lease"), st.booleans()),
        st.tuples(st.just("answer"), st.sampled_from([0.0, 0.7, 4.0, 12.0, None])),
    ),
    min_size=5,
    max_size=60,
)
_PACES = {1: 1.0, 2: 5.0, 3: 30.0}


class Storm:
    """A road and everything that may happen to it."""

    def __init__(self) -> None:
        self.facts: dict[int, dict[str, Any]] = {
            1: {"interval_s": 1.0},
            2: {"interval_s": 5.0, "history_s": None},
            3: {"interval_s": 2.0, "daily_quota": 2880},
        }
        self.published, self.watching = True, list[str]()
        self.road = Road(self.catalog(), self.answer)
        self.takes_s: float | None = 0.0

    def catalog(self) -> Catalog:
        sources = [a_source(number, **facts) for number, facts in self.facts.items()]
        return a_catalog(*sources, plants=[a_plant("p1", published=self.published)])

    async def answer(self, _: Source) -> bytes:
        if self.takes_s is None:
            raise TimedOut("late")
        await asyncio.sleep(self.takes_s)
        return GOOD

    async def happen(self, what: str, value: Any) -> None:
        match what:
            case "wait":
                await asyncio.sleep(value)
            case "watch":
                self.watching.append(value)
                self.road.demand.watch([value])
            case "unwatch" if value in self.watching:
                self.watching.remove(value)
                self.road.demand.unwatch([value])
            case "asked":
                self.road.demand.asked(value)
            case "change":
                self.facts[value]["revision"] = self.facts[value].get("revision", 0) + 1
                self.road.use(self.catalog())
            case "publish":
                self.published = value
                self.road.use(self.catalog())
            case "lease":
                self.road.leases.epochs = None if value else {}
            case "answer":
                self.takes_s = value

    async def blow(self, happenings: list[tuple[str, Any]]) -> None:
        async with self.road:
            for what, value in happenings:
                await self.happen(what, value)
            await asyncio.sleep(120)
            self.ended = self.road.now()


@settings(
    max_examples=200, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(_STORM)
def test_whatever_happens_an_owner_has_one_call_per_interval_and_one_at_once(
    happenings: list[tuple[str, Any]],
) -> None:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        storm = blown(runner, happenings)
    for number, pace_s in _PACES.items():
        assert storm.road.at_once[number] <= 1
        assert min(storm.road.gaps(number), default=pace_s) >= pace_s


@settings(
    max_examples=100, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(_STORM)
def test_whatever_happens_the_poller_goes_on(happenings: list[tuple[str, Any]]) -> None:
    calm: list[tuple[str, Any]] = [("lease", True), ("answer", 0.0), ("publish", True), ("wait", 100.0)]
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        storm = blown(runner, [*happenings, *calm])
        ended = storm.ended
    assert storm.road.calls[1][-1] > ended - 70


def blown(runner: asyncio.Runner, happenings: list[tuple[str, Any]]) -> Storm:
    async def blow() -> Storm:
        storm = Storm()
        await storm.blow(happenings)
        return storm

    return runner.run(blow())


# one host, many sources


def at_one_host(count: int, **facts: Any) -> Catalog:
    return a_catalog(*(a_source(number, url="https://one.example/live", **facts) for number in range(1, count + 1)))


async def test_two_calls_at_once_reach_one_host_and_no_more() -> None:
    under_way, most = 0, 0

    async def answer(_: Source) -> bytes:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.7)
        under_way -= 1
        return GOOD

    async with Road(at_one_host(20), answer) as road:
        road.demand.watch([FRANCE])
        await asyncio.sleep(120)
    assert most == 2


async def test_sources_that_share_a_slow_host_have_their_turns_alike() -> None:
    async with Road(at_one_host(20), taking(0.7)) as road:
        road.demand.watch([FRANCE])
        await asyncio.sleep(120)
        counts = [road.count(number) for number in range(1, 21)]
        assert (min(counts) >= 15, max(counts) - min(counts) <= 2) == (True, True)


async def test_a_source_that_waited_in_line_keeps_its_interval_to_the_owner() -> None:
    async with Road(at_one_host(20, interval_s=2.0), taking(0.3)) as road:
        road.demand.watch([FRANCE])
        await asyncio.sleep(120)
        assert all(min(road.gaps(number)) >= 2.0 for number in range(1, 21))


async def test_a_host_that_hangs_keeps_no_other_from_its_turn() -> None:
    async def answer(asked: Source) -> bytes:
        await asyncio.sleep(3 if asked.id <= 20 else 0)
        return GOOD

    hanging = [a_source(number, url="https://one.example/live") for number in range(1, 21)]
    async with Road(a_catalog(*hanging, a_source(21)), answer) as road:
        road.demand.watch([FRANCE])
        await asyncio.sleep(600)
        assert set(road.gaps(21)) == {5}


async def test_a_source_that_leaves_the_catalog_leaves_its_line() -> None:
    async with Road(at_one_host(10), taking(0.7)) as road:
        road.demand.watch([FRANCE])
        await asyncio.sleep(6)
        road.use(at_one_host(3))
        before = road.count(10)
        await asyncio.sleep(60)
        assert (road.count(10) - before <= 1, road.count(1) >= 12) == (True, True)


# before and after a restart


@pytest.mark.parametrize(("asked_s", "first_s"), [(0.0, 5.0), (3.0, 2.0)])
async def test_after_a_restart_no_source_is_asked_sooner_than_its_interval(asked_s: float, first_s: float) -> None:
    async with Road(one()) as road:
        road.poller.remember({1: asked_s}, {})
        road.demand.watch(PAGE)
        begun = road.now()
        await asyncio.sleep(30)
        assert road.calls[1][0] - begun >= first_s


async def test_after_a_restart_a_quota_still_holds() -> None:
    async with Road(one(daily_quota=24)) as road:
        road.poller.remember({1: 600.0}, {})
        road.demand.watch(PAGE)
        begun = road.now()
        await asyncio.sleep(2 * HOUR_S)
        assert road.calls[1][0] - begun == pytest.approx(3000, abs=1)


async def test_after_a_restart_a_server_that_asked_us_to_wait_is_left_alone() -> None:
    async with Road(one()) as road:
        road.poller.remember({1: 100.0}, {1: 600.0})
        road.demand.watch(PAGE)
        begun = road.now()
        await asyncio.sleep(HOUR_S)
        assert road.calls[1][0] - begun >= 600


async def test_what_a_server_asks_for_is_noted() -> None:
    async def busy(_: Source) -> bytes:
        raise RateLimited("asked too often", 600.0)

    async with Road(one(), busy) as road:
        await asyncio.sleep(10)
        ((source, asked_at, not_before),) = road.diary.notes
        assert source == 1
        assert not_before == pytest.approx(asked_at + 600)


@pytest.mark.parametrize("facts", [{"daily_quota": 1000}, {"interval_s": 300.0}])
async def test_calls_that_count_are_noted_before_they_are_made(facts: dict[str, Any]) -> None:
    noted: list[int] = []

    async def answer(_: Source) -> bytes:
        noted.append(len(road.diary.notes))
        return GOOD

    async with Road(one(**facts), answer) as road:
        await asyncio.sleep(HOUR_S)
    assert len(noted) > 2
    assert noted == list(range(1, len(noted) + 1))


async def test_of_other_calls_the_history_tells() -> None:
    async with Road(one()) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(HOUR_S)
        assert road.diary.notes == []


# drafts


async def test_a_draft_is_read_only_while_its_preview_is_watched() -> None:
    draft = a_source(-1, "p1", draft=True, draft_of=1)
    async with Road(a_catalog(a_source(1), draft)) as road:
        road.demand.watch(PAGE)
        await asyncio.sleep(600)
        assert road.count(-1) == 0
        road.demand.watch(["draft:p1"])
        await asyncio.sleep(61)
        assert 12 <= road.count(-1) <= 14


async def test_what_a_draft_says_is_seen_in_the_preview_and_recorded_nowhere() -> None:
    async def answer(asked: Source) -> bytes:
        return b'{"power": 7}' if asked.draft else GOOD

    async with Road(a_catalog(a_source(1), a_source(-1, "p1", draft=True, draft_of=1)), answer) as road:
        road.demand.watch([*PAGE, "draft:p1"])
        await asyncio.sleep(10)
        values = {
            channel: [value.value for shown in road.hub.shown(channel) for value in shown.values]
            for channel in ("plant:p1", "draft:p1", "map:france")
        }
        assert values == {"plant:p1": [15.8], "draft:p1": [7], "map:france": [15.8]}
        assert {each.source for each in road.shelf.readings} == {1}


async def test_a_draft_takes_the_turns_of_what_it_would_replace_while_only_its_preview_is_watched() -> None:
    """So that its owner's server hears from us once an interval, not twice; and no more once the preview is closed."""
    async with Road(a_catalog(a_source(1), a_source(-1, "p1", draft=True, draft_of=1))) as road:
        await asyncio.sleep(10)
        before = road.count()
        road.demand.watch(["draft:p1"])
        await asyncio.sleep(120)
        assert (road.count() - before, set(road.gaps(-1))) == (2, {5.0})
        road.demand.unwatch(["draft:p1"])
        asked = road.count(-1)
        await asyncio.sleep(300)
        assert road.count(-1) - asked <= 1
