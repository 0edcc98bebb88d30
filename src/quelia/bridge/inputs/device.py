"""The line to Modbus devices, as a configuration says it: over the network, or serial."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from msgspec import Meta
from pymodbus import FramerType
from pymodbus.client import AsyncModbusSerialClient, AsyncModbusTcpClient

from quelia.bridge.inputs.input import InputSettings
from quelia.bridge.problem import Problem, under
from quelia.bridge.registers.plan import Span, plan
from quelia.bridge.registers.wire import Wire
from quelia.domain.errors import PathMismatch, SourceError

UnitId = Annotated[int, Meta(ge=0, le=255)]
Found = dict[Span, list[int] | SourceError]
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
    return [Problem(where, "host_or_serial")] if (settings.host is None) == (settings.serial is None) else []


def wire(settings: LineSettings, questions: int) -> Wire:
    """questions: how many a read takes at most; each has its share of the time."""
    # it is asked again when it is its turn; what a library tries again meanwhile would come on top
    patience: dict[str, Any] = {"timeout": settings.timeout_s * _SHARE / questions, "retries": 0, "reconnect_delay": 0}
    if settings.serial is not None:
        serial: dict[str, Any] = {
            "baudrate": settings.baud,
            "parity": settings.parity[0].upper(),
            "stopbits": settings.stop_bits,
        }
        path = settings.serial
        return Wire(lambda: AsyncModbusSerialClient(path, framer=FramerType.RTU, **serial, **patience))
    framer = FramerType.RTU if settings.framing == "rtu" else FramerType.SOCKET
    host = settings.host or ""
    return Wire(lambda: AsyncModbusTcpClient(host, port=settings.port, framer=framer, **patience))


async def gathered(wire: Wire, needed: Sequence[Span]) -> Found:
    """The registers of each span, or why they are not there. Raises where none of them is."""
    found: Found = {}
    for question in plan(needed):
        parts = [each for each in needed if question.holds(each)]
        try:
            words = await wire.read(question)
        except PathMismatch as error:
            if parts == [question]:
                found[question] = error
            else:  # there is a hole between those that are needed
                found |= {each: await _alone(wire, each) for each in parts}
        except SourceError as error:
            found |= dict.fromkeys(parts, error)
        else:
            found |= {each: words[each.start - question.start : each.end - question.start] for each in parts}
    errors = [each for each in found.values() if isinstance(each, SourceError)]
    if errors and len(errors) == len(found):
        raise errors[0]
    return found


def words_of(found: Found, span: Span) -> list[int]:
    """Raises why they are not there."""
    words = found[span]
    if isinstance(words, SourceError):
        raise words
    return words


async def _alone(wire: Wire, needed: Span) -> list[int] | SourceError:
    try:
        return await wire.read(needed)
    except SourceError as error:
        return error
