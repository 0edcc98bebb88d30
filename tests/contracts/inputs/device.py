"""A Modbus device, or a gateway with several behind it: pymodbus' own server, over TCP or a serial line."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from pymodbus import FramerType
from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusSerialServer, ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

Blocks = Mapping[int, list[int]]


class Device:
    """One unit. registers: by address; may be changed while it answers. mood: an exception that it answers, or `hangs`.

    patience: how many questions it answers before it is busy, None for all. broken: addresses that it calls a failure.
    asked: address and number of registers of each question.
    """

    def __init__(self, blocks: Blocks, unit_id: int = 1) -> None:
        self.unit_id = unit_id
        self.registers = {start + place: word for start, words in blocks.items() for place, word in enumerate(words)}
        self.mood: ExcCodes | str | None = None
        self.patience: int | None = None
        self.broken: set[int] = set()
        self.asked: list[tuple[int, int]] = []
        self._blocks = blocks

    def put(self, start: int, words: list[int]) -> None:
        self.registers.update({start + place: word for place, word in enumerate(words)})

    def simulated(self) -> SimDevice:
        data = [
            SimData(start, values=[*words], datatype=DataType.REGISTERS)
            for start, words in sorted(self._blocks.items())
        ]
        return SimDevice(self.unit_id, simdata=data, action=self._answer)

    async def _answer(
        self, _code: int, start: int, address: int, count: int, current: list[int], _set: Any
    ) -> ExcCodes | None:
        self.asked.append((address, count))
        if self.mood == "hangs":
            await asyncio.sleep(3600)
        if isinstance(self.mood, ExcCodes):
            return self.mood
        if address in self.broken:
            return ExcCodes.DEVICE_FAILURE
        if self.patience is not None:
            if self.patience == 0:
                return ExcCodes.DEVICE_BUSY
            self.patience -= 1
        for at in range(address, address + count):
            if at in self.registers:
                current[at - start] = self.registers[at]
        return None


@asynccontextmanager
async def over_tcp(*devices: Device, port: int = 0, framing: str = "tcp") -> AsyncIterator[int]:
    """At a port of this machine. Cut off at the end, as by a switch."""
    framer = FramerType.RTU if framing == "rtu" else FramerType.SOCKET
    server = ModbusTcpServer([each.simulated() for each in devices], framer=framer, address=("127.0.0.1", port))
    await server.serve_forever(background=True)
    assert server.transport is not None
    try:
        yield server.transport.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    finally:
        await server.shutdown()  # type: ignore[no-untyped-call]
        await asyncio.sleep(0)


@asynccontextmanager
async def over_serial(path: str, *devices: Device) -> AsyncIterator[None]:
    """At one end of a serial line."""
    server = ModbusSerialServer(
        [each.simulated() for each in devices], framer=FramerType.RTU, port=path, baudrate=19_200, timeout=1
    )
    await server.serve_forever(background=True)
    try:
        yield
    finally:
        await server.shutdown()  # type: ignore[no-untyped-call]
        await asyncio.sleep(0)
