"""How a source does: the state of its main point, and whether somebody should look after it."""

import pytest

from quelia.domain.judge import Track, Tracks
from quelia.domain.pace import interval
from quelia.domain.reading import Value
from quelia.domain.source import Source
from quelia.domain.standing import Standing, of_points, standing
from tests.domain.examples import MARSEILLE, NOW, point, source

BOTH = source(point(), point(plant="rance"))


def track(number: float | None = 2e6, *, ago_s: float = 0.0, quantity: str = "power", **facts: object) -> Track:
    heard = {"interval_s": 5.0, "stale_after_s": 15.0, "heard_at": NOW - ago_s, "received_at": NOW - ago_s}
    return Track(**{"value": Value(quantity, "MW", number), **heard, **facts})  # type: ignore[arg-type]


def failing(reason: str = "timeout", **facts: object) -> Track:
    return track(reason=reason, failures=2, **facts)  # type: ignore[arg-type]


def stand(each: Source | None = None, pace_s: float | None = 5.0, **tracks: Tracks | Track) -> Standing:
    heard = {slug: {"power": one} if isinstance(one, Track) else one for slug, one in tracks.items()}
    heard[MARSEILLE] = heard.pop("here", {})
    return standing(each or source(), lambda slug: heard.get(slug, {}), pace_s, NOW)


@pytest.mark.parametrize(
    ("one", "state", "down"),
    [
        (track(), "live", False),
        (track(0.0), "no_production", False),
        (track(None), "no_production", False),
        (track(ago_s=16), "stale", True),
        (failing(), "error", True),
        (track(reason="timeout", failures=1), "live", False),
    ],
)
def test_the_state_is_that_of_the_value(one: Track, state: str, *, down: bool) -> None:
    seen = stand(here=one)
    assert (seen.state, seen.down, seen.well) == (state, down, state in ("live", "no_production"))


def test_without_any_reading_it_waits_and_nobody_is_worried() -> None:
    seen = stand()
    assert (seen.state, seen.down, seen.well) == ("waiting", False, False)


def test_it_says_why() -> None:
    assert stand(here=failing("path")).reason == "path"


def test_a_value_that_nobody_measured_says_so() -> None:
    assert (stand(here=track(simulated=True)).simulated, stand(here=track()).simulated) == (True, False)


def test_it_has_the_last_good_value_in_the_declared_unit() -> None:
    seen = stand(here=failing(ago_s=40))
    assert seen.value is not None
    assert (seen.value.value, seen.value.unit, seen.taken_at) == (2.0, "MW", NOW - 40)


def test_of_several_plants_it_is_that_of_the_worst() -> None:
    seen = stand(BOTH, here=track(), rance=failing())
    assert (seen.state, seen.plant) == ("error", "rance")


def test_a_thermometer_beside_a_meter_does_not_decide() -> None:
    both = source(point("t", "°C", quantity="temperature"), point())
    heard = {"power": track(), "temperature": failing(quantity="temperature")}
    assert stand(both, here=heard).state == "live"


def test_a_thermometer_alone_does() -> None:
    alone = source(point("t", "°C", quantity="temperature"))
    assert stand(alone, here={"temperature": failing(quantity="temperature")}).state == "error"


def test_one_that_is_read_once_a_minute_is_not_down_between_two_reads() -> None:
    seen = stand(pace_s=60.0, here=track(ago_s=100))
    assert (seen.state, seen.down) == ("stale", False)


def test_it_is_after_three() -> None:
    assert stand(pace_s=60.0, here=track(ago_s=181)).down


def test_since_when_a_value_is_stale_is_known() -> None:
    assert stand(here=track(ago_s=20)).since == NOW - 5


def test_a_source_without_points_measures_nothing() -> None:
    nothing = Source(id=7, slug="s", url="https://a.example/", points=())
    assert standing(nothing, lambda _: {}, 5.0, NOW).state == "none"


def test_each_point_is_told_by_itself_and_in_its_place() -> None:
    three = source(point(), point(quantity="temperature"), point(plant="rance"))
    heard: dict[str, Tracks] = {MARSEILLE: {"power": track(ago_s=16)}, "rance": {"power": failing("path")}}
    found = of_points(three, lambda slug: heard.get(slug, {}), NOW)
    assert [(each.plant, each.state, each.reason) for each in found] == [
        (MARSEILLE, "stale", None), (MARSEILLE, "waiting", None), ("rance", "error", "path"),
    ]  # fmt: skip


@pytest.mark.parametrize(("ago_s", "down"), [(170, False), (190, True)])
def test_one_that_is_sent_to_us_is_down_once_nothing_comes_whoever_looks(ago_s: float, *, down: bool) -> None:
    sent = source(interval_s=60.0, pushed=True)
    seen = stand(sent, interval(sent, watched=False), here=track(ago_s=ago_s, interval_s=60.0, stale_after_s=180.0))
    assert (seen.down, seen.pace_s) == (down, 60.0)
