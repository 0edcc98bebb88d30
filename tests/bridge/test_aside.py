import asyncio
import threading

import pytest

from quelia.bridge.aside import Aside
from quelia.domain.errors import NotConnected, TimedOut


def _fail() -> None:
    raise NotConnected("gone")


def test_what_is_done_aside_comes_back() -> None:
    assert asyncio.run(Aside("file").do(lambda: 42)) == 42


def test_what_fails_aside_fails_here() -> None:
    with pytest.raises(NotConnected):
        asyncio.run(Aside("file").do(_fail))


def test_what_hangs_is_left_behind_and_not_joined_by_a_second() -> None:
    released, aside = threading.Event(), Aside("share")

    async def twice() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(aside.do(released.wait), 0.01)
        with pytest.raises(TimedOut) as failure:
            await aside.do(lambda: True)
        assert failure.value.fault == "hangs"

    try:
        asyncio.run(twice())
    finally:
        released.set()


async def _cut(aside: Aside, released: threading.Event) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(aside.do(released.wait), 0.01)


def test_what_hangs_for_good_does_not_end_an_input_for_good() -> None:
    released, aside = threading.Event(), Aside("database", patience_s=0.0)

    async def after() -> bool:
        await _cut(aside, released)
        return await aside.do(lambda: True)

    try:
        assert asyncio.run(after())
    finally:
        released.set()


def test_no_more_than_a_few_threads_are_left_behind() -> None:
    released, aside, before = threading.Event(), Aside("share", patience_s=0.0), set(threading.enumerate())

    async def often() -> int:
        for _ in range(5):
            await _cut(aside, released)
        with pytest.raises(TimedOut):
            await aside.do(lambda: True)
        return len(set(threading.enumerate()) - before)

    try:
        assert asyncio.run(often()) == 5
    finally:
        released.set()
