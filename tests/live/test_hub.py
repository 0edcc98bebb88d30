"""What viewers are told of readings. The wall clock is a number; the bus is left out."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quelia.domain.catalog import Catalog
from quelia.domain.plant import Map
from quelia.domain.reading import Reading, Shown, Value, iso
from quelia.live.audience import Audience, Frames
from quelia.live.hub import Hub
from quelia.live.intake import Announcement
from tests.domain.examples import NOW, point, reading, source
from tests.live.road import a_catalog, a_plant, a_source

FRANCE = "map:france"


class Watcher:
    """A viewer that keeps each frame it is offered."""

    def __init__(self) -> None:
        self.offered: list[tuple[str, bytes]] = []
        self.ended = 0

    def offer(self, frames: Frames, together: bytes) -> None:
        assert together == b"".join(frames.values())
        self.offered += frames.items()

    def end(self) -> None:
        self.ended += 1

    @property
    def told(self) -> list[dict[str, Any]]:
        return [parsed(frame) for _, frame in self.offered]

    @property
    def states(self) -> list[tuple[str, str]]:
        return [(each["plant"], each["state"]) for each in self.told]


class Broken(Watcher):
    """A viewer that cannot be told anything."""

    def offer(self, frames: Frames, together: bytes) -> None:
        super().offer(frames, together)
        raise RuntimeError("this one's connection is in pieces")


class Hall:
    """A hub with its clock and its catalog. Nothing waits for the end of a tick here.

    leapt_s: by how much the system's clock was set, to and fro.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.now, self.leapt_s = NOW, 0.0
        self.audience = Audience(lambda: 0.0, lambda _, call: call())
        self.hub = Hub(lambda: self.now + self.leapt_s, lambda: self.now, self.audience)
        self.use(catalog)

    def use(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.hub.use(catalog)

    def hear(self, *readings: Reading, channels: tuple[str, ...] | None = None) -> None:
        for each in readings:
            seen_on = self.catalog.channels_of(each.plant, each.source) if channels is None else channels
            self.hub.receive(msgspec.msgpack.encode(Announcement(each, seen_on)))

    def join(self, *channels: str) -> Watcher:
        """A viewer that has its snapshot behind it."""
        watcher = Watcher()
        self.hub.join(watcher, channels)
        watcher.offered.clear()
        return watcher

    def shown(self, slug: str = "p1") -> dict[str, Any]:
        (shown,) = self.hub.shown(f"plant:{slug}")
        return msgspec.to_builtins(shown)  # type: ignore[no-any-return]

    def later(self, seconds: float) -> None:
        self.now += seconds
        self.hub.expire()


def parsed(frame: bytes) -> dict[str, Any]:
    head, _, rest = frame.partition(b"\ndata: ")
    assert head == b"event: reading"
    assert rest.endswith(b"\n\n")
    found: dict[str, Any] = msgspec.json.decode(rest)
    return found


def parsed_json(shown: Shown) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(shown))
    return found


def says(slug: str = "p1", number: float | None = 15.8e6, reason: str | None = None, **facts: Any) -> Reading:
    return reading(number, reason, **{"plant": slug, "source": int(slug[1:]) if slug[1:].isdigit() else 1, **facts})


def a_hall(*numbers: int, maps: Iterable[Map] = ()) -> Hall:
    return Hall(a_catalog(*(a_source(number) for number in numbers or (1,)), maps=maps))


# what a viewer is told


def test_a_viewer_is_told_the_latest_of_each_plant_when_it_joins() -> None:
    hall = a_hall(1, 2)
    hall.hear(says("p1"))
    watcher = Watcher()
    hall.hub.join(watcher, [FRANCE])
    assert watcher.states == [("p1", "live"), ("p2", "waiting")]


def test_a_viewer_of_nothing_is_told_nothing() -> None:
    hall = a_hall()
    watcher = Watcher()
    hall.hub.join(watcher, ["plant:unknown"])
    assert watcher.offered == []


@pytest.mark.parametrize("later_s", [0.0, 0.5, 1.0, 2.0, 3600.0, -3600.0])
def test_a_snapshot_says_what_time_it_is_to_the_second(later_s: float) -> None:
    hall = a_hall()
    hall.hear(says())
    hall.now += later_s
    watcher = Watcher()
    hall.hub.join(watcher, ["plant:p1"])
    at = datetime.fromisoformat(watcher.told[0]["at"]).timestamp()
    assert 0 <= hall.now - at <= 1


def test_a_viewer_is_told_each_new_reading() -> None:
    hall = a_hall()
    watcher = hall.join("plant:p1")
    hall.hear(says(number=1e6), says(number=2e6, received_at=NOW + 5))
    assert [each["values"][0]["value"] for each in watcher.told] == [1, 2]


def test_all_viewers_share_one_encoded_frame() -> None:
    hall = a_hall()
    watchers = [hall.join("plant:p1"), hall.join("plant:p1"), hall.join(FRANCE)]
    hall.hear(says())
    first, *others = [watcher.offered[0][1] for watcher in watchers]
    assert all(frame is first for frame in others)


def test_viewers_that_join_in_one_second_share_one_encoded_frame() -> None:
    hall = a_hall()
    hall.hear(says())
    watchers = [Watcher(), Watcher()]
    for watcher in watchers:
        hall.now += 0.4
        hall.hub.join(watcher, ["plant:p1"])
    assert watchers[0].offered[0][1] is watchers[1].offered[0][1]


def test_a_viewer_hears_only_of_what_it_watches() -> None:
    hall = a_hall(1, 2)
    watcher = hall.join("plant:p1")
    hall.hear(says("p2"))
    assert watcher.offered == []


def test_a_map_hears_only_of_its_plants() -> None:
    hall = a_hall(1, 2, maps=[Map("south", "South", plants=("p1",))])
    watcher = hall.join("map:south")
    hall.hear(says("p1"), says("p2"))
    assert watcher.states == [("p1", "live")]


def test_a_frame_is_one_event_of_one_line() -> None:
    hall = Hall(a_catalog(a_source(1), plants=[a_plant("p1", paused="line\r\n\ndata: {}\n\n\u2028")]))
    watcher = Watcher()
    hall.hub.join(watcher, ["plant:p1"])
    frame = watcher.offered[0][1]
    assert frame.splitlines()[:2] == frame.rstrip(b"\n").split(b"\n")


def test_who_has_left_is_told_nothing() -> None:
    hall = a_hall()
    watcher = hall.join("plant:p1")
    hall.hub.leave(watcher, ["plant:p1"])
    hall.hear(says())
    assert watcher.offered == []


def test_nothing_is_kept_of_those_who_have_left() -> None:
    hall = a_hall(1, 2)
    for _ in range(100):
        watcher = hall.join("plant:p1", "plant:p2", "plant:gone")
        hall.hub.leave(watcher, ["plant:p1", "plant:p2", "plant:gone"])
    assert not hall.audience._groups
    assert not hall.audience._watching


def test_leaving_twice_is_no_error() -> None:
    hall = a_hall()
    stays, watcher = hall.join("plant:p1"), hall.join("plant:p1")
    hall.hub.leave(watcher, ["plant:p1"])
    hall.hub.leave(watcher, ["plant:p1"])
    hall.hear(says())
    assert len(stays.offered) == 1


# a viewer in pieces


@pytest.mark.parametrize("first", [True, False])
def test_a_broken_viewer_does_not_deafen_the_others(first: bool) -> None:
    hall = a_hall()
    watchers = [Watcher() for _ in range(20)]
    for number, each in enumerate([Broken(), *watchers] if first else [*watchers, Broken()]):
        hall.hub.join(each, ["plant:p1", FRANCE] if number % 2 else ["plant:p1"])
    for watcher in watchers:
        watcher.offered.clear()
    hall.hear(says())
    assert all(("p1", "live") in watcher.states for watcher in watchers)


def test_a_broken_viewer_is_tried_once_and_no_more() -> None:
    hall = a_hall()
    broken = Broken()
    hall.hub.join(broken, ["plant:p1"])
    hall.hear(says(), says(received_at=NOW + 5))
    assert len(broken.offered) == 1


def test_a_broken_viewer_is_asked_to_leave() -> None:
    hall = a_hall()
    broken = Broken()
    hall.hub.join(broken, ["plant:p1"])
    assert broken.ended == 1


def test_a_broken_viewer_does_not_keep_others_from_hearing_what_became_stale() -> None:
    hall = a_hall(1, 2)
    hall.hear(says("p1"), says("p2"))
    watcher, broken = hall.join(FRANCE), Broken()
    hall.hub.join(broken, [FRANCE])
    hall.later(20)
    assert watcher.states == [("p1", "stale"), ("p2", "stale")]


# what becomes old by itself


def test_a_value_becomes_stale_by_itself() -> None:
    hall = a_hall()
    hall.hear(says())
    watcher = hall.join("plant:p1")
    hall.later(15.1)
    assert watcher.states == [("p1", "stale")]


def test_what_became_stale_is_said_once() -> None:
    hall = a_hall()
    hall.hear(says())
    watcher = hall.join("plant:p1")
    for _ in range(100):
        hall.later(1)
    assert watcher.states == [("p1", "stale")]


def test_a_value_is_live_to_its_very_end() -> None:
    hall = a_hall()
    hall.hear(says())
    watcher = hall.join("plant:p1")
    hall.later(15.0)
    assert watcher.offered == []


def test_the_age_counts_from_the_owners_clock_where_he_has_one() -> None:
    hall = a_hall()
    hall.hear(says(measured_at=NOW - 10))
    watcher = hall.join("plant:p1")
    hall.later(5.1)
    assert watcher.states == [("p1", "stale")]


def test_who_looks_between_the_end_of_a_value_and_the_clocks_next_look_sees_it_stale() -> None:
    hall = a_hall()
    hall.now += 14.9
    hall.hear(says())
    hall.now += 0.2
    assert hall.shown()["state"] == "stale"


def test_what_somebody_already_saw_stale_is_still_said_to_those_who_watch() -> None:
    hall = a_hall()
    hall.hear(says())
    watcher = hall.join("plant:p1")
    hall.now += 16.5
    hall.shown()
    hall.hub.expire()
    assert watcher.states == [("p1", "stale")]


def test_who_joins_after_the_end_of_a_value_is_told_once_that_it_is_stale() -> None:
    hall = a_hall()
    hall.hear(says())
    hall.now += 16
    watcher = Watcher()
    hall.hub.join(watcher, ["plant:p1"])
    hall.hub.expire()
    assert watcher.states == [("p1", "stale")]


def two_quantities() -> Hall:
    """Power every 5 s and temperature every 60 s."""
    warmth = source(point(plant="p1", quantity="temperature", unit="°C"), id=2, slug="s2", interval_s=60.0)
    hall = Hall(a_catalog(a_source(1), warmth))
    hall.hear(says(), says(number=31.5, quantity="temperature", unit="°C", interval_s=60.0, stale_after_s=180.0))
    return hall


def test_each_quantity_becomes_stale_in_its_own_time() -> None:
    hall = two_quantities()
    watcher = hall.join("plant:p1")
    for _ in range(200):
        hall.later(1)
    assert [each.get("state") for told in watcher.told for each in told["values"]] == [None, "live", None, None]


def test_each_quantity_that_becomes_stale_is_said_once() -> None:
    hall = two_quantities()
    watcher = hall.join("plant:p1")
    for _ in range(200):
        hall.later(1)
    assert len(watcher.offered) == 2


def test_a_plant_that_is_paused_does_not_become_stale() -> None:
    hall = Hall(a_catalog(a_source(1), plants=[a_plant("p1", paused="Travaux")]))
    hall.hear(says())
    watcher = hall.join("plant:p1")
    hall.later(3600)
    assert watcher.offered == []


def test_a_good_reading_brings_a_stale_plant_back() -> None:
    hall = a_hall()
    hall.hear(says())
    hall.later(20)
    watcher = hall.join("plant:p1")
    hall.hear(says(received_at=hall.now))
    assert watcher.states == [("p1", "live")]


# a clock that is set


@pytest.mark.parametrize("leap_s", [-86400.0, -3600.0, -2.0, 3600.0, 86400.0])
def test_a_leap_of_the_clock_makes_nothing_old_or_young(leap_s: float) -> None:
    hall = a_hall()
    hall.hear(says())
    hall.now += 10
    hall.leapt_s = leap_s
    hall.hub.expire()
    assert hall.shown()["state"] == "live"
    hall.later(5.1)
    assert hall.shown()["state"] == "stale"


@pytest.mark.parametrize("leap_s", [-86400.0, -3600.0, 3600.0])
def test_readings_go_on_after_a_leap_of_the_clock(leap_s: float) -> None:
    hall = a_hall()
    hall.hear(says(number=1e6))
    hall.leapt_s = leap_s
    hall.now += 5
    hall.hear(says(number=2e6, received_at=hall.now + leap_s))
    assert (hall.shown()["state"], hall.shown()["values"][0]["value"]) == ("live", 2)


def test_failures_count_after_a_leap_of_the_clock() -> None:
    hall = a_hall()
    hall.hear(says())
    hall.leapt_s = -3600.0
    for later in (5, 10):
        hall.now = NOW + later
        hall.hear(says(number=None, reason="timeout", received_at=hall.now - 3600))
    assert hall.shown()["state"] == "error"


def test_a_reading_on_its_way_during_a_leap_bars_no_later_one() -> None:
    hall = a_hall()
    hall.leapt_s = -3600.0
    hall.hub.expire()
    hall.hear(says(number=1e6, received_at=NOW))
    hall.now += 5
    hall.hear(says(number=2e6, received_at=hall.now - 3600))
    assert hall.shown()["values"][0]["value"] == 2


def test_after_a_leap_the_new_times_are_told() -> None:
    hall = a_hall()
    hall.hear(says())
    watcher = hall.join("plant:p1")
    hall.leapt_s = -3600.0
    hall.hub.expire()
    (told,) = watcher.told
    assert told["received_at"] == iso(NOW - 3600)


@pytest.mark.parametrize(
    ("leap_s", "measured_at", "state"),
    [(3600.0, NOW - 1, "stale"), (-3600.0, None, "live"), (-60.0, NOW - 60, "live")],
)
def test_a_leap_of_our_clock_changes_no_word_of_the_owners(
    leap_s: float, measured_at: float | None, state: str
) -> None:
    # what he said stays; where our clock cannot believe it any more, ours counts
    hall = a_hall()
    hall.hear(says(measured_at=NOW - 1))
    hall.leapt_s = leap_s
    hall.hub.expire()
    shown = hall.shown()
    assert (shown["measured_at"], shown["state"]) == (measured_at and iso(measured_at), state)


def test_a_machine_that_slept_shows_nothing_old_as_live() -> None:
    hall = a_hall()
    hall.hear(says())
    hall.now += 3600  # both clocks: see app/clock.py
    hall.hub.expire()
    assert hall.shown()["state"] == "stale"


# what is read is said anew


@pytest.mark.parametrize("since", [NOW + 1, NOW - 1])
def test_what_was_read_by_other_facts_is_no_longer_shown(since: float) -> None:
    hall = a_hall()
    hall.hear(says())
    watcher = hall.join("plant:p1")
    before = a_source(1)
    points = tuple(msgspec.structs.replace(point, since=since) for point in before.points)
    hall.hub.use(a_catalog(msgspec.structs.replace(before, points=points)))
    assert watcher.states == [("p1", "waiting")]
    assert not hall.shown()["values"]


def test_what_was_recorded_by_other_facts_is_not_remembered() -> None:
    source = a_source(1)
    points = tuple(msgspec.structs.replace(point, since=NOW - 1) for point in source.points)
    hall = Hall(a_catalog(msgspec.structs.replace(source, points=points)))
    hall.hub.remember([says(number=1e6, received_at=NOW - 2)])
    assert hall.shown()["state"] == "waiting"
    hall.hub.remember([says(number=2e6, received_at=NOW - 0.5)])
    assert (hall.shown()["state"], hall.shown()["values"][0]["value"]) == ("live", 2)


def test_a_clock_that_is_set_gently_changes_nothing() -> None:
    hall = a_hall()
    hall.hear(says())
    watcher = hall.join("plant:p1")
    for _ in range(10):
        hall.leapt_s += 0.1
        hall.hub.expire()
    assert watcher.offered == []


def test_what_was_written_by_a_clock_that_was_wrong_is_not_remembered() -> None:
    hall = a_hall()
    hall.hub.remember([says(received_at=NOW + 3600)])
    assert hall.shown()["state"] == "waiting"


# what changes nothing


@pytest.mark.parametrize(
    "late",
    [
        says(number=1e6, received_at=NOW - 5),
        says(number=1e6, received_at=NOW + 5, epoch=1),
        says(number=None, reason="auth", received_at=NOW - 5),
        says(number=None, reason="auth", epoch=1, received_at=NOW + 60),
    ],
    ids=["older", "of a lost lease", "an older failure", "a failure of a lost lease"],
)
def test_a_late_reading_changes_nothing(late: Reading) -> None:
    hall = a_hall()
    hall.hear(says(epoch=2))
    watcher, before = hall.join("plant:p1"), (hall.shown(), hall.hub.version("plant:p1"))
    hall.hear(late)
    assert (hall.shown(), hall.hub.version("plant:p1"), watcher.offered) == (*before, [])


def test_one_lost_answer_is_no_news() -> None:
    hall = a_hall()
    hall.hear(says())
    watcher = hall.join("plant:p1")
    hall.hear(says(number=None, reason="timeout", received_at=NOW + 5))
    assert watcher.offered == []


def test_the_second_lost_answer_is_news() -> None:
    hall = a_hall()
    hall.hear(says())
    watcher = hall.join("plant:p1")
    for later in (5, 10, 15, 20):
        hall.now = NOW + later
        hall.hear(says(number=None, reason="timeout", received_at=hall.now))
    assert watcher.states == [("p1", "error")]


def test_a_plant_that_is_not_in_the_catalog_is_ignored() -> None:
    hall = a_hall()
    watcher = hall.join("plant:other", FRANCE)
    hall.hear(says("other"), channels=("plant:other", FRANCE))
    assert watcher.offered == []


# the version


def test_the_version_grows_with_a_reading() -> None:
    hall = a_hall()
    before = hall.hub.version(FRANCE)
    hall.hear(says())
    assert hall.hub.version(FRANCE) > before


def test_the_version_of_another_map_stays() -> None:
    hall = a_hall(1, 2, maps=[Map("south", "South", plants=("p1",))])
    before = hall.hub.version("map:south")
    hall.hear(says("p2"))
    assert hall.hub.version("map:south") == before


def test_the_version_grows_when_a_plant_leaves_a_map() -> None:
    hall = a_hall(1, 2)
    hall.hear(says("p1"), says("p2"))
    before = hall.hub.version(FRANCE)
    hall.use(a_catalog(a_source(1), a_source(2), plants=[a_plant("p2", published=False)]))
    assert hall.hub.version(FRANCE) > before


def test_the_version_never_comes_back_once_a_plant_has_left() -> None:
    hall = a_hall(1, 2)
    seen = [hall.hub.version(FRANCE)]
    for later in range(5):
        hall.use(a_catalog(a_source(1), a_source(2), plants=[a_plant("p2", published=bool(later % 2))]))
        seen.append(hall.hub.version(FRANCE))
    assert seen == sorted(set(seen))


def test_the_same_catalog_again_changes_no_version() -> None:
    hall = a_hall(1, 2)
    hall.hear(says("p1"))
    watcher, before = hall.join(FRANCE), hall.hub.version(FRANCE)
    hall.use(a_catalog(a_source(1), a_source(2)))
    assert (hall.hub.version(FRANCE), watcher.offered) == (before, [])


_HAPPENINGS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.sampled_from([0.0, 0.3, 1.0, 4.9, 15.0, 40.0])),
        st.tuples(st.just("good"), st.sampled_from([None, -1e6, 0.0, 1e6, 2e6])),
        st.tuples(st.just("old"), st.sampled_from([1e6, 2e6])),
        st.tuples(st.just("bad"), st.sampled_from(["timeout", "auth"])),
        st.tuples(st.just("other"), st.just(1e6)),
        st.tuples(st.just("pause"), st.booleans()),
        st.tuples(st.just("publish"), st.booleans()),
    ),
    max_size=25,
)
_STEADY = settings(max_examples=150, deadline=None, database=None, derandomize=True)


def happen(hall: Hall, what: str, value: Any) -> None:
    if what == "wait":
        hall.later(value)
    elif what == "good":
        hall.hear(says("p1", value, received_at=hall.now))
    elif what == "old":
        hall.hear(says("p1", value, received_at=hall.now - 100))
    elif what == "bad":
        hall.hear(says("p1", None, value, received_at=hall.now))
    elif what == "other":
        hall.hear(says("p2", value, received_at=hall.now))
    else:
        changed = {"paused": "Travaux" if value else None} if what == "pause" else {"published": value}
        plants = [msgspec.structs.replace(hall.catalog.plants["p1"], **changed), hall.catalog.plants["p2"]]
        hall.use(a_catalog(a_source(1), a_source(2), plants=plants))


def seen_on(hall: Hall, channel: str) -> list[object]:
    """What a channel says, the server's time apart."""
    return [msgspec.structs.replace(shown, at="") for shown in hall.hub.shown(channel)]


@_STEADY
@given(_HAPPENINGS)
def test_the_version_changes_exactly_when_what_is_shown_changes(happenings: list[tuple[str, Any]]) -> None:
    hall = a_hall(1, 2)
    for what, value in happenings:
        before = seen_on(hall, FRANCE), hall.hub.version(FRANCE)
        happen(hall, what, value)
        after = seen_on(hall, FRANCE), hall.hub.version(FRANCE)
        assert (before[0] != after[0]) == (before[1] != after[1]), (what, value)


@_STEADY
@given(_HAPPENINGS)
def test_who_only_listens_knows_what_is_shown(happenings: list[tuple[str, Any]]) -> None:
    hall = a_hall(1, 2)
    watcher = Watcher()
    hall.hub.join(watcher, [FRANCE])
    for what, value in happenings:
        happen(hall, what, value)
        hall.hub.expire()
        heard = {each["plant"]: each | {"at": ""} for each in watcher.told}
        shown = {each.plant: parsed_json(each) | {"at": ""} for each in hall.hub.shown(FRANCE)}
        assert {slug: heard[slug] for slug in shown} == shown
        assert all(heard[slug]["state"] == "none" for slug in heard.keys() - shown.keys())


@_STEADY
@given(_HAPPENINGS)
def test_what_is_no_news_is_not_told(happenings: list[tuple[str, Any]]) -> None:
    hall = a_hall(1, 2)
    watcher = Watcher()
    hall.hub.join(watcher, ["plant:p1"])
    for what, value in happenings:
        happen(hall, what, value)
    told = [each | {"at": ""} for each in watcher.told]
    assert all(before != after for before, after in pairwise(told))


# the catalog


def test_a_plant_that_is_no_longer_published_is_taken_off() -> None:
    hall = a_hall(1, 2)
    hall.hear(says("p1"))
    watcher = hall.join(FRANCE)
    hall.use(a_catalog(a_source(1), a_source(2), plants=[a_plant("p1", published=False)]))
    assert [(each["state"], each["values"]) for each in watcher.told] == [("none", [])]


def test_nothing_of_what_it_measured_goes_out_with_a_plant_that_is_taken_off() -> None:
    hall = a_hall()
    hall.hear(says(measured_at=NOW - 1))
    watcher = hall.join("plant:p1")
    hall.use(a_catalog(a_source(1), plants=[a_plant("p1", published=False)]))
    (told,) = watcher.told
    assert (told["measured_at"], told["received_at"], told["reason"]) == (None, None, None)


def test_a_paused_plant_that_is_taken_off_is_shown_as_nothing() -> None:
    hall = Hall(a_catalog(a_source(1), plants=[a_plant("p1", paused="Travaux")]))
    watcher = hall.join("plant:p1")
    hall.use(a_catalog(a_source(1), plants=[a_plant("p1", paused="Travaux", published=False)]))
    assert watcher.states == [("p1", "none")]


def test_a_plant_that_is_removed_is_taken_off() -> None:
    hall = a_hall(1, 2)
    hall.hear(says("p1"))
    watcher = hall.join(FRANCE)
    hall.use(a_catalog(a_source(2)))
    assert watcher.states == [("p1", "none")]


def test_a_plant_that_leaves_one_map_stays_on_its_page() -> None:
    hall = a_hall(1, maps=[Map("south", "South", plants=("p1",))])
    hall.hear(says())
    page, south, both = hall.join("plant:p1"), hall.join("map:south"), hall.join("map:south", "plant:p1")
    hall.use(a_catalog(a_source(1), maps=[Map("south", "South", plants=())]))
    assert [page.states[-1:] in ([], [("p1", "live")]), south.states, both.states[-1]] == [
        True,
        [("p1", "none")],
        ("p1", "live"),
    ]


def test_a_plant_that_is_paused_is_shown_so_at_once() -> None:
    hall = a_hall()
    hall.hear(says())
    watcher = hall.join("plant:p1")
    hall.use(a_catalog(a_source(1), plants=[a_plant("p1", paused="Travaux")]))
    assert [(each["state"], each["values"]) for each in watcher.told] == [("paused", [])]


def test_a_plant_whose_pause_ends_is_shown_with_its_reading() -> None:
    hall = Hall(a_catalog(a_source(1), plants=[a_plant("p1", paused="Travaux")]))
    hall.hear(says())
    watcher = hall.join("plant:p1")
    hall.use(a_catalog(a_source(1)))
    assert watcher.states == [("p1", "live")]


def test_a_plant_that_is_published_comes_onto_the_open_maps() -> None:
    hall = Hall(a_catalog(a_source(1), plants=[a_plant("p1", published=False)]))
    hall.hear(says())
    watcher = hall.join(FRANCE)
    hall.use(a_catalog(a_source(1)))
    assert watcher.states == [("p1", "live")]


def test_a_plant_that_keeps_its_place_keeps_its_reading() -> None:
    hall = a_hall(1)
    hall.hear(says())
    hall.use(a_catalog(a_source(1), a_source(2), plants=[a_plant("p1", description="Sous les serres")]))
    assert hall.shown()["state"] == "live"


def test_a_plant_without_a_source_any_more_says_nothing() -> None:
    hall = a_hall(1)
    hall.hear(says())
    watcher = hall.join("plant:p1")
    hall.use(a_catalog(plants=[a_plant("p1")]))
    assert watcher.states == [("p1", "none")]


# drafts


def a_draft() -> Hall:
    return Hall(a_catalog(a_source(1), a_source(2), plants=[a_plant("p1", published=False)]))


def test_a_draft_is_never_told_to_the_public() -> None:
    hall = a_draft()
    watcher = hall.join("plant:p1", FRANCE)
    hall.hear(says("p1"))
    hall.later(20)
    assert watcher.offered == []


def test_a_draft_is_in_no_snapshot_for_the_public() -> None:
    hall = a_draft()
    hall.hear(says("p1"))
    assert [shown.plant for channel in ("plant:p1", FRANCE) for shown in hall.hub.shown(channel)] == ["p2"]


def test_a_draft_is_told_on_its_own_channel() -> None:
    hall = a_draft()
    watcher = hall.join("draft:p1")
    hall.hear(says("p1"))
    assert watcher.states == [("p1", "live")]


def test_an_announcement_of_before_the_withdrawal_does_not_make_a_plant_public_again() -> None:
    hall = a_draft()
    watcher = hall.join("plant:p1", FRANCE)
    hall.hear(says("p1"), channels=("plant:p1", FRANCE))
    assert (watcher.offered, hall.hub.shown("plant:p1")) == ([], [])


def test_a_reading_that_is_announced_as_a_draft_is_not_shown_to_the_public() -> None:
    hall = a_hall()
    watcher = hall.join("plant:p1", FRANCE)
    hall.hear(says("p1"), channels=("draft:p1",))
    assert (watcher.offered, hall.shown()["state"]) == ([], "waiting")


def test_an_announcement_takes_no_plant_off_the_maps() -> None:
    hall = a_hall()
    hall.hear(says("p1"), channels=("draft:p1",))
    assert [shown.plant for shown in hall.hub.shown(FRANCE)] == ["p1"]


def test_a_map_that_the_announcer_does_not_know_yet_hears_too() -> None:
    hall = a_hall(1, maps=[Map("south", "South", plants=("p1",))])
    watcher = hall.join("map:south")
    hall.hear(says("p1"), channels=("plant:p1", FRANCE))
    assert watcher.states == [("p1", "live")]


# a restart


_READINGS = st.lists(
    st.builds(
        says,
        st.sampled_from(["p1", "p2"]),
        st.sampled_from([None, -1e6, 0.0, 1e6, 2e6]),
        received_at=st.floats(NOW - 60, NOW),
        measured_at=st.none() | st.floats(NOW - 90, NOW),
    )
    | st.builds(
        says,
        st.sampled_from(["p1", "p2"]),
        st.none(),
        st.sampled_from(["timeout", "auth", "path"]),
        received_at=st.floats(NOW - 60, NOW),
    ),
    max_size=20,
)


@_STEADY
@given(_READINGS, st.integers(0, 2))
def test_what_is_remembered_is_shown_as_before_the_restart(readings: list[Reading], epoch: int) -> None:
    before, after = a_hall(1, 2), a_hall(1, 2)
    readings = [msgspec.structs.replace(each, epoch=epoch) for each in sorted(readings, key=lambda r: r.received_at)]
    before.hear(*readings)
    after.hub.remember(msgspec.structs.replace(each, epoch=0) for each in readings)
    assert seen_on(after, FRANCE) == seen_on(before, FRANCE)


def test_what_is_remembered_becomes_stale_by_itself() -> None:
    hall = a_hall()
    hall.hub.remember([says(received_at=NOW - 10)])
    watcher = hall.join("plant:p1")
    hall.later(6)
    assert watcher.states == [("p1", "stale")]


def test_what_is_remembered_of_a_plant_that_is_gone_is_forgotten() -> None:
    hall = a_hall()
    hall.hub.remember([says("gone")])
    assert hall.hub.shown("plant:gone") == []


def test_the_first_reading_after_a_restart_counts() -> None:
    hall = a_hall()
    hall.hub.remember([says(number=1e6, received_at=NOW)])
    hall.hear(says(number=2e6, received_at=NOW + 1, epoch=1))
    assert hall.shown()["values"][0]["value"] == 2


def test_a_message_that_cannot_be_read_changes_nothing() -> None:
    hall = a_hall()
    hall.hear(says())
    before = hall.shown()
    for message in (b"", b"\xc1", b"{}", msgspec.msgpack.encode({"reading": {}, "channels": []})):
        with pytest.raises(msgspec.MsgspecError):
            hall.hub.receive(message)
    assert hall.shown() == before


def test_many_quantities_arrive_at_one_instant() -> None:
    hall = two_quantities()
    hall.hear(
        says(received_at=NOW + 5, number=3e6),
        msgspec.structs.replace(says(received_at=NOW + 5), values=(Value("temperature", "°C", 20.0),)),
    )
    assert [each["value"] for each in hall.shown()["values"]] == [3, 20]
