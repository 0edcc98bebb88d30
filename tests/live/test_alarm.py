"""When an alarm rings, to the microsecond: its time is counted."""

import asyncio

import pytest

from quelia.live.alarm import Alarm


class Bell:
    """An alarm that notes when it rings, in seconds from the beginning. timers: how many it had of the loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._begun_at = self._loop.time()
        self.rang: list[float] = []
        self.timers = 0
        self.alarm = Alarm(lambda: self.rang.append(self.now()), self.now, self._later)
        self.alarm.turn_on()

    def now(self) -> float:
        return round(self._loop.time() - self._begun_at, 6)

    def _later(self, seconds, call) -> asyncio.TimerHandle:  # type: ignore[no-untyped-def]
        self.timers += 1
        return self._loop.call_later(seconds, call)


@pytest.fixture
async def bell() -> Bell:
    return Bell()


async def test_it_rings_when_it_was_set_for_and_once(bell: Bell) -> None:
    bell.alarm.set(2.5)
    await asyncio.sleep(10)
    assert bell.rang == [2.5]


@pytest.mark.parametrize("times", [(3.0, 1.0, 2.0), (1.0, 2.0, 3.0), (1.0, 1.0)])
async def test_it_rings_at_the_soonest_of_its_times_and_forgets_the_others(
    bell: Bell, times: tuple[float, ...]
) -> None:
    for each in times:
        bell.alarm.set(each)
    await asyncio.sleep(10)
    assert bell.rang == [1.0]


async def test_what_is_not_sooner_costs_no_timer(bell: Bell) -> None:
    for number in range(1000):
        bell.alarm.set(1.0 + number)
    assert bell.timers == 1


async def test_it_rings_at_once_for_what_is_over_but_not_before_others_had_the_loop(bell: Bell) -> None:
    await asyncio.sleep(5)
    bell.alarm.set(1.0)
    assert bell.rang == []
    await asyncio.sleep(0.001)
    assert bell.rang == [5.0]


async def test_it_may_be_set_while_it_rings(bell: Bell) -> None:
    def ring() -> None:
        rang.append(bell.now())
        alarm.set(bell.now() + 1)

    rang: list[float] = []
    alarm = Alarm(ring, bell.now, asyncio.get_running_loop().call_later)
    alarm.turn_on()
    alarm.set(1.0)
    await asyncio.sleep(4.5)
    alarm.turn_off()
    assert rang == [1.0, 2.0, 3.0, 4.0]


async def test_while_it_is_off_it_keeps_silent(bell: Bell) -> None:
    bell.alarm.set(1.0)
    bell.alarm.turn_off()
    bell.alarm.set(0.5)
    await asyncio.sleep(10)
    assert bell.rang == []


async def test_what_it_was_set_for_while_it_was_off_is_not_lost(bell: Bell) -> None:
    bell.alarm.turn_off()
    bell.alarm.set(3.0)
    await asyncio.sleep(1)
    bell.alarm.turn_on()
    await asyncio.sleep(10)
    assert bell.rang == [3.0]
