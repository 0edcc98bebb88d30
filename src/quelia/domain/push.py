"""What is pushed to us: the items of a body, as whoever sends them writes them, and the readings that they are."""

import hashlib
import math
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from quelia.domain.body import BAD_NUMBER, TWICE, decode
from quelia.domain.errors import REASONS
from quelia.domain.extract import within
from quelia.domain.quantity import MAIN
from quelia.domain.reading import Reading, Value
from quelia.domain.source import Point, Source
from quelia.domain.unit import UNITS, Unit, UnitError, known_unit

OLDEST_S = 7 * 86_400.0  # a week of what a bridge kept while its network was down
AHEAD_S = 300.0  # clocks drift; five minutes ahead is drift, an hour is a wrong zone
_LARGEST = 1e18  # as in number.py: above it no meter means what it says
_LONGEST_TIME = 40  # characters of an instant


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One value of one plant at one instant.

    plant: its slug; may be absent where the source serves one only. value: in `unit`, else in the declared unit; null
    for "no value". reason: why there is none, a code of `errors.REASONS`, in place of a value. measured_at: ISO 8601 with
    a zone; when it came, where it is absent. simulated: nobody measured it, and whoever sees it is told so.
    """

    plant: str | None = None
    quantity: str = "power"
    value: float | msgspec.UnsetType | None = msgspec.UNSET
    unit: str | None = None
    measured_at: str | None = None
    reason: str | None = None
    simulated: bool = False


class Refused(Exception):
    """The body breaks a rule, and nothing of it is stored. index: of the item that does, from 0; None for the whole body.

    code: finds the sentence in `texts/*/push.json`; facts fill it, and hold nothing of what was sent.
    """

    def __init__(self, code: str, index: int | None = None, **facts: str) -> None:
        super().__init__(code)
        self.code, self.index, self.facts = code, index, facts


class Receipt(NamedTuple):
    """What became of a body. new: the readings that were stored, as they stand there; repeated: how many stood there already."""

    new: Sequence[Reading]
    repeated: int


def readings(source: Source, body: bytes, now: float) -> list[Reading]:
    """One reading per item, in their order, each with its one value. now: seconds since 1970. Raises Refused."""
    made: list[Reading] = []
    untimed: set[tuple[str, str]] = set()
    for index, raw in enumerate(_listed(body)):
        try:
            reading = _reading(source, _item(source, raw), now)
        except Refused as error:
            raise Refused(error.code, index, **error.facts) from None
        track = (reading.plant, reading.values[0].quantity)
        if reading.measured_at is None:
            if track in untimed:
                raise Refused("twice", index)
            untimed.add(track)
        made.append(reading)
    return made


def digest(key: str) -> str:
    """What is kept of a push key: SHA-256, in hexadecimals."""
    return hashlib.sha256(key.encode()).hexdigest()


def fingerprint(found: Sequence[Reading]) -> str:
    """Of what a body says, however it was written and whenever it came: SHA-256, in hexadecimals."""
    said = [(each.plant, each.measured_at, each.values, each.simulated) for each in found]
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


def newest(found: Sequence[Reading]) -> list[Reading]:
    """Of each plant and quantity the newest by the plant's clock, in the order in which they came.

    What the plant's clock says beyond ours is taken for now: it must make no value live for longer. A failure without a
    time is one of now, which nothing of the past may end.
    """
    by_track: dict[tuple[str, str], Reading] = {}
    for each in sorted(found, key=_taken_at):
        by_track[each.plant, each.values[0].quantity] = each
    return [_timed(each) for each in sorted(by_track.values(), key=lambda each: each.received_at)]


def _taken_at(reading: Reading) -> float:
    return reading.measured_at if reading.measured_at is not None else reading.received_at


def _timed(reading: Reading) -> Reading:
    failed = reading.values[0].reason is not None
    if _taken_at(reading) > reading.received_at or (failed and reading.measured_at is None):
        return msgspec.structs.replace(reading, measured_at=reading.received_at)
    return reading


def _listed(body: bytes) -> list[object]:
    try:
        content = decode(body)
    except ValueError as error:
        raise Refused("json") from error
    listed = content if isinstance(content, list) else [content]
    if not listed:
        raise Refused("empty")
    return listed


def _item(source: Source, raw: object) -> Item:
    """What stands at one place of the list, each key of its kind."""
    if raw is TWICE:
        raise Refused("key_twice")
    if not isinstance(raw, dict):
        raise Refused("item")
    names = Item.__struct_fields__
    if any(key not in names for key in raw):
        raise Refused("unknown_key", keys=", ".join(names))
    if any(each is BAD_NUMBER for each in raw.values()):
        raise Refused("number")
    # what is absent has no quantity of its own: then it is the one that there is, else power
    given = {"quantity": _usual(source, raw.get("plant"))} | {
        key: each for key, each in raw.items() if each is not None
    }
    given |= {"value": None} if raw.get("value", "") is None else {}
    for key, each in given.items():
        if not isinstance(each, bool if key == "simulated" else float | None if key == "value" else str):
            raise Refused("number" if key == "value" else "kind", key=key)
    return msgspec.convert(given, Item)


def _usual(source: Source, plant: object) -> str:
    quantities = [point.quantity for point in source.points if plant is None or point.plant == plant]
    return quantities[0] if len(quantities) == 1 else MAIN[0]


def _reading(source: Source, item: Item, now: float) -> Reading:
    point = _point(source, item)
    measured_at = _instant(item.measured_at, now) if item.measured_at is not None else None
    return Reading(
        plant=point.plant,
        source=source.id,
        received_at=now,
        measured_at=measured_at,
        values=(_value(point, item),),
        interval_s=source.interval_s,
        stale_after_s=source.stale_after(source.interval_s),
        simulated=item.simulated,
    )


def _point(source: Source, item: Item) -> Point:
    plants = source.plants
    if item.plant is None and len(plants) > 1:
        raise Refused("plant_needed", plants=", ".join(plants))
    if item.plant is not None and item.plant not in plants:
        raise Refused("plant", plants=", ".join(plants))
    points = [point for point in source.points if point.plant == (item.plant or plants[0])]
    for point in points:
        if point.quantity == item.quantity:
            return point
    raise Refused("quantity", quantities=", ".join(point.quantity for point in points))


def _value(point: Point, item: Item) -> Value:
    unit, declared = _unit(point, item.unit), _declared(point).symbol  # the one that is shown
    if item.reason is not None:
        if isinstance(item.value, float):
            raise Refused("value_and_reason")
        if item.reason not in REASONS:
            raise Refused("reason", reasons=", ".join(REASONS))
        return Value(point.quantity, declared, None, item.reason)
    if item.value is msgspec.UNSET:
        raise Refused("no_value")
    if item.value is None:
        return Value(point.quantity, declared, None)
    total = item.value * point.scale
    counted = unit.to_base(total)
    if not abs(item.value) <= _LARGEST or not math.isfinite(counted):
        raise Refused("number")
    if not within(point, total, unit):
        return Value(point.quantity, declared, None, "implausible")
    return Value(point.quantity, declared, counted + 0.0)  # -0.0 would be shown with its sign


def _unit(point: Point, written: str | None) -> Unit:
    declared = _declared(point)
    if written is None or written.strip() == declared.symbol:
        return declared
    try:
        unit = known_unit(written)
    except UnitError:
        raise Refused("unit", units=_units(point)) from None
    # a value in a unit of its own can be neither converted nor summed with the others
    if not point.measures.takes(unit) or (unit != declared and None in (unit.factor, declared.factor)):
        raise Refused("unit", units=_units(point))
    return unit


def _units(point: Point) -> str:
    declared = _declared(point)
    others = (
        each for each in UNITS.values() if point.measures.takes(each) and None not in (each.factor, declared.factor)
    )
    return ", ".join(dict.fromkeys((declared.symbol, *(each.symbol for each in others))))


def _declared(point: Point) -> Unit:
    assert point.unit is not None, "what is pushed has a unit, see store/checks.py"
    return point.unit


def _instant(text: str, now: float) -> float:
    """Seconds since 1970, to the millisecond: what is sent again is known by it."""
    try:
        if len(text) > _LONGEST_TIME or not text.isascii():
            raise ValueError
        moment = datetime.fromisoformat(text.strip().upper())  # RFC 3339 allows small letters
    except ValueError:
        raise Refused("time") from None
    if moment.tzinfo is None:
        raise Refused("time_zone")
    try:
        at = round(moment.timestamp(), 3)
    except (OverflowError, ValueError):
        raise Refused("time") from None
    if at < now - OLDEST_S:
        raise Refused("too_old")
    if at > now + AHEAD_S:
        raise Refused("in_future")
    return at
