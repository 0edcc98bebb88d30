"""Does what the office does by itself, every few minutes, in a thread: nobody waits for it."""

import asyncio
from collections.abc import Callable

import structlog

log = structlog.get_logger()

EVERY_S = 300.0  # what is done is days ahead of its time
_LONGEST_S = 3600.0


def of_the_office() -> Callable[[], bool]:
    """Its chores; Django must be there by then."""
    from quelia.admin.chores import do_chores

    return do_chores


async def look_after(do: Callable[[], bool], *, every_s: float = EVERY_S) -> None:
    """do: all that is due; False, or an error, where it is worth trying again: later and later."""
    wait_s = every_s
    while True:
        try:
            done = await asyncio.to_thread(do)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again
            log.warning("chores not done", cause=type(error).__name__)
            done = False
        wait_s = every_s if done else min(_LONGEST_S, wait_s * 2)
        await asyncio.sleep(wait_s)
