"""What all leases do, whatever grants them. One more is a line in `cellars.py`."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.contracts.cellars import SOURCE, Cellar, Leases, hold
from tests.store.process import Process

Make = Callable[[], Leases]


@pytest.fixture
def make(cellar: Cellar) -> Iterator[Make]:
    """Leases as one more process would have them; all are released at the end."""
    made: list[Leases] = []

    def one_more() -> Leases:
        made.append(cellar.leases())
        return made[-1]

    yield one_more
    for leases in made:
        leases.release()


def test_of_two_that_ask_one_holds(make: Make) -> None:
    first, second = make(), make()
    assert (set(first.hold([1, 2])), second.hold([1, 2])) == ({1, 2}, {})


def test_the_holder_keeps_its_epoch(make: Make) -> None:
    leases = make()
    assert leases.hold([1]) == leases.hold([1])


def test_who_asked_in_vain_costs_the_holder_nothing(make: Make) -> None:
    first, second = make(), make()
    before = first.hold([1])
    second.hold([1])
    assert first.hold([1]) == before


def test_a_holder_may_ask_for_more(make: Make) -> None:
    leases = make()
    leases.hold([1])
    assert set(leases.hold([1, 2])) == {1, 2}


def test_only_what_was_asked_for_is_held(make: Make) -> None:
    leases = make()
    leases.hold([1, 2])
    assert set(leases.hold([2])) == {2}


def test_who_asks_for_nothing_holds_nothing(make: Make) -> None:
    assert make().hold([]) == {}


def test_what_was_released_can_be_held_by_another(make: Make) -> None:
    first, second = make(), make()
    first.hold([1])
    first.release()
    assert set(second.hold([1])) == {1}


def test_the_epoch_grows_with_each_holder(make: Make) -> None:
    epochs = []
    for _ in range(5):
        leases = make()
        epochs.append(leases.hold([1])[1])
        leases.release()
    assert epochs == sorted(set(epochs))


def test_who_comes_back_is_a_new_holder(make: Make) -> None:
    leases = make()
    before = leases.hold([1])[1]
    leases.release()
    assert leases.hold([1])[1] > before


def test_what_was_never_held_can_be_released(make: Make) -> None:
    first, second = make(), make()
    first.hold([1])
    second.release()
    assert second.hold([1]) == {}


def test_releasing_twice_is_no_error(make: Make) -> None:
    leases = make()
    leases.hold([1])
    leases.release()
    leases.release()
    assert set(leases.hold([1])) == {1}


def test_a_holder_that_is_killed_lets_go_and_its_epoch_is_past(make: Make, cellar_name: str, tmp_path: Path) -> None:
    with Process(hold, cellar_name, tmp_path) as holder:
        before = int(holder.hear())
        alive = make().hold([SOURCE.id])
        holder.kill()
        assert (alive, make().hold([SOURCE.id])[SOURCE.id] > before) == ({}, True)
