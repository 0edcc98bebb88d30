"""The chores of the office go on, whatever becomes of one."""

import asyncio

import pytest

from quelia.app.chores import look_after


def test_what_fails_is_tried_again() -> None:
    asked: list[int] = []

    async def some() -> None:
        enough = asyncio.Event()
        loop = asyncio.get_running_loop()

        def do() -> bool:
            asked.append(len(asked))
            if len(asked) == 3:
                loop.call_soon_threadsafe(enough.set)
            if len(asked) == 1:
                raise OSError
            return len(asked) > 2

        task = asyncio.create_task(look_after(do, every_s=0.001))
        await asyncio.wait_for(enough.wait(), 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(some())
    assert asked[:3] == [0, 1, 2]
