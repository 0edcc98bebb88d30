"""What waits to be sent is lost by nothing, and the newest of each track goes first."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quelia.bridge.queue import Item, Queue


def item(track: str, measured_ms: int, *, by_clock: bool = True) -> Item:
    return Item(track, measured_ms, by_clock, f'{{"value":{measured_ms}}}')


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keep" / "queue.sqlite3"


@pytest.fixture
def queue(file: Path) -> Iterator[Queue]:
    made = Queue(file)
    yield made
    made.close()


def told(items: list[Item]) -> list[tuple[str, int]]:
    return [(each.track, each.measured_ms) for each in items]


def test_what_was_put_is_there_for_the_next_process(file: Path) -> None:
    first = Queue(file)
    first.put([item("a/power", 1), item("b/power", 2)])
    first.close()
    second = Queue(file)
    assert told(second.batch(10)) == [("a/power", 1), ("b/power", 2)]
    second.close()


def test_a_batch_has_the_newest_of_each_and_then_the_oldest(queue: Queue) -> None:
    queue.put([item("a/power", number) for number in range(1, 101)])
    queue.put([item("b/power", 500)])
    assert told(queue.batch(4)) == [("a/power", 1), ("a/power", 2), ("a/power", 100), ("b/power", 500)]


def test_the_same_measure_is_one(queue: Queue) -> None:
    queue.put([item("a/power", 1)])
    queue.put([item("a/power", 1)])
    queue.put([])
    assert queue.size() == (1, 1)


def test_a_long_queue_is_not_looked_through_for_each_batch(file: Path) -> None:
    queue = Queue(file)
    queue.put([item(track, number) for number in range(20_000) for track in ("a/power", "b/power")])
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1

    queue._connection.set_progress_handler(step, 1)
    assert len(queue.batch(200)) == 200
    assert queue.drop_before(0, 0) == 0
    assert queue.size() == (40_000, 0)
    queue.close()
    assert 100 < steps < 20_000


def test_a_full_queue_gives_room(tmp_path: Path) -> None:
    queue = Queue(tmp_path / "small", most_bytes=16 * 4096)
    put = 0
    with pytest.raises(sqlite3.OperationalError, match="full"):
        for put in range(10_000):
            queue.put([item("a/power", put)])
    assert queue.drop_oldest(400) == 400
    queue.put([item("a/power", 10_001)])
    assert queue.size() == (put - 399, 400)
    queue.close()


def test_a_damaged_file_is_set_aside(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"This is not what it was." * 400)
    queue = Queue(file)
    queue.put([item("a/power", 1)])
    assert queue.size() == (1, 1)
    queue.close()
    assert file.with_name("queue.sqlite3.damaged").exists()


def test_a_clock_that_is_put_right_moves_what_it_stamped_and_nothing_else(queue: Queue) -> None:
    queue.put([item("a/power", 10), item("b/power", 20, by_clock=False)])
    queue.shift(1000)
    assert told(queue.batch(9)) == [("b/power", 20), ("a/power", 1010)]


def test_what_is_moved_meets_none_that_is_still_to_move(queue: Queue) -> None:
    queue.put([item("a/power", number) for number in range(10)])
    queue.shift(5)
    assert told(queue.batch(99)) == [("a/power", number) for number in range(5, 15)]
    queue.shift(-3)
    assert told(queue.batch(99)) == [("a/power", number) for number in range(2, 12)]


def test_what_is_put_right_meets_none_that_is_still_wrong(queue: Queue) -> None:
    queue.put([item("a/power", number) for number in range(10)])
    queue.restamp([each for each in queue.batch(3) if each.measured_ms < 2], 5)
    assert queue.size()[0] == 10


def test_what_was_stamped_wrongly_is_put_right_once(queue: Queue) -> None:
    queue.put([item("a/power", 10), item("a/power", 30)])
    queue.restamp(queue.batch(9), -5)
    assert [(each.measured_ms, each.by_clock) for each in queue.batch(9)] == [(5, False), (25, False)]


def test_what_is_too_old_is_told_by_the_clock_that_stamped_it(queue: Queue) -> None:
    queue.put([item("a/power", number) for number in (1, 5)])
    queue.put([item("a/power", number, by_clock=False) for number in (2, 5)])
    assert queue.drop_before(3, 4) == 2
    assert queue.drop_before(6, 4) == 1
    assert [(each.measured_ms, each.by_clock) for each in queue.batch(9)] == [(5, True)]


def test_two_that_become_one_are_one(queue: Queue) -> None:
    queue.put([item("a/power", 10), item("a/power", 15, by_clock=False)])
    queue.restamp([each for each in queue.batch(9) if each.by_clock], 5)
    assert told(queue.batch(9)) == [("a/power", 15)]


TRACKS = st.sampled_from(["a/power", "b/power", "b/energy_today"])
STEPS = st.lists(
    st.tuples(st.just("put"), TRACKS, st.integers(0, 50)) | st.tuples(st.just("send")) | st.tuples(st.just("die"))
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(steps=STEPS)
def test_whatever_happens_all_that_was_put_is_sent(
    steps: list[tuple[Any, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("queue") / "queue.sqlite3"
    queue = Queue(file)
    put: set[tuple[str, int]] = set()
    sent: list[tuple[str, int]] = []
    for kind, *facts in steps:
        if kind == "put":
            queue.put([item(*facts)])
            put.add((facts[0], facts[1]))
        elif kind == "send":
            batch = queue.batch(3)
            sent += told(batch)
            queue.drop(batch)
        else:
            queue.close()
            queue = Queue(file)
    while batch := queue.batch(3):
        sent += told(batch)
        queue.drop(batch)
    queue.close()
    assert set(sent) == put
