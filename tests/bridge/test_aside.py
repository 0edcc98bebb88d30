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
