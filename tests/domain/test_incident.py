"""When a source that is down becomes news, and when it is news that it is back."""

from collections.abc import Iterable
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.incident import Watch, follow, shifted, told
from quelia.domain.standing import Standing
from tests.domain.examples import NOW

AFTER_S, LOOK_S = 900.0, 10.0
CALM_S, HOUR_S, DAY_S = AFTER_S / 3, 3600.0, 86_400.0

LIVE = Standing(source=7, state="live", pace_s=60.0)
ASLEEP = Standing(source=7, state="no_production", pace_s=60.0, silent=True)
STALE = Standing(source=7, state="stale", pace_s=60.0, down=True)


def error(reason: str = "timeout") -> Standing:
    return Standing(source=7, state="error", reason=reason, pace_s=60.0, down=True)


DOWN = error()


class Seen:
    """A source that is looked at every ten seconds, and heard each time. news: what became of it, with the second."""

    def __init__(self, watch: Watch | None = None, *, heard: bool = True) -> None:
        self.watch, self.heard = watch, heard
        self.now_s = 0.0
        self.news: list[tuple[str, float]] = []

    def is_(self, seen: Standing, for_s: float) -> "Seen":
        until = self.now_s + for_s
        while self.now_s < until:
            self.now_s += LOOK_S
            now = NOW + self.now_s
            before = self.watch
            self.watch = follow(
                before, msgspec.structs.replace(seen, heard_at=now if self.heard else 0.0), now, AFTER_S
            )
            was, is_open = before is not None and before.opened_at is not None, self.watch.opened_at is not None
            if was != is_open:
                self.news.append(("opened" if is_open else "closed", self.now_s))
        return self

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.news]


def test_one_that_is_well_is_no_news() -> None:
    assert Seen().is_(LIVE, DAY_S).news == []


@pytest.mark.parametrize("seen", [DOWN, STALE])
def test_one_that_is_down_is_news_after_a_while(seen: Standing) -> None:
    assert Seen().is_(LIVE, 60).is_(seen, 2 * AFTER_S).news == [("opened", 60 + LOOK_S + AFTER_S)]


def test_before_that_it_is_not() -> None:
    assert Seen().is_(DOWN, AFTER_S).is_(LIVE, DAY_S).news == []


@pytest.mark.parametrize("reason", ["auth", "rate_limited", "secret_missing"])
def test_what_time_does_not_mend_is_news_at_once(reason: str) -> None:
    assert Seen().is_(LIVE, 60).is_(error(reason), 60).news == [("opened", 60 + LOOK_S)]


def test_it_is_told_once_however_long_it_lasts() -> None:
    assert Seen().is_(DOWN, 2 * DAY_S).kinds == ["opened"]


def test_what_is_down_is_not_back_by_nightfall() -> None:
    seen = Seen().is_(DOWN, AFTER_S + 60).is_(ASLEEP, 8 * HOUR_S)
    assert seen.kinds == ["opened"]
    assert seen.is_(DOWN, HOUR_S).kinds == ["opened"]
    assert seen.is_(LIVE, HOUR_S).kinds == ["opened", "closed"]


def test_one_good_answer_before_nightfall_is_no_end_in_the_morning() -> None:
    seen = Seen().is_(DOWN, AFTER_S + 60).is_(LIVE, 60).is_(ASLEEP, 8 * HOUR_S)
    assert seen.is_(LIVE, CALM_S).kinds == ["opened"]


def test_what_slept_early_is_no_news_in_the_morning() -> None:
    assert Seen().is_(DOWN, AFTER_S - 60).is_(ASLEEP, 8 * HOUR_S).is_(DOWN, AFTER_S).kinds == []


def test_another_reason_makes_no_other_news() -> None:
    assert Seen().is_(DOWN, AFTER_S + 60).is_(error("auth"), HOUR_S).is_(STALE, HOUR_S).kinds == ["opened"]


def test_it_is_back_once_it_was_well_for_a_while() -> None:
    seen = Seen().is_(DOWN, 1000).is_(LIVE, 2 * CALM_S)
    assert seen.news[1] == ("closed", 1000 + LOOK_S + CALM_S)


def test_one_good_answer_does_not_make_it_back() -> None:
    assert Seen().is_(DOWN, 1000).is_(LIVE, CALM_S - 60).is_(DOWN, HOUR_S).kinds == ["opened"]


def test_one_good_answer_is_no_end_of_a_trouble() -> None:
    assert Seen().is_(DOWN, 500).is_(LIVE, 20).is_(DOWN, 420).kinds == ["opened"]


def test_short_troubles_with_rests_between_are_no_news() -> None:
    seen = Seen()
    for _ in range(100):
        seen.is_(DOWN, 50).is_(LIVE, 130)
    assert seen.news == []


def flapping(down_s: float, well_s: float, for_s: float, seen: Standing = DOWN) -> Seen:
    one = Seen()
    while one.now_s < for_s:
        one.is_(seen, down_s).is_(LIVE, well_s)
    return one


def test_one_that_comes_and_goes_is_told_of_a_few_times_a_day() -> None:
    assert len(flapping(1200, 600, DAY_S).news) <= 4


def test_one_that_is_refused_now_and_then_is_told_of_a_few_times_a_day() -> None:
    assert len(flapping(60, HOUR_S - 60, DAY_S, error("rate_limited")).news) <= 4


def test_what_nobody_needs_is_no_news() -> None:
    unneeded = msgspec.structs.replace(DOWN, pace_s=None)
    assert Seen().is_(unneeded, DAY_S).news == []


def test_what_nobody_needed_for_a_while_begins_anew() -> None:
    unneeded = msgspec.structs.replace(DOWN, pace_s=None)
    assert Seen().is_(DOWN, 800).is_(unneeded, 60).is_(DOWN, 800).news == []


def test_what_is_news_stays_it_while_nobody_needs_it() -> None:
    unneeded = msgspec.structs.replace(DOWN, pace_s=None)
    assert Seen().is_(DOWN, 1000).is_(unneeded, HOUR_S).is_(DOWN, HOUR_S).kinds == ["opened"]


def test_one_that_waits_for_its_first_reading_is_no_news() -> None:
    assert Seen().is_(Standing(source=7, state="waiting", pace_s=60.0), DAY_S).news == []


def remembered(**facts: object) -> Watch:
    """As the database gives it back after a restart."""
    return Watch(**{"state": "error", "reason": "timeout", "since": NOW - 2000.0, **facts})  # type: ignore[arg-type]


def test_what_is_remembered_says_nothing_before_it_was_asked_again() -> None:
    down_before = remembered(trouble_since=NOW - 2000.0)
    assert Seen(down_before, heard=False).is_(DOWN, 200).news == []


def test_once_it_was_asked_again_the_trouble_goes_on_where_it_was() -> None:
    down_before = remembered(trouble_since=NOW - 2000.0)
    assert Seen(down_before).is_(DOWN, 60).news == [("opened", LOOK_S)]


def test_one_that_is_never_heard_again_is_news_all_the_same() -> None:
    assert Seen(remembered(), heard=False).is_(STALE, HOUR_S).kinds == ["opened"]


def test_what_was_news_before_a_restart_is_none_after_it() -> None:
    told = remembered(trouble_since=NOW - 2000.0, opened_at=NOW - 1000.0, last_at=NOW - 1000.0)
    assert Seen(told).is_(DOWN, HOUR_S).is_(LIVE, HOUR_S).kinds == ["closed"]


def test_since_when_it_is_in_a_state_is_kept_while_the_reason_changes() -> None:
    seen = Seen().is_(DOWN, 100).is_(error("path"), 100)
    assert seen.watch is not None
    assert (seen.watch.since, seen.watch.reason) == (NOW + LOOK_S, "path")


states = st.lists(st.tuples(st.sampled_from([LIVE, DOWN, STALE, error("auth")]), st.integers(1, 200)), max_size=30)


@given(states)
def test_news_alternates_and_begins_with_one_that_is_down(steps: Iterable[tuple[Standing, int]]) -> None:
    seen = Seen()
    for state, looks in steps:
        seen.is_(state, looks * LOOK_S)
    assert seen.kinds == [("opened", "closed")[place % 2] for place in range(len(seen.kinds))]
    gaps = [after - before for (_, before), (kind, after) in pairwise(seen.news) if kind == "closed"]
    assert all(gap >= CALM_S for gap in gaps)


@given(st.floats(-1e6, 1e6))
def test_a_leap_of_the_clock_moves_all_that_is_remembered(leap_s: float) -> None:
    seen = Seen().is_(DOWN, 500)
    assert seen.watch is not None
    now = NOW + seen.now_s + leap_s
    after = follow(shifted(seen.watch, leap_s), msgspec.structs.replace(DOWN, heard_at=now), now, AFTER_S)
    assert after.opened_at is None
    later = follow(after, msgspec.structs.replace(DOWN, heard_at=now + 500), now + 500, AFTER_S)
    assert later.opened_at == now + 500


NEVER = Standing(source=7, state="waiting", pace_s=60.0, down=True)


def test_one_that_never_sent_is_news_as_any_other_once_three_paces_passed_too() -> None:
    assert Seen(heard=False).is_(NEVER, HOUR_S).news == [("opened", 3 * 60 + 30 + AFTER_S + 2 * LOOK_S)]


def test_until_that_is_news_it_is_not_told_to_be_down() -> None:
    waits, rung = Seen(heard=False).is_(NEVER, 600), Seen(heard=False).is_(NEVER, HOUR_S)
    assert [told(NEVER, each.watch).down for each in (waits, rung)] == [False, True]
    assert (told(NEVER, None).down, told(STALE, None).down) == (False, True)
