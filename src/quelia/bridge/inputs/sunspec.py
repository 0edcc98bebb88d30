"""SunSpec: inverters, meters and batteries that say themselves what they hold, by models and points."""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from msgspec import Meta

from quelia.bridge.inputs.device import Found, LineSettings, Turn, UnitId, line_problems, wire, words_of
from quelia.bridge.inputs.input import PointSettings
from quelia.bridge.problem import ConfigError, Problem, under
from quelia.bridge.registers.amount import Form, amount
from quelia.bridge.registers.kind import width
from quelia.bridge.registers.model import HEADER, BadPoint, Spot, points, spot
from quelia.bridge.registers.plan import Span
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.domain.errors import BadState, PathMismatch, SourceError

ASKS = ("host", "port", "unit_id", "point.model", "point.point")

_BASES = (40_000, 50_000, 0)  # where the standard lets a device begin
_MARK = [0x5375, 0x6E53]  # "SunS"
_END = 0xFFFF
_MOST_MODELS = 200


class Point(PointSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """model, point: `103` and `W`, or `160` and `module[0].DCW`. index: which of several of the same model, from 0.

    address: of the first register of the model, from 0, where the device does not list its models.
    """

    model: Annotated[int, Meta(ge=1, le=65_534)]
    point: Annotated[str, Meta(min_length=1, max_length=80)]
    index: Annotated[int, Meta(ge=0, le=99)] = 0
    unit_id: UnitId | None = None
    address: Annotated[int, Meta(ge=0, le=65_535)] | None = None


class Settings(LineSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """base: where the mark of SunSpec is, where that is not 40000, 50000 or 0."""

    point: Annotated[list[Point], Meta(min_length=1, max_length=500)]
    base: Annotated[int, Meta(ge=0, le=65_533)] | None = None


class _Plan(NamedTuple):
    """A point, the unit that has it, and where it stands in its model."""

    point: Point
    unit_id: int
    spot: Spot


def opened(settings: Settings, site: Site) -> "SunSpec":
    """Raises ConfigError."""
    problems, plans = line_problems(settings), []
    for number, point in enumerate(settings.point):
        try:
            found = spot(point.model, point.point)
        except BadPoint as error:
            where = under(
                f"input[{settings.name}].point[{number}]", "point" if error.code != "sunspec_model" else "model"
            )
            facts = {"known": ", ".join(points(point.model)[:40])}
            problems.append(Problem(where, error.code, error.fact, facts))
            continue
        plans.append(_Plan(point, settings.unit_id if point.unit_id is None else point.unit_id, found))
    if problems:
        raise ConfigError(problems)
    return SunSpec(settings, site, plans)


class _Scan:
    """What is known of the models of a device. at: where the next one is."""

    def __init__(self, at: int) -> None:
        self.at, self.whole = at, False
        self.models: list[tuple[int, int]] = []

    def add(self, number: int, length: int) -> None:
        if number in (0, _END):  # behind the last one some devices say 0
            self.whole = True
            return
        self.models.append((number, self.at))
        self.at += HEADER + length
        self.whole = len(self.models) >= _MOST_MODELS or self.at + HEADER > 0x10000


class SunSpec:
    """Finds the models of each device once, and again when something else stands in their place."""

    def __init__(self, settings: Settings, site: Site, plans: list[_Plan]) -> None:
        self._settings, self._site, self._plans = settings, site, plans
        self._wire = wire(settings, [each.unit_id for each in plans])
        self._scans: dict[int, _Scan] = {}  # by unit

    async def read(self) -> Sequence[Sample]:
        turn = Turn(self._wire)
        places: list[int | SourceError] = [await self._place(each, turn) for each in self._plans]
        needed: list[Span] = []
        for each, at in zip(self._plans, places, strict=True):
            if isinstance(at, int):
                needed += _needed(each, at)
            elif at.fault == "sunspec_absent":
                self._scans.pop(each.unit_id, None)  # it may be there the next time
        if not needed:
            raise next(each for each in places if isinstance(each, SourceError))
        found = await turn.gathered(needed)
        now = self._site.clock()
        return [self._sample(each, at, found, now) for each, at in zip(self._plans, places, strict=True)]

    async def close(self) -> None:
        await self._wire.close()

    async def _place(self, plan: _Plan, turn: Turn) -> int | SourceError:
        """The first register of the model of a point, or why it cannot be found."""
        if plan.point.address is not None:
            return plan.point.address
        try:
            models = await self._scanned(plan.unit_id, turn)
        except SourceError as error:
            return error
        fitting = [at for number, at in models if number == plan.point.model]
        if plan.point.index < len(fitting):
            return fitting[plan.point.index]
        known = ", ".join(str(number) for number, _ in models)
        facts = {"model": str(plan.point.model), "index": str(plan.point.index), "known": known}
        return PathMismatch("the device has no such model", "sunspec_absent", **facts)

    async def _scanned(self, unit_id: int, turn: Turn) -> list[tuple[int, int]]:
        """The models of a device, number and address, in their order. Raises a SourceError."""
        scan = self._scans.get(unit_id)
        if scan is None:
            # kept while it is not whole: a slow device is looked at in as many reads as that takes
            scan = self._scans[unit_id] = _Scan(await self._marked(unit_id, turn) + len(_MARK))
        while not scan.whole:
            try:
                number, length = await turn.read(Span(unit_id, "holding", scan.at, HEADER))
            except PathMismatch:
                number, length = _END, 0  # some devices have no end, and nothing behind it
            scan.add(number, length)
        return scan.models

    async def _marked(self, unit_id: int, turn: Turn) -> int:
        refused: SourceError | None = None
        for base in _BASES if self._settings.base is None else (self._settings.base,):
            try:
                if await turn.read(Span(unit_id, "holding", base, len(_MARK))) == _MARK:
                    return base
            except PathMismatch as error:
                refused = refused or error
            except BadState as error:
                refused = error  # said by some of a register that they do not have, too
        if isinstance(refused, BadState):
            raise refused
        raise PathMismatch("the device does not speak SunSpec", "sunspec_mark", unit=str(unit_id)) from refused

    def _sample(self, plan: _Plan, at: int | SourceError, found: Found, now: float) -> Sample:
        value, raw, error = None, "", None
        try:
            if isinstance(at, SourceError):
                raise at
            value, raw = self._value(plan, at, found)
        except SourceError as caught:
            error = caught
        point = plan.point
        if value is not None:
            value *= point.scale
        return Sample(
            plant=point.plant, quantity=point.quantity, unit=point.unit, value=value, read_at=now, error=error, raw=raw
        )

    def _value(self, plan: _Plan, at: int, found: Found) -> tuple[float | None, str]:
        head, size, number, *power = _needed(plan, at)
        (model,) = words_of(found, head)
        if model != plan.point.model:
            self._scans.pop(plan.unit_id, None)
            facts = {"model": str(plan.point.model), "known": str(model), "register": str(at)}
            raise PathMismatch("another model stands there", "sunspec_other", **facts)
        length = found[size]  # of a device that shows only its values nobody knows it
        # behind its end stands the next model
        if not isinstance(length, SourceError) and number.end > at + HEADER + length[0]:
            facts = {"model": str(model), "point": plan.point.point, "length": str(length[0])}
            raise PathMismatch("the model of this device ends before that point", "sunspec_short", **facts)
        form = Form(plan.spot.kind, sentinels=plan.spot.sentinels)
        return amount([words_of(found, number)], form, words_of(found, power[0]) if power else plan.spot.power)


def _needed(plan: _Plan, at: int) -> list[Span]:
    """The number and length of the model, the value, and the power of ten where a register holds it."""
    value = Span(plan.unit_id, "holding", at + plan.spot.offset, width(plan.spot.kind))
    spans = [Span(plan.unit_id, "holding", at, 1), Span(plan.unit_id, "holding", at + 1, 1), value]
    if plan.spot.power_at is not None:
        spans.append(Span(plan.unit_id, "holding", at + plan.spot.power_at, 1))
    return spans
