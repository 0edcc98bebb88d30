"""Modbus, from a device that pymodbus plays: over TCP, over serial frames, through a gateway, on good and bad days."""

import asyncio
import os
import pty
import tty
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pymodbus.constants import ExcCodes

from quelia.bridge.frozen import Frozen
from quelia.bridge.inputs import modbus
from quelia.bridge.inputs.input import Input
from quelia.bridge.registers.kind import encode
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.domain.errors import BadState, NotConnected, PathMismatch, SourceError, TimedOut
from tests.bridge.inputs.sites import NOW
from tests.contracts.inputs.device import Device, over_serial, over_tcp

POWER = {"plant": "val", "quantity": "power", "unit": "kW", "table": "holding"}


@asynccontextmanager
async def reading(
    *points: dict[str, Any], monotonic: Callable[[], float] = lambda: 0.0, **settings: object
) -> AsyncIterator[Input]:
    table = {
        "type": "modbus",
        "name": "meter",
        "timeout_s": 1.0,
        "point": [POWER | each for each in points],
        **settings,
    }
    site = Site(Path(), Path(), str, lambda: NOW, monotonic)
    source = modbus.opened(msgspec.convert(table, modbus.Settings), site)
    try:
        yield source
    finally:
        await source.close()
        await source.close()


async def only(source: Input) -> Sample:
    (sample,) = await source.read()
    return sample


@pytest.mark.parametrize(
    ("point", "words", "value", "raw"),
    [
        ({"kind": "uint16", "register": 83}, [412], 412, "0x019C → 412"),
        ({"kind": "int16", "register": "0x53", "scale": 0.1}, [65_436], -10, "0xFF9C → -100"),
        ({"kind": "uint16", "register": "40084", "table": None}, [412], 412, "0x019C → 412"),
        ({"kind": "float32", "register": 83, "word_order": "little"}, encode(412.5, "float32", "little"), 412.5,
         "0x4000 0x43CE → 412.5"),
        ({"kind": "int16", "register": 83, "scale_register": 84}, [2500, 65_535], 250, "0x09C4 → 2500 × 10^-1"),
        ({"kind": "uint16", "registers": [83, 84, 85]}, [100, 7, 50], 157, "0x0064 + 0x0007 + 0x0032 → 100 + 7 + 50"),
        ({"kind": "uint16", "register": 83}, [65_535], None, "0xFFFF → –"),
        ({"kind": "uint16", "register": 83, "sentinels": False}, [65_535], 65_535, "0xFFFF → 65535"),
        ({"kind": "uint16", "register": 83, "nulls": [9999]}, [9999], None, "0x270F → –"),
        ({"kind": "int16", "register": 83, "scale_register": 84}, [2500, 0x8000], None, "0x09C4 → –"),
        ({"kind": "uint16", "register": 83, "offset": -40}, [100], 60, "0x0064 → 100"),
        ({"kind": "uint64", "register": 83}, encode(10**15, "uint64"), 1e15, "0x0003 0x8D7E 0xA4C6 0x8000 → 1000000000000000"),
    ],
)  # fmt: skip
async def test_a_number_is_read_as_its_manual_says(
    point: dict[str, Any], words: list[int], value: float, raw: str
) -> None:
    point = {key: each for key, each in (POWER | point).items() if each is not None}
    device = Device({83: [*words, *[0] * 6]})
    table = {"type": "modbus", "name": "meter", "host": "127.0.0.1", "point": [point]}
    async with over_tcp(device) as port:
        source = modbus.opened(
            msgspec.convert(table | {"port": port}, modbus.Settings),
            Site(Path(), Path(), str, lambda: NOW, lambda: 0.0),
        )
        sample = await only(source)
        await source.close()
    assert (sample.error, sample.value, sample.raw, sample.read_at) == (None, value, raw, NOW)


async def test_neighbours_are_one_question() -> None:
    device = Device({80: [1] * 20})
    async with over_tcp(device) as port, reading(
        {"kind": "uint16", "register": 83}, {"kind": "uint32", "register": 90, "quantity": "energy_today", "unit": "kWh"},
        host="127.0.0.1", port=port,
    ) as source:  # fmt: skip
        assert [each.value for each in await source.read()] == [1, 65_537]
    assert device.asked == [(83, 9)]


async def test_a_hole_between_two_registers_costs_neither() -> None:
    device = Device({83: [7], 86: [8]})
    async with over_tcp(device) as port, reading(
        {"kind": "uint16", "register": 83}, {"kind": "uint16", "register": 86, "quantity": "wind_speed", "unit": "m/s"},
        host="127.0.0.1", port=port,
    ) as source:  # fmt: skip
        assert [each.value for each in await source.read()] == [7, 8]


async def test_a_register_that_is_not_there_takes_the_others_nothing() -> None:
    async with over_tcp(Device({83: [7]})) as port, reading(
        {"kind": "uint16", "register": 83}, {"kind": "uint16", "register": 5000, "quantity": "wind_speed", "unit": "m/s"},
        host="127.0.0.1", port=port,
    ) as source:  # fmt: skip
        here, gone = await source.read()
    assert (here.value, gone.value) == (7, None)
    assert isinstance(gone.error, PathMismatch)
    assert (gone.error.fault, gone.error.facts["register"]) == ("illegal_address", "5000")


async def test_several_inverters_behind_a_gateway() -> None:
    async with over_tcp(Device({83: [7]}), Device({83: [9]}, unit_id=2)) as port, reading(
        {"kind": "uint16", "register": 83}, {"kind": "uint16", "register": 83, "unit_id": 2, "plant": "mont"},
        host="127.0.0.1", port=port,
    ) as source:  # fmt: skip
        assert [(each.plant, each.value) for each in await source.read()] == [("val", 7), ("mont", 9)]


@pytest.mark.parametrize(
    ("mood", "error", "fault"),
    [
        (ExcCodes.ILLEGAL_ADDRESS, PathMismatch, "illegal_address"), (ExcCodes.DEVICE_BUSY, BadState, "device_busy"),
        (ExcCodes.DEVICE_FAILURE, BadState, "device_failure"), (ExcCodes.GATEWAY_NO_RESPONSE, NotConnected, "gateway_silent"),
        ("hangs", TimedOut, "device_silent"),
    ],
)  # fmt: skip
async def test_a_bad_day_of_the_device_is_told_and_passes(mood: Any, error: type[SourceError], fault: str) -> None:
    device = Device({83: [7]})
    async with (
        over_tcp(device) as port,
        reading({"kind": "uint16", "register": 83}, host="127.0.0.1", port=port) as source,
    ):
        device.mood = mood
        with pytest.raises(error) as caught:
            await source.read()
        assert caught.value.fault == fault
        device.mood = None
        assert (await only(source)).value == 7


async def test_a_device_that_was_off_is_read_again() -> None:
    device = Device({83: [7]})
    async with over_tcp(device) as port:
        pass
    async with reading({"kind": "uint16", "register": 83}, host="127.0.0.1", port=port) as source:
        with pytest.raises(NotConnected):
            await source.read()
        async with over_tcp(device, port=port):
            assert (await only(source)).value == 7
        with pytest.raises(SourceError):
            await source.read()
        async with over_tcp(device, port=port):
            assert (await only(source)).value == 7


async def test_a_counter_that_stands_still_is_not_a_constant_value() -> None:
    device, now = Device({83: [7], 90: [1]}), [0.0]
    beat = {"register": 90, "table": "holding", "max_unchanged_s": 30}
    async with over_tcp(device) as port, reading(
        {"kind": "uint16", "register": 83}, host="127.0.0.1", port=port, heartbeat=beat, monotonic=lambda: now[0]
    ) as source:  # fmt: skip
        for now[0] in (0.0, 30.0):
            assert (await only(source)).value == 7
        now[0] = 31.0
        with pytest.raises(Frozen) as frozen:
            await source.read()
        assert frozen.value.facts == {"age_s": "31"}
        device.put(90, [2])
        assert (await only(source)).value == 7


@asynccontextmanager
async def answering(answer: Callable[[bytes], bytes], *, hang_up: bool = False) -> AsyncIterator[int]:
    """A server that says something to each question, and hangs up: then, or once nobody listens."""
    writers: list[asyncio.StreamWriter] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        writer.write(answer(await reader.read(100)))
        await writer.drain()
        if hang_up:
            writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]
    for writer in writers:
        writer.transport.abort()
    await asyncio.sleep(0)


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: b"\x00",
        lambda _: b"\x00\x01\x00\x00\x00\x05\x01\x03\x02",
        lambda _: b"HTTP/1.1 400 Bad Request\r\n\r\n",
        # whole, and to another question
        lambda asked: (
            (int.from_bytes(asked[:2], "big") + 1).to_bytes(2, "big") + b"\x00\x00\x00\x05\x01\x03\x02\x01\x9c"
        ),
        # of another unit
        lambda asked: asked[:2] + b"\x00\x00\x00\x05\x09\x03\x02\x01\x9c",
        # of one register too many
        lambda asked: asked[:2] + b"\x00\x00\x00\x07\x01\x03\x04\x01\x9c\x00\x00",
    ],
)
async def test_what_is_no_answer_to_this_question_is_none(answer: Callable[[bytes], bytes]) -> None:
    async with (
        answering(answer) as port,
        reading({"kind": "uint16", "register": 83}, host="127.0.0.1", port=port) as source,
    ):
        with pytest.raises(SourceError) as caught:
            await source.read()
    assert caught.value.code in ("connection", "timeout")


async def test_a_device_that_ends_each_quiet_connection_is_read_each_time() -> None:
    def power(asked: bytes) -> bytes:
        return asked[:2] + b"\x00\x00\x00\x05\x01\x03\x02\x01\x9c"

    async with (
        answering(power, hang_up=True) as port,
        reading({"kind": "uint16", "register": 83}, host="127.0.0.1", port=port) as source,
    ):
        assert [(await only(source)).value for _ in range(4)] == [412] * 4


async def test_who_hangs_up_in_an_answer_is_not_waited_for() -> None:
    async with (
        answering(lambda asked: asked[:2] + b"\x00\x00", hang_up=True) as port,
        reading({"kind": "uint16", "register": 83}, host="127.0.0.1", port=port, timeout_s=60) as source,
    ):
        with pytest.raises(NotConnected) as caught:
            await asyncio.wait_for(source.read(), 10)
    assert caught.value.fault == "device_hung_up"


async def test_a_silent_unit_is_asked_once_whatever_is_wanted_of_it() -> None:
    silent = Device({start: [7] for start in range(0, 1000, 100)}, unit_id=2)
    silent.mood = "hangs"
    wanted = [{"kind": "uint16", "register": start, "unit_id": 2, "plant": f"p{start}"} for start in silent.registers]
    async with over_tcp(Device({83: [7]}), silent) as port, reading(
        *wanted, {"kind": "uint16", "register": 83}, host="127.0.0.1", port=port
    ) as source:  # fmt: skip
        *lost, here = await source.read()
    assert here.value == 7
    assert {each.error.fault for each in lost if each.error} == {"device_silent"}
    assert len(silent.asked) == 1


async def test_a_value_and_its_power_of_ten_stay_together_where_there_are_holes() -> None:
    device = Device({83: [2500, 1], 90: [8]})
    async with over_tcp(device) as port, reading(
        {"kind": "int16", "register": 83, "scale_register": 84}, {"kind": "uint16", "register": 90, "plant": "mont"},
        host="127.0.0.1", port=port,
    ) as source:  # fmt: skip
        assert [each.value for each in await source.read()] == [25_000, 8]
    assert device.asked == [(83, 2), (90, 1)]


async def test_a_serial_port_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    async with reading({"kind": "uint16", "register": 83}, serial=str(tmp_path / "ttyUSB0")) as source:
        with pytest.raises(NotConnected) as caught:
            await source.read()
    assert caught.value.fault == "serial_port"


@contextmanager
def serial_line() -> Iterator[tuple[str, str]]:
    """Both ends of a line; what is said at one is heard at the other."""
    ends = [pty.openpty(), pty.openpty()]
    for _, end in ends:
        tty.setraw(end)
    loop = asyncio.get_running_loop()
    (first, _), (second, _) = ends

    def hand_over(source: int, target: int) -> None:
        os.write(target, os.read(source, 1000))

    loop.add_reader(first, hand_over, first, second)
    loop.add_reader(second, hand_over, second, first)
    try:
        yield os.ttyname(ends[0][1]), os.ttyname(ends[1][1])
    finally:
        loop.remove_reader(first)
        loop.remove_reader(second)
        for each in (number for end in ends for number in end):
            os.close(each)


async def test_a_serial_line_is_read() -> None:
    device = Device({83: [412]}, unit_id=3)
    with serial_line() as (ours, theirs):
        async with (
            over_serial(theirs, device),
            reading({"kind": "uint16", "register": 83}, serial=ours, baud=19_200, unit_id=3) as source,
        ):
            assert [(await only(source)).value for _ in range(3)] == [412] * 3
            device.mood = ExcCodes.DEVICE_BUSY
            with pytest.raises(BadState):
                await source.read()


async def test_serial_frames_come_over_tcp() -> None:
    async with (
        over_tcp(Device({83: [412]}), framing="rtu") as port,
        reading({"kind": "uint16", "register": 83}, host="127.0.0.1", port=port, framing="rtu") as source,
    ):
        assert (await only(source)).value == 412
