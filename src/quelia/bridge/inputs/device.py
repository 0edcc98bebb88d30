"""The line to Modbus devices, as a configuration says it: over the network, or serial."""

from collections.abc import Collection, Sequence
from typing import Annotated, Any, Literal

from msgspec import Meta
from pymodbus import FramerType
from pymodbus.client import AsyncModbusSerialClient, AsyncModbusTcpClient

from quelia.bridge.inputs.input import InputSettings
from quelia.bridge.problem import Problem, host_problems, under
from quelia.bridge.registers.plan import Span, plan
from quelia.bridge.registers.wire import Wire
from quelia.domain.errors import NotConnected, PathMismatch, SourceError, TimedOut

UnitId = Annotated[int, Meta(ge=0, le=255)]
Found = dict[Span, list[int] | SourceError]
_LINE = ("device_away", "serial_port")  # who is not there has no unit that is
_SHARE = 0.8  # of the time for a read: what is left is for the connection and for who reads


class LineSettings(InputSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """host, port: of a device or a gateway; `framing = "rtu"` where that passes serial frames on.

    serial: in their place, `/dev/ttyUSB0` or `COM3`. unit_id: of the device, behind a gateway too.
    """

    host: Annotated[str, Meta(min_length=1, max_length=255)] | None = None
    port: Annotated[int, Meta(ge=1, le=65_535)] = 502
    framing: Literal["tcp", "rtu"] = "tcp"
    serial: Annotated[str, Meta(min_length=1, max_length=255)] | None = None
    baud: Annotated[int, Meta(ge=300, le=4_000_000)] = 9600
    parity: Literal["none", "even", "odd"] = "none"
    stop_bits: Literal[1, 2] = 1
    unit_id: UnitId = 1


def line_problems(settings: LineSettings) -> list[Problem]:
    where = under(f"input[{settings.name}]", "host")
    if (settings.host is None) == (settings.serial is None):
        return [Problem(where, "host_or_serial")]
    return host_problems(settings.host, where) if settings.host is not None else []


def wire(settings: LineSettings, units: Collection[int]) -> Wire:
    """units: that are read; each may be silent for its share of the time."""
    time_s = settings.timeout_s * _SHARE
    share_s = time_s / max(1, len(set(units)))
    # it is asked again when it is its turn; what a library tries again meanwhile would come on top
    patience: dict[str, Any] = {"timeout": time_s, "retries": 0, "reconnect_delay": 0}
    if settings.serial is not None:
        serial: dict[str, Any] = {
            "baudrate": settings.baud,
            "parity": settings.parity[0].upper(),
            "stopbits": settings.stop_bits,
        }
        path = settings.serial
        return Wire(
            lambda told: AsyncModbusSerialClient(path, framer=FramerType.RTU, trace_connect=told, **serial, **patience),
            share_s,
        )
    framer = FramerType.RTU if settings.framing == "rtu" else FramerType.SOCKET
    host = settings.host or ""
    return Wire(
        lambda told: AsyncModbusTcpClient(host, port=settings.port, framer=framer, trace_connect=told, **patience),
        share_s,
    )


class Turn:
    """One read of a line. A unit that was silent is not asked twice in it: that would take the time of the others."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._away: SourceError | None = None
        self._silent: dict[int, SourceError] = {}

    async def read(self, span: Span) -> list[int]:
        """Raises a SourceError."""
        lost = self._away or self._silent.get(span.unit_id)
        if lost is not None:
            raise lost
        try:
            return await self._wire.read(span)
        except (NotConnected, TimedOut) as error:
            self._silent[span.unit_id] = error
            if error.fault in _LINE:
                self._away = error
            raise

    async def gathered(self, needed: Sequence[Span]) -> Found:
        """The registers of each span, or why they are not there. Raises where none of them is."""
        found: Found = {}
        for question in plan(needed):
            found |= await self._parts(question, [each for each in needed if question.holds(each)])
        errors = [each for each in found.values() if isinstance(each, SourceError)]
        if errors and len(errors) == len(found):
            raise errors[0]
        return found

    async def _parts(self, question: Span, parts: Sequence[Span]) -> Found:
        try:
            words = await self.read(question)
        except PathMismatch as error:
            found: Found = {each: error for each in parts if each == question}
            # there is a hole between those that are needed; neighbours stay together as long as they can
            smaller = plan(parts, gap=0)
            for each in smaller if smaller != [question] else {each for each in parts if each != question}:
                found |= await self._parts(each, [part for part in parts if each.holds(part)])
            return found
        except SourceError as error:
            return dict.fromkeys(parts, error)
        return {each: words[each.start - question.start : each.end - question.start] for each in parts}


def words_of(found: Found, span: Span) -> list[int]:
    """Raises why they are not there."""
    words = found[span]
    if isinstance(words, SourceError):
        raise words
    return words
