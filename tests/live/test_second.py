"""Whatever is looked at every second is looked at in the same instant."""

import asyncio

from quelia.live.second import next_second


async def test_all_who_wait_for_a_second_wait_for_the_same_one() -> None:
    loop, woken = asyncio.get_running_loop(), list[float]()

    async def wait(first_s: float) -> None:
        await asyncio.sleep(first_s)
        for _ in range(3):
            await next_second()
            woken.append(loop.time())

    await asyncio.gather(wait(0.1), wait(0.45), wait(0.9))
    assert len(woken) == 9
    assert {at - 1000 for at in woken} == {1.0, 2.0, 3.0}


async def test_who_begins_on_a_second_waits_for_the_next() -> None:
    loop = asyncio.get_running_loop()
    await next_second()
    begun_at = loop.time()
    await next_second()
    assert loop.time() - begun_at == 1
