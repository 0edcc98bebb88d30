"""Modbus, over TCP or a serial line: registers of inverters, meters and controllers."""

import math
from collections.abc import Sequence
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta
from pymodbus import FramerType
from pymodbus.client import AsyncModbusSerialClient, AsyncModbusTcpClient

from quelia.bridge.frozen import Frozen
from quelia.bridge.inputs.input import InputSettings, PointSettings
from quelia.bridge.problem import ConfigError, Problem, under
from quelia.bridge.registers.address import BadAddress, Place, Table, place
from quelia.bridge.registers.kind import Kind, Order, decode, width
from quelia.bridge.registers.plan import Span, plan, span
from quelia.bridge.registers.wire import Link, Wire
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.domain.errors import NotANumber, PathMismatch, SourceError

ASKS = ("host", "port", "unit_id", "point.register", "point.kind")

Register = Annotated[int, Meta(ge=0)] | Annotated[str, Meta(min_length=1, max_length=10)]
UnitId = Annotated[int, Meta(ge=0, le=255)]
_SHARE = 0.8  # of the time for a read: what is left is for the connection and for who reads


class Point(PointSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """register: `40084`, or an address from 0 with `table`. registers: in its place, to be added up.

    scale_register: holds a power of ten. offset: added after all scaling. nulls: what means "no value" here.
    """

    register: Register | None = None
    registers: Annotated[list[Register], Meta(min_length=1, max_length=50)] | None = None
    table: Table | None = None
    kind: Kind
    word_order: Order = "big"
    byte_order: Order = "big"
    unit_id: UnitId | None = None
    scale_register: Register | None = None
    offset: float = 0.0
    nulls: list[float] = []
    sentinels: bool = True


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A register that the device changes as long as it lives: a counter, its clock."""

    register: Register
    table: Table | None = None
    unit_id: UnitId | None = None
    max_unchanged_s: Annotated[float, Meta(ge=1, le=86_400)] = 60.0


class Settings(InputSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """host, port: of a device or a gateway; `framing = "rtu"` where that passes serial frames on.

    serial: in their place, `/dev/ttyUSB0` or `COM3`.
    """

    point: Annotated[list[Point], Meta(min_length=1, max_length=500)]
    host: Annotated[str, Meta(min_length=1, max_length=255)] | None = None
    port: Annotated[int, Meta(ge=1, le=65_535)] = 502
    framing: Literal["tcp", "rtu"] = "tcp"
    serial: Annotated[str, Meta(min_length=1, max_length=255)] | None = None
    baud: Annotated[int, Meta(ge=300, le=4_000_000)] = 9600
    parity: Literal["none", "even", "odd"] = "none"
    stop_bits: Literal[1, 2] = 1
    unit_id: UnitId = 1
    heartbeat: Heartbeat | None = None


class _Plan(NamedTuple):
    """Where the numbers of a point are. values: to be added up; scale: of the power of ten."""

    point: Point
    values: list[Span]
    scale: Span | None


def opened(settings: Settings, site: Site) -> "Modbus":
    """Raises ConfigError."""
    where = f"input[{settings.name}]"
    if (settings.host is None) == (settings.serial is None):
        raise ConfigError([Problem(under(where, "host"), "host_or_serial")])
    problems: list[Problem] = []
    plans = [
        _planned(each, settings, f"{where}.point[{number}]", problems) for number, each in enumerate(settings.point)
    ]
    beat = settings.heartbeat
    heart = None
    if beat is not None:
        unit_id = settings.unit_id if beat.unit_id is None else beat.unit_id
        heart = _span(beat.register, beat.table, 1, unit_id, f"{where}.heartbeat", problems)
    if problems:
        raise ConfigError(problems)
    return Modbus(settings, site, [each for each in plans if each is not None], heart)


class Modbus:
    """heart: the register of the sign of life."""

    def __init__(self, settings: Settings, site: Site, plans: list[_Plan], heart: Span | None) -> None:
        self._settings, self._site, self._plans, self._heart = settings, site, plans, heart
        needed = [each for of_point in plans for each in _needed(of_point)] + ([heart] if heart else [])
        self._questions = plan(needed)
        self._needed = needed
        self._wire = Wire(lambda: _link(settings, settings.timeout_s * _SHARE / max(1, len(self._questions))))
        self._beat: tuple[list[int], float] | None = None

    async def read(self) -> Sequence[Sample]:
        found = await self._asked()
        now = self._site.clock()
        if self._heart is not None and self._settings.heartbeat is not None:
            self._listen(found, self._heart, self._settings.heartbeat.max_unchanged_s)
        return [_sample(each, found, now) for each in self._plans]

    async def close(self) -> None:
        await self._wire.close()

    async def _asked(self) -> dict[Span, list[int] | SourceError]:
        """The registers of each span that is needed, or why they are not there. Raises where none of them is."""
        found: dict[Span, list[int] | SourceError] = {}
        for question in self._questions:
            parts = [each for each in self._needed if question.holds(each)]
            try:
                words = await self._wire.read(question)
            except PathMismatch as error:
                if parts == [question]:
                    found[question] = error
                else:  # there is a hole between those that are needed
                    found |= {each: await self._alone(each) for each in parts}
            except SourceError as error:
                found |= dict.fromkeys(parts, error)
            else:
                found |= {each: words[each.start - question.start : each.end - question.start] for each in parts}
        errors = [each for each in found.values() if isinstance(each, SourceError)]
        if len(errors) == len(found):
            raise errors[0]
        return found

    async def _alone(self, needed: Span) -> list[int] | SourceError:
        try:
            return await self._wire.read(needed)
        except SourceError as error:
            return error

    def _listen(self, found: dict[Span, list[int] | SourceError], heart: Span, most_s: float) -> None:
        words, now = found[heart], self._site.monotonic()
        if isinstance(words, SourceError):
            raise words
        if self._beat is None or self._beat[0] != words:
            self._beat = (words, now)
        silent_s = now - self._beat[1]
        if silent_s > most_s:
            raise Frozen("the sign of life stands still", "heartbeat_still", age_s=str(round(silent_s)))


def _planned(point: Point, settings: Settings, where: str, problems: list[Problem]) -> _Plan | None:
    if (point.register is None) == (point.registers is None):
        problems.append(Problem(under(where, "register"), "register_or_registers"))
        return None
    written = [point.register] if point.register is not None else point.registers or []
    unit_id = settings.unit_id if point.unit_id is None else point.unit_id
    count = width(point.kind)
    values = [_span(each, point.table, count, unit_id, under(where, "register"), problems) for each in written]
    scale = None
    if point.scale_register is not None:
        scale = _span(point.scale_register, point.table, 1, unit_id, under(where, "scale_register"), problems)
    return _Plan(point, [each for each in values if each is not None], scale)


def _span(
    written: str | int, table: Table | None, count: int, unit_id: int, where: str, problems: list[Problem]
) -> Span | None:
    try:
        found: Place = place(written, table)
        if found.offset + count > 0x10000:
            raise BadAddress("register_range")
    except BadAddress as error:
        problems.append(Problem(where, error.code, str(written)))
        return None
    return span(unit_id, found, count)


def _needed(of_point: _Plan) -> list[Span]:
    return [*of_point.values, *([of_point.scale] if of_point.scale else [])]


def _sample(of_point: _Plan, found: dict[Span, list[int] | SourceError], now: float) -> Sample:
    point = of_point.point
    words = {each: found[each] for each in _needed(of_point)}
    error = next((each for each in words.values() if isinstance(each, SourceError)), None)
    raw = " + ".join(_hex(words[each]) for each in of_point.values)
    value: float | None = None
    if error is None:
        try:
            value, raw = _value(of_point, {key: each for key, each in words.items() if isinstance(each, list)}, raw)
        except SourceError as caught:
            error = caught
    return Sample(
        plant=point.plant, quantity=point.quantity, unit=point.unit, value=value, read_at=now, error=error, raw=raw
    )


def _value(of_point: _Plan, words: dict[Span, list[int]], raw: str) -> tuple[float | None, str]:
    """The number of a point, and how it came about. Raises NotANumber."""
    point = of_point.point
    numbers = [
        decode(words[each], point.kind, point.word_order, point.byte_order, sentinels=point.sentinels)
        for each in of_point.values
    ]
    good = [number for number in numbers if number is not None and number not in point.nulls]
    power = decode(words[of_point.scale], "int16") if of_point.scale is not None else 0
    if not good or power is None:
        return None, f"{raw} → –"
    raw += f" → {' + '.join(str(number) for number in good)}" + (f" × 10^{power}" if of_point.scale is not None else "")
    if not all(map(math.isfinite, good)) or not -30 <= power <= 30:
        raise NotANumber("the registers hold no finite number", "not_finite")
    # whole numbers stay whole as long as they can: 2500 × 10^-1 is 250.0 and not nearly that
    total = math.fsum(good) * 10.0**power if power >= 0 else math.fsum(good) / 10.0**-power
    return total * point.scale + point.offset, raw


def _hex(words: list[int] | SourceError) -> str:
    return "?" if isinstance(words, SourceError) else " ".join(f"0x{word:04X}" for word in words)


def _link(settings: Settings, timeout_s: float) -> Link:
    # it is asked again when it is its turn; what a library tries again meanwhile would come on top
    patience = {"timeout": timeout_s, "retries": 0, "reconnect_delay": 0}
    if settings.serial is not None:
        return AsyncModbusSerialClient(
            settings.serial,
            framer=FramerType.RTU,
            baudrate=settings.baud,
            parity=settings.parity[0].upper(),
            stopbits=settings.stop_bits,
            **patience,  # type: ignore[arg-type]
        )
    assert settings.host is not None
    framer = FramerType.RTU if settings.framing == "rtu" else FramerType.SOCKET
    return AsyncModbusTcpClient(settings.host, port=settings.port, framer=framer, **patience)  # type: ignore[arg-type]
