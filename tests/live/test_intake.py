"""From an answer to the announcement: what comes of it, and in which order."""

import asyncio
from collections.abc import MutableMapping, Sequence
from typing import Any

import msgspec
import pytest

from quelia.bus.memory import MemoryBus
from quelia.bus.protocol import READINGS, BusDown
from quelia.domain.catalog import Catalog
from quelia.domain.errors import REASONS, SourceError, SourceRefused, TimedOut
from quelia.domain.extract import Tick
from quelia.domain.plant import Amount, Map
from quelia.domain.push import Refused
from quelia.domain.reading import Reading, iso
from quelia.domain.unit import UNITS
from quelia.live.intake import Announcement, Intake, Pushed
from quelia.store.errors import DatabaseUnusable
from tests.domain.examples import NOW, point, source
from tests.live.road import GOOD, Drawer, Shelf, a_catalog, a_plant, a_source

TICK = Tick(NOW, 5.0, 3)


class Room:
    """An intake between a shelf and a bus. steps: what happened, in order."""

    def __init__(self, catalog: Catalog) -> None:
        self.steps: list[str] = []
        self.heard: list[Announcement] = []
        self.shelf, self.bus = Shelf(), MemoryBus()
        self.drawer = Drawer()
        self.intake = Intake(self, self.drawer, self.bus)
        self.intake.use(catalog)

    def append(self, readings: Sequence[Reading]) -> None:
        self.steps += [f"record {each.plant}" for each in readings]
        self.shelf.append(readings)

    def hear(self, message: bytes) -> None:
        announcement = msgspec.msgpack.decode(message, type=Announcement)
        self.steps.append(f"announce {announcement.reading.plant}")
        self.heard.append(announcement)

    async def opened(self) -> "Room":
        await self.bus.start()
        self.bus.subscribe(READINGS, self.hear)
        return self

    @property
    def numbers(self) -> list[tuple[float | None, str | None]]:
        return [(value.number, value.reason) for each in self.heard for value in each.reading.values]


async def room(*plants: str, **facts: Any) -> Room:
    return await Room(a_catalog(a_source(1, *plants, **facts))).opened()


async def test_an_answer_is_recorded_then_announced() -> None:
    made = await room("p1", "p2")
    await made.intake.take(a_source(1, "p1", "p2"), GOOD, TICK)
    assert made.steps == ["record p1", "record p2", "announce p1", "announce p2"]


async def test_what_is_announced_is_what_was_recorded() -> None:
    made = await room("p1", "p2")
    await made.intake.take(a_source(1, "p1", "p2"), GOOD, TICK)
    assert [each.reading for each in made.heard] == made.shelf.readings


async def test_the_numbers_of_an_answer_are_announced() -> None:
    made = await room("p1")
    await made.intake.take(a_source(1), GOOD, TICK)
    assert made.numbers == [(15.8e6, None)]


async def test_a_reading_bears_its_time_its_pace_and_its_epoch() -> None:
    made = await room("p1")
    (taken,) = await made.intake.take(a_source(1), GOOD, TICK)
    assert (taken.received_at, taken.interval_s, taken.epoch) == (NOW, 5, 3)


@pytest.mark.parametrize(
    "error", [TimedOut("late"), SourceRefused("https://scada.example/", 401)], ids=["passing", "lasting"]
)
async def test_a_failed_read_is_recorded_and_announced_too(error: SourceError) -> None:
    made = await room("p1", "p2")
    await made.intake.take(a_source(1, "p1", "p2"), error, TICK)
    assert (made.steps[2:], made.numbers) == (["announce p1", "announce p2"], [(None, error.code)] * 2)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "not_json"),
        (b"<!doctype html><title>Login</title>", "html"),
        (b"\xff\xfe{", "encoding"),
        (b'{"power": NaN}', "not_json"),
        (b'{"power": "a lot"}', "not_a_number"),
        (b'{"energy": 1}', "path"),
        (b'{"power": 15800}', "implausible"),
        (b"[" * 100_000, "not_json"),
        (b'{"power": true}', "not_a_number"),
    ],
)
async def test_an_answer_that_says_nothing_is_announced_with_its_reason(answer: bytes, reason: str) -> None:
    made = await room("p1")
    await made.intake.take(a_source(1), answer, TICK)
    assert made.numbers == [(None, reason)]


PADDING = b'{"padding": "' + b"x" * 20_000 + b'", "power": 15.8}'
LIST = b'{"padding": [' + b"0," * 1000 + b'0], "power": 15.8}'


@pytest.mark.parametrize(
    ("path", "answer", "aside"),
    [
        ("power", GOOD, 0),
        ("power", LIST, 0),
        ("power", PADDING, 1),
        ("$[?@ == 15.8]", GOOD, 0),
        ("$['power',:]", LIST, 1),
    ],
)
async def test_what_may_take_long_is_done_aside(
    monkeypatch: pytest.MonkeyPatch, path: str, answer: bytes, aside: int
) -> None:
    loop, done = asyncio.get_running_loop(), []
    here = loop.run_in_executor

    def note(*work: Any) -> Any:
        done.append(work)
        return here(*work)

    monkeypatch.setattr(loop, "run_in_executor", note)
    each = source(point(path, plant="p1"), id=1, slug="s1")
    made = await Room(a_catalog(each)).opened()
    await made.intake.take(each, answer, TICK)
    assert (made.numbers, len(done)) == ([(15.8e6, None)], aside)


async def test_every_reason_that_is_announced_is_one_that_pages_know() -> None:
    made = await room("p1")
    for answer in (b"", b"\xff", b"<html>", b"{}", b'{"power": "x"}', b'{"power": 1e12}'):
        await made.intake.take(a_source(1), answer, TICK)
    assert {reason for _, reason in made.numbers} <= REASONS.keys()


async def test_a_poisonous_quantity_spoils_no_other() -> None:
    both = source(point(plant="p1"), point("warmth", "°C", plant="p1", quantity="temperature"), id=1, slug="s1")
    made = await Room(a_catalog(both)).opened()
    await made.intake.take(both, b'{"power": 15.8, "warmth": "\\u0000"}', TICK)
    assert made.numbers == [(15.8e6, None), (None, "not_a_number")]


async def test_a_number_above_the_capacity_of_one_plant_spoils_no_other() -> None:
    both = source(point("a", plant="p1"), point("b", plant="p2"), id=1, slug="s1")
    made = await Room(a_catalog(both)).opened()
    await made.intake.take(both, b'{"a": 500, "b": 5}', TICK)
    assert made.numbers == [(None, "implausible"), (5e6, None)]


async def test_a_published_plant_is_announced_on_its_page_and_its_maps() -> None:
    catalog = a_catalog(a_source(1), maps=[Map("south", "South", plants=("p1",)), Map("north", "North", plants=())])
    made = await Room(catalog).opened()
    await made.intake.take(a_source(1), GOOD, TICK)
    assert set(made.heard[0].channels) == {"plant:p1", "map:south", "map:france", "draft:p1"}


async def test_a_draft_is_announced_on_its_own_channel_only() -> None:
    made = await Room(a_catalog(a_source(1), plants=[a_plant("p1", published=False)])).opened()
    await made.intake.take(a_source(1), GOOD, TICK)
    assert made.heard[0].channels == ("draft:p1",)


async def test_a_plant_that_the_catalog_does_not_know_is_dropped() -> None:
    made = await room("p1")
    await made.intake.take(a_source(1, "gone", "p1"), GOOD, TICK)
    assert made.steps == ["record p1", "announce p1"]


async def test_the_catalog_of_the_moment_says_who_may_see_it() -> None:
    made = await room("p1")
    made.intake.use(a_catalog(a_source(1), plants=[a_plant("p1", published=False)]))
    await made.intake.take(a_source(1), GOOD, TICK)
    assert made.heard[0].channels == ("draft:p1",)


async def test_what_is_recorded_does_not_depend_on_the_bus() -> None:
    made = await room("p1", "p2")
    await made.bus.close()
    taken = await made.intake.take(a_source(1, "p1", "p2"), GOOD, TICK)
    assert (made.shelf.readings, made.heard) == (taken, [])


async def test_one_announcement_that_is_lost_loses_no_other() -> None:
    class Shaky(MemoryBus):
        async def publish(self, topic: str, message: bytes) -> None:
            if b"p1" in message:
                raise BusDown("not now")
            await super().publish(topic, message)

    made = Room(a_catalog(a_source(1, "p1", "p2")))
    made.bus = Shaky()
    made.intake = Intake(made, made.drawer, made.bus)
    made.intake.use(a_catalog(a_source(1, "p1", "p2")))
    await made.opened()
    await made.intake.take(a_source(1, "p1", "p2"), GOOD, TICK)
    assert made.steps == ["record p1", "record p2", "announce p2"]


async def test_a_lost_announcement_is_said(lines: list[MutableMapping[str, Any]]) -> None:
    made = await room("p1")
    await made.bus.close()
    await made.intake.take(a_source(1), GOOD, TICK)
    assert [(line["event"], line["plant"]) for line in lines] == [("announcement lost", "p1")]


# what is pushed


PUSHED = a_source(1, pushed=True, url="")


def a_body(*items: object) -> Pushed:
    return Pushed(1, msgspec.json.encode(items))


def an_item(number: float, ago_s: float, **facts: object) -> dict[str, object]:
    return {"value": number, "measured_at": iso(NOW - ago_s), **facts}


async def pushed_room() -> Room:
    return await Room(a_catalog(PUSHED)).opened()


async def test_what_is_pushed_is_recorded_before_it_is_announced() -> None:
    made = await pushed_room()
    made.drawer.away = True
    with pytest.raises(DatabaseUnusable):
        await made.intake.take_pushed(PUSHED, a_body(an_item(1, 0)), NOW)
    assert made.heard == []


async def test_of_a_backlog_all_is_recorded_and_the_newest_announced() -> None:
    made = await pushed_room()
    receipt = await made.intake.take_pushed(PUSHED, a_body(an_item(1, 20), an_item(3, 0), an_item(2, 10)), NOW)
    assert len(receipt.new) == len(made.drawer.readings) == 3
    assert made.numbers == [(3e6, None)]


async def test_what_came_already_is_not_announced_again() -> None:
    made = await pushed_room()
    for _ in range(2):
        await made.intake.take_pushed(PUSHED, a_body(an_item(1, 0)), NOW)
    assert made.numbers == [(1e6, None)]


async def test_a_body_with_one_bad_item_leaves_nothing() -> None:
    made = await pushed_room()
    with pytest.raises(Refused):
        await made.intake.take_pushed(PUSHED, a_body(an_item(1, 0), {"value": "2"}), NOW)
    assert (made.drawer.readings, made.heard) == ([], [])


async def test_what_is_pushed_is_judged_like_all_others() -> None:
    made = await Room(a_catalog(PUSHED, plants=[a_plant("p1", capacity=Amount(18.2e6, UNITS["MW"]))])).opened()
    await made.intake.take_pushed(PUSHED, a_body(an_item(30, 0)), NOW)
    assert made.numbers == [(None, "implausible")]


async def test_a_large_body_is_read_beside_the_loop() -> None:
    made = await pushed_room()
    items = [an_item(place, place) for place in range(500)]
    receipt = await made.intake.take_pushed(PUSHED, a_body(*items), NOW)
    assert len(receipt.new) == 500


@pytest.mark.parametrize("published", [True, False])
async def test_what_is_pushed_to_a_plant_that_is_not_published_is_seen_in_its_preview_only(published: bool) -> None:
    made = await Room(a_catalog(PUSHED, plants=[a_plant("p1", published=published)])).opened()
    await made.intake.take_pushed(PUSHED, a_body(an_item(1, 0)), NOW)
    (announcement,) = made.heard
    assert ("plant:p1" in announcement.channels) is published
    assert "draft:p1" in announcement.channels


async def test_a_device_that_slept_while_there_was_no_network_is_judged_by_the_sun_of_then() -> None:
    sleeper = a_source(1, pushed=True, url="", night="asleep")
    made = await Room(a_catalog(sleeper)).opened()  # NOW is in the morning
    night = {"reason": "connection", "measured_at": iso(NOW - 8 * 3600)}
    day = {"reason": "connection", "measured_at": iso(NOW)}
    await made.intake.take_pushed(sleeper, a_body(night, day), NOW)
    assert [value.reason for each in made.drawer.readings for value in each.values] == [None, "connection"]
