"""What every bus does, whatever carries it. A bus more is one line in `BUSES`."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from quelia.bus.memory import MemoryBus
from quelia.bus.protocol import Bus, BusDown

BUSES: dict[str, Callable[[], Bus]] = {"memory": MemoryBus}

_LONGEST_S = 5.0


class Listener:
    """Notes what it hears."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._more = asyncio.Event()

    def __call__(self, message: bytes) -> None:
        self.heard.append(message)
        self._more.set()

    async def until(self, count: int) -> list[bytes]:
        """What was heard, once it is `count` messages."""
        async with asyncio.timeout(_LONGEST_S):
            while len(self.heard) < count:
                self._more.clear()
                await self._more.wait()
        return self.heard


@pytest.fixture(params=BUSES)
async def bus(request: pytest.FixtureRequest) -> AsyncIterator[Bus]:
    made = BUSES[request.param]()
    await made.start()
    yield made
    await made.close()


async def test_a_subscriber_hears_each_message_once_and_in_order(bus: Bus) -> None:
    listener = Listener()
    bus.subscribe("readings", listener)
    sent = [b"%d" % number for number in range(200)]
    for message in sent:
        await bus.publish("readings", message)
    assert await listener.until(200) == sent


async def test_every_subscriber_hears_it(bus: Bus) -> None:
    first, second = Listener(), Listener()
    bus.subscribe("readings", first)
    bus.subscribe("readings", second)
    await bus.publish("readings", b"news")
    assert (await first.until(1), await second.until(1)) == ([b"news"], [b"news"])


async def test_any_bytes_arrive_as_they_were(bus: Bus) -> None:
    listener = Listener()
    bus.subscribe("readings", listener)
    message = bytes(range(256)) * 64
    await bus.publish("readings", message)
    assert await listener.until(1) == [message]


async def test_another_topic_is_not_heard(bus: Bus) -> None:
    listener = Listener()
    bus.subscribe("readings", listener)
    await bus.publish("other", b"noise")
    await bus.publish("readings", b"news")
    assert await listener.until(1) == [b"news"]


async def test_nothing_is_kept_for_those_who_come_later(bus: Bus) -> None:
    await bus.publish("readings", b"old")
    listener = Listener()
    bus.subscribe("readings", listener)
    await bus.publish("readings", b"new")
    assert await listener.until(1) == [b"new"]


async def test_one_that_fails_does_not_deafen_the_others(bus: Bus) -> None:
    def failing(message: bytes) -> None:
        raise RuntimeError("this one never understands")

    listener = Listener()
    bus.subscribe("readings", failing)
    bus.subscribe("readings", listener)
    await bus.publish("readings", b"1")
    await bus.publish("readings", b"2")
    assert await listener.until(2) == [b"1", b"2"]


async def test_one_that_failed_hears_the_next(bus: Bus) -> None:
    listener = Listener()

    def once(message: bytes) -> None:
        listener(message)
        if message == b"1":
            raise RuntimeError("this one did not understand the first")

    bus.subscribe("readings", once)
    await bus.publish("readings", b"1")
    await bus.publish("readings", b"2")
    assert await listener.until(2) == [b"1", b"2"]


async def test_who_unsubscribes_hears_nothing_more(bus: Bus) -> None:
    gone, listener = Listener(), Listener()
    leave = bus.subscribe("readings", gone)
    bus.subscribe("readings", listener)
    leave()
    await bus.publish("readings", b"news")
    await listener.until(1)
    assert gone.heard == []


async def test_leaving_twice_takes_nobody_else_away(bus: Bus) -> None:
    listener = Listener()
    leave = bus.subscribe("readings", listener)
    leave()
    bus.subscribe("readings", listener)
    leave()
    await bus.publish("readings", b"news")
    assert await listener.until(1) == [b"news"]


async def test_who_leaves_while_it_is_told_spares_the_others(bus: Bus) -> None:
    listener = Listener()
    leave = bus.subscribe("readings", lambda message: leave())
    bus.subscribe("readings", listener)
    await bus.publish("readings", b"1")
    await bus.publish("readings", b"2")
    assert await listener.until(2) == [b"1", b"2"]


async def test_a_closed_bus_says_that_it_carries_nothing(bus: Bus) -> None:
    await bus.close()
    with pytest.raises(BusDown):
        await bus.publish("readings", b"news")


async def test_a_bus_that_was_not_started_says_so() -> None:
    for make in BUSES.values():
        with pytest.raises(BusDown):
            await make().publish("readings", b"news")


async def test_nothing_is_heard_after_the_close(bus: Bus) -> None:
    listener = Listener()
    bus.subscribe("readings", listener)
    await bus.close()
    with pytest.raises(BusDown):
        await bus.publish("readings", b"news")
    assert listener.heard == []


async def test_closing_twice_is_no_error(bus: Bus) -> None:
    await bus.close()
    await bus.close()
