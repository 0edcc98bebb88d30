from collections.abc import Callable

import pytest

from quelia.live.demand import Demand


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def demand(watch: Watch) -> Demand:
    return Demand(watch)


def wanted(demand: Demand) -> list[str]:
    """The channels that are told as wanted from now on."""
    told: list[str] = []
    demand.when_wanted(told.append)
    return told


def test_nothing_is_watched_at_first(demand: Demand) -> None:
    assert not demand.watched(["plant:a"])


def test_an_open_stream_watches(demand: Demand) -> None:
    demand.watch(["plant:a"])
    assert demand.watched(["plant:a"])


def test_a_plant_is_watched_by_way_of_any_of_its_channels(demand: Demand) -> None:
    demand.watch(["map:france"])
    assert demand.watched(["plant:a", "map:france"])


def test_another_channel_is_not_watched(demand: Demand) -> None:
    demand.watch(["plant:a"])
    assert not demand.watched(["plant:b"])


def test_a_stream_that_leaves_no_longer_watches(demand: Demand) -> None:
    demand.watch(["plant:a"])
    demand.unwatch(["plant:a"])
    assert not demand.watched(["plant:a"])


def test_a_channel_is_watched_until_its_last_stream_leaves(demand: Demand) -> None:
    demand.watch(["plant:a"])
    demand.watch(["plant:a"])
    demand.unwatch(["plant:a"])
    assert demand.watched(["plant:a"])


def test_streams_watch_however_long_they_stay(demand: Demand, watch: Watch) -> None:
    demand.watch(["plant:a"])
    watch.seconds += 86_400
    assert demand.watched(["plant:a"])


@pytest.mark.parametrize(("later_s", "watched"), [(0, True), (59.9, True), (60, False), (3600, False)])
def test_what_was_asked_for_counts_as_watched_for_a_minute(
    demand: Demand, watch: Watch, later_s: float, watched: bool
) -> None:
    demand.asked("map:france")
    watch.seconds += later_s
    assert demand.watched(["map:france"]) is watched


def test_asking_again_begins_another_minute(demand: Demand, watch: Watch) -> None:
    demand.asked("plant:a")
    watch.seconds += 59
    demand.asked("plant:a")
    watch.seconds += 59
    assert demand.watched(["plant:a"])


def test_a_page_asked_for_is_still_watched_when_its_stream_has_left(demand: Demand) -> None:
    demand.asked("plant:a")
    demand.watch(["plant:a"])
    demand.unwatch(["plant:a"])
    assert demand.watched(["plant:a"])


@pytest.mark.parametrize(
    "begin", [lambda demand: demand.watch(["plant:a"]), lambda demand: demand.asked("plant:a")], ids=["stream", "page"]
)
def test_the_first_look_is_told(demand: Demand, begin: Callable[[Demand], None]) -> None:
    told = wanted(demand)
    begin(demand)
    assert told == ["plant:a"]


def test_only_what_nobody_watched_is_told(demand: Demand) -> None:
    demand.watch(["plant:a"])
    told = wanted(demand)
    demand.watch(["plant:a", "plant:b"])
    demand.asked("plant:a")
    assert told == ["plant:b"]


def test_what_is_still_watched_when_it_is_told_can_be_asked_for(demand: Demand) -> None:
    seen: list[bool] = []
    demand.when_wanted(lambda channel: seen.append(demand.watched([channel])))
    demand.watch(["plant:a"])
    demand.asked("plant:b")
    assert seen == [True, True]


def test_what_was_watched_long_ago_is_told_anew(demand: Demand, watch: Watch) -> None:
    demand.asked("plant:a")
    watch.seconds += 60
    told = wanted(demand)
    demand.asked("plant:a")
    assert told == ["plant:a"]


def test_everybody_who_wants_to_know_is_told(demand: Demand) -> None:
    first, second = wanted(demand), wanted(demand)
    demand.watch(["plant:a"])
    assert (first, second) == (["plant:a"], ["plant:a"])


def test_nothing_is_kept_of_streams_that_have_left(demand: Demand) -> None:
    for number in range(100):
        demand.watch([f"plant:{number}"])
        demand.unwatch([f"plant:{number}"])
    assert not demand._streams
