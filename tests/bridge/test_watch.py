"""The watchdog in its thread: a loop that is blocked ends the process."""

import asyncio
import time

from quelia.bridge.notify import Notify
from quelia.bridge.watch import STUCK, Watch


async def test_a_blocked_loop_ends_the_process() -> None:
    ended: list[int] = []
    watching = asyncio.create_task(Watch([], Notify({}), ended.append, longest_still_s=0.08).run())
    await asyncio.sleep(0)
    until = time.monotonic() + 5
    while not ended and time.monotonic() < until:
        time.sleep(0.01)  # noqa: ASYNC251 - that is the fault
    watching.cancel()
    assert ended == [STUCK]
