"""A disk that takes nothing costs history, and not what is shown now."""

import time
from pathlib import Path

from structlog.testing import capture_logs

from tests.contracts.outputs.installation import sample
from tests.contracts.outputs.taker import taking
from tests.contracts.outputs.test_push import emptied, pushing
from tests.store.outages import full_disk


async def test_what_was_just_read_is_sent_where_the_queue_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "keep").write_text("no folder")
    async with taking() as taker, pushing(taker, "k", tmp_path) as push:
        for value in (1.0, 2.0):
            await push.take([sample(value, time.time())])
            await emptied(push)
    assert taker.values == [1.0, 2.0]


async def test_a_clock_that_is_wrong_is_put_right_without_a_disk(tmp_path: Path) -> None:
    (tmp_path / "keep").write_text("no folder")
    late_s = 86_400
    async with taking() as taker, pushing(taker, "k", tmp_path, lambda: time.time() - late_s) as push:
        await push.take([sample(1.0, time.time() - late_s)])
        await emptied(push)
    (measured_at,) = taker.times
    assert abs(measured_at - time.time()) < 20


async def test_a_disk_that_fills_up_stops_nothing(tmp_path: Path) -> None:
    async with taking() as taker, pushing(taker, "k", tmp_path) as push:
        await push.take([sample(0.0, time.time())])
        await emptied(push)
        with full_disk(tmp_path), capture_logs() as said:  # where lines go is another file
            for value in range(1, 40):
                await push.take([sample(float(value), time.time())])
            await emptied(push)
        await push.take([sample(40.0, time.time())])
        await emptied(push)
    assert len(said) < 4
    assert (taker.values[0], max(taker.values[:-1]), taker.values[-1]) == (0.0, 39.0, 40.0)


async def test_a_queue_that_is_damaged_while_it_is_open_begins_anew(tmp_path: Path) -> None:
    async with taking() as taker, pushing(taker, "k", tmp_path) as push:
        await push.take([sample(1.0, time.time())])
        await emptied(push)
        for file in (tmp_path / "keep").glob("*.sqlite3*"):
            file.write_bytes(b"This is not what it was." * 4096)
        for value in (2.0, 3.0):
            await push.take([sample(value, time.time())])
            await emptied(push)
        assert list((tmp_path / "keep").glob("*.damaged"))
    assert {2.0, 3.0} <= set(taker.values)
