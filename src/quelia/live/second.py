"""The second: what is looked at every second is looked at in one waking of the process, and not in one each.

To wake up from idling costs more than most looks.
"""

import asyncio


def until_next_second() -> float:
    """Seconds to the next whole second of the loop's time, the same for all who ask."""
    return 1 - asyncio.get_running_loop().time() % 1


async def next_second() -> None:
    await asyncio.sleep(until_next_second())
