"""SunSpec: inverters, meters and batteries that say themselves what they hold, by models and points."""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from msgspec import Meta

from quelia.bridge.inputs.device import Found, LineSettings, UnitId, gathered, line_problems, wire, words_of
from quelia.bridge.inputs.input import PointSettings
from quelia.bridge.problem import ConfigError, Problem, under
from quelia.bridge.registers.amount import Form, amount
from quelia.bridge.registers.kind import width
from quelia.bridge.registers.model import HEADER, BadPoint, Spot, points, spot
from quelia.bridge.registers.plan import Span
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.domain.errors import PathMismatch, SourceError

ASKS = ("host", "port", "unit_id", "point.model", "point.point")

_BASES = (40_000, 50_000, 0)  # where the standard lets a device begin
_MARK = [0x5375, 0x6E53]  # "SunS"
_END = 0xFFFF
_MOST_MODELS = 200
_QUESTIONS = 8  # of a read, once the models are known: a few per device


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


class SunSpec:
    """Finds the models of each device once, and again when something else stands in their place."""

    def __init__(self, settings: Settings, site: Site, plans: list[_Plan]) -> None:
        self._settings, self._site, self._plans = settings, site, plans
        self._wire = wire(settings, _QUESTIONS)
        self._models: dict[int, list[tuple[int, int]]] = {}  # by unit: number and address, in their order

    async def read(self) -> Sequence[Sample]:
        places: list[int | SourceError] = [await self._place(each) for each in self._plans]
        needed: list[Span] = []
        for each, at in zip(self._plans, places, strict=True):
            if isinstance(at, int):
                needed += _needed(each, at)
        if not needed:
            raise next(each for each in places if isinstance(each, SourceError))
        found = await gathered(self._wire, needed)
        now = self._site.clock()
        return [self._sample(each, at, found, now) for each, at in zip(self._plans, places, strict=True)]

    async def close(self) -> None:
        await self._wire.close()

    async def _place(self, plan: _Plan) -> int | SourceError:
        """The first register of the model of a point, or why it cannot be found."""
        if plan.point.address is not None:
            return plan.point.address
        try:
            if plan.unit_id not in self._models:
                self._models[plan.unit_id] = await self._scanned(plan.unit_id)
        except SourceError as error:
            return error
        models = self._models[plan.unit_id]
        fitting = [at for number, at in models if number == plan.point.model]
        if plan.point.index < len(fitting):
            return fitting[plan.point.index]
        del self._models[plan.unit_id]  # it may be there the next time
        known = ", ".join(str(number) for number, _ in models)
        facts = {"model": str(plan.point.model), "index": str(plan.point.index), "known": known}
        return PathMismatch("the device has no such model", "sunspec_absent", **facts)

    async def _scanned(self, unit_id: int) -> list[tuple[int, int]]:
        """The models of a device, in their order. Raises a SourceError."""
        at = await self._marked(unit_id) + len(_MARK)
        models: list[tuple[int, int]] = []
        while len(models) < _MOST_MODELS and at + HEADER <= 0x10000:
            try:
                number, length = await self._wire.read(Span(unit_id, "holding", at, HEADER))
            except PathMismatch:
                break  # some devices have no end, and nothing behind it
            if number == _END:
                break
            models.append((number, at))
            at += HEADER + length
        return models

    async def _marked(self, unit_id: int) -> int:
        refused: PathMismatch | None = None
        for base in _BASES if self._settings.base is None else (self._settings.base,):
            try:
                if await self._wire.read(Span(unit_id, "holding", base, len(_MARK))) == _MARK:
                    return base
            except PathMismatch as error:
                refused = error
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
        head, number, *power = _needed(plan, at)
        (model,) = words_of(found, head)
        if model != plan.point.model:
            self._models.pop(plan.unit_id, None)
            facts = {"model": str(plan.point.model), "known": str(model), "register": str(at)}
            raise PathMismatch("another model stands there", "sunspec_other", **facts)
        form = Form(plan.spot.kind, sentinels=plan.spot.sentinels)
        return amount([words_of(found, number)], form, words_of(found, power[0]) if power else plan.spot.power)


def _needed(plan: _Plan, at: int) -> list[Span]:
    """The number of the model, the value, and the power of ten where a register holds it."""
    value = Span(plan.unit_id, "holding", at + plan.spot.offset, width(plan.spot.kind))
    spans = [Span(plan.unit_id, "holding", at, 1), value]
    if plan.spot.power_at is not None:
        spans.append(Span(plan.unit_id, "holding", at + plan.spot.power_at, 1))
    return spans
