"""Modbus, over TCP or a serial line: registers of inverters, meters and controllers."""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from quelia.bridge.frozen import Frozen
from quelia.bridge.inputs.device import Found, LineSettings, Turn, UnitId, line_problems, wire, words_of
from quelia.bridge.inputs.input import PointSettings
from quelia.bridge.problem import ConfigError, Problem, under
from quelia.bridge.registers.address import BadAddress, Place, Table, place
from quelia.bridge.registers.amount import Form, amount, shown
from quelia.bridge.registers.kind import Kind, Order, width
from quelia.bridge.registers.plan import Span, span
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.domain.errors import SourceError

ASKS = ("host", "port", "unit_id", "point.register", "point.kind")

Register = Annotated[int, Meta(ge=0)] | Annotated[str, Meta(min_length=1, max_length=10)]


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


class Settings(LineSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """heartbeat: where it stands still, the device is taken for dead, whatever it answers."""

    point: Annotated[list[Point], Meta(min_length=1, max_length=500)]
    heartbeat: Heartbeat | None = None


class _Plan(NamedTuple):
    """Where the numbers of a point are. values: to be added up; scale: of the power of ten."""

    point: Point
    values: list[Span]
    scale: Span | None


def opened(settings: Settings, site: Site) -> "Modbus":
    """Raises ConfigError."""
    where = f"input[{settings.name}]"
    problems = line_problems(settings)
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
        self._needed = [each for of_point in plans for each in _needed(of_point)] + ([heart] if heart else [])
        self._wire = wire(settings, [each.unit_id for each in self._needed])
        self._beat: tuple[list[int], float] | None = None

    async def read(self) -> Sequence[Sample]:
        found = await Turn(self._wire).gathered(self._needed)
        now = self._site.clock()
        if self._heart is not None and self._settings.heartbeat is not None:
            self._listen(found, self._heart, self._settings.heartbeat.max_unchanged_s)
        return [_sample(each, found, now) for each in self._plans]

    async def close(self) -> None:
        await self._wire.close()

    def _listen(self, found: Found, heart: Span, most_s: float) -> None:
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


def _sample(of_point: _Plan, found: Found, now: float) -> Sample:
    point = of_point.point
    form = Form(point.kind, point.word_order, point.byte_order, point.sentinels, point.nulls)
    value, raw, error = None, "", None
    try:
        parts = [words_of(found, each) for each in of_point.values]
        raw = " + ".join(map(shown, parts))
        value, raw = amount(parts, form, words_of(found, of_point.scale) if of_point.scale is not None else 0)
    except SourceError as caught:
        error = caught
    if value is not None:
        value = value * point.scale + point.offset
    return Sample(
        plant=point.plant, quantity=point.quantity, unit=point.unit, value=value, read_at=now, error=error, raw=raw
    )
