"""How much at once, and how much in the long run; and never more memory than was meant."""

from hypothesis import given
from hypothesis import strategies as st

from quelia.web.buckets import Buckets


class Clock:
    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


def test_what_is_taken_at_once_comes_back_in_time() -> None:
    clock = Clock()
    buckets = Buckets(clock, per_s=2, burst=3)
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    clock.now += 0.5
    assert [buckets.take("a") for _ in range(2)] == [0, 0.5]


def test_who_waits_long_has_no_more_than_a_full_one() -> None:
    clock = Clock()
    buckets = Buckets(clock, per_s=2, burst=3)
    buckets.take("a")
    clock.now += 3600
    assert [bool(buckets.take("a")) for _ in range(4)] == [False, False, False, True]


def test_everybody_has_his_own() -> None:
    buckets = Buckets(Clock(), per_s=1, burst=1)
    assert [buckets.take("a"), buckets.take("b"), buckets.take("a")] == [0, 0, 1]


def test_those_who_asked_longest_ago_are_forgotten() -> None:
    buckets = Buckets(Clock(), per_s=1, burst=1, most=2)
    for who in ("a", "b", "a", "c"):
        buckets.take(who)
    assert len(buckets) == 2
    assert buckets.take("a") > 0
    assert buckets.take("b") == 0


@given(st.lists(st.floats(0, 2), max_size=200))
def test_in_the_long_run_nobody_takes_more_than_his_share(gaps: list[float]) -> None:
    clock = Clock()
    buckets = Buckets(clock, per_s=3, burst=5)
    taken = 0
    for gap in gaps:
        clock.now += gap
        taken += buckets.take("a") == 0
    assert taken <= 5 + 3 * sum(gaps) + 1e-6
