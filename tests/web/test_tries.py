"""How often somebody may have an owner's server asked."""

import pytest

from quelia.web.tries import TooOften, Tries


class Watch:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


def tried(tries: Tries, who: str = "a") -> bool:
    try:
        with tries.turn(who):
            return True
    except TooOften:
        return False


def test_five_a_minute_and_no_more(watch: Watch) -> None:
    tries = Tries(watch)
    assert [tried(tries) for _ in range(7)] == [True] * 5 + [False] * 2
    assert tried(tries, "b")


def test_a_refusal_says_when_and_keeps_to_it(watch: Watch) -> None:
    tries = Tries(watch)
    for _ in range(5):
        assert tried(tries)
        watch.now += 7
    with pytest.raises(TooOften) as refused, tries.turn("a"):
        pass
    assert refused.value.wait_s == 25
    watch.now += 24.9
    assert not tried(tries)
    watch.now += 0.1
    assert tried(tries)


def test_what_is_refused_does_not_count(watch: Watch) -> None:
    tries = Tries(watch)
    for _ in range(50):
        tried(tries)
    watch.now += 60
    assert tried(tries)


def test_two_at_once_and_the_place_is_free_again_whatever_happens(watch: Watch) -> None:
    tries = Tries(watch)
    with tries.turn("a"), tries.turn("a"):
        assert not tried(tries)
        assert tried(tries, "b")
    with pytest.raises(ZeroDivisionError), tries.turn("a"):
        raise ZeroDivisionError
    assert tried(tries)


def test_all_together_are_bounded(watch: Watch) -> None:
    tries = Tries(watch, in_all=2)
    with tries.turn("a"), tries.turn("b"):
        assert not tried(tries, "c")
    assert tried(tries, "c")


def test_those_who_came_are_forgotten_and_never_fill_the_memory(watch: Watch) -> None:
    tries = Tries(watch)
    for number in range(20_000):
        tried(tries, str(number))
        assert len(tries) <= 10_000
    assert not tried(tries, "new")
    watch.now += 60
    for number in range(6_000):
        assert tried(tries, f"later {number}")
    assert len(tries) <= 6_001
