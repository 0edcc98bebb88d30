"""The wire to a Modbus device: one connection, one question at a time, and never the answer to another question."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, NoReturn

from pymodbus.client import AsyncModbusSerialClient, AsyncModbusTcpClient
from pymodbus.exceptions import ModbusException
from pymodbus.pdu import ModbusPDU

from quelia.bridge.registers.plan import Span
from quelia.domain.errors import BadState, NotConnected, PathMismatch, SourceError, TimedOut

# it says each lost answer three times; what is lost is said once, by the bridge
logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)

Link = AsyncModbusTcpClient | AsyncModbusSerialClient
_ILLEGAL = {1: "illegal_function", 2: "illegal_address", 3: "illegal_value"}
_BUSY = {4: "device_failure", 5: "device_busy", 6: "device_busy"}
_BEHIND = {10: "gateway_path", 11: "gateway_silent"}


class Wire:
    """made: a link that is not connected yet, and tells when it is and when no more. patience_s: for one answer."""

    def __init__(self, made: Callable[[Callable[[bool], None]], Link], patience_s: float) -> None:
        self._made, self._patience_s = made, patience_s
        self._link: Link | None = None
        self._limit: asyncio.Timeout | None = None

    async def read(self, span: Span) -> list[int]:
        """The registers of a span. Raises a SourceError; of a connection that failed nothing is kept."""
        kept = self._link is not None
        try:
            return await self._asked(span)
        except NotConnected as error:
            # many devices end a connection that was quiet for a while: that is no failure
            if not kept or error.fault != "device_hung_up":
                raise
        return await self._asked(span)

    async def _asked(self, span: Span) -> list[int]:
        link = await self._connected()
        ask: Any = link.read_holding_registers if span.table == "holding" else link.read_input_registers
        try:
            async with asyncio.timeout(self._patience_s) as self._limit:
                answer: ModbusPDU = await ask(span.start, count=span.length, device_id=span.unit_id)
        except (TimeoutError, ModbusException) as error:
            # a late answer must not meet the next question
            connected = link.connected
            await self.close()
            if connected:
                raise TimedOut("the device did not answer", "device_silent", unit=str(span.unit_id)) from error
            raise NotConnected("the device hung up", "device_hung_up") from error
        except BaseException:
            await self.close()  # cut short by its caller: as above
            raise
        finally:
            self._limit = None
        if answer.isError():
            _refused(span, getattr(answer, "exception_code", 0))
        if len(answer.registers) != span.length or answer.dev_id != span.unit_id:
            await self.close()
            raise NotConnected("the device answered another question", "device_confused")
        return list(answer.registers)

    async def close(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            link.close()
            await asyncio.sleep(0)  # in which its line is closed

    async def _connected(self) -> Link:
        if self._link is None:
            link = self._made(self._told)
            self._link = link  # before it is connected: whoever cuts this short closes it
            try:
                there = await link.connect()
            except (ModbusException, OSError):
                there = False
            if not there:
                await self.close()
                if isinstance(link, AsyncModbusSerialClient):
                    raise NotConnected("the serial port cannot be opened", "serial_port")
                raise NotConnected("there is no device at this address", "device_away")
        return self._link

    def _told(self, connected: bool) -> None:
        """Wait no longer for who hung up: the library would until its time is over."""
        if not connected and self._limit is not None and not self._limit.expired():
            self._limit.reschedule(asyncio.get_running_loop().time())


def _refused(span: Span, code: int) -> NoReturn:
    where = {"unit": str(span.unit_id), "register": str(span.start), "table": span.table}
    error: SourceError
    if code in _ILLEGAL:
        error = PathMismatch("the device knows no such register", _ILLEGAL[code], **where)
    elif code in _BEHIND:
        error = NotConnected("the gateway does not reach the device", _BEHIND[code], **where)
    else:
        error = BadState("the device answered with an exception", _BUSY.get(code, "device_failure"), **where)
    raise error
