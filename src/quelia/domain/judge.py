"""What readings amount to: is a number plausible, and in what state is a plant at `now`?"""

import msgspec

from quelia.domain.errors import REASONS
from quelia.domain.instant import sane
from quelia.domain.plant import Plant
from quelia.domain.quantity import MAIN, QUANTITIES, main_of
from quelia.domain.reading import Reading, Shown, ShownValue, Value, iso, plain
from quelia.domain.unit import UNITS, Unit

# 104 % is a clear cold day; above 120 % is a wrong unit or a broken meter, but not by a binary fraction
MOST_OF_CAPACITY = 1.2
_ABOVE_CAPACITY = MOST_OF_CAPACITY * (1 + 1e-9)
_CLOCKS_APART_S = 2.0  # and many write whole seconds
FAILURES_SHOWN = 2  # one lost answer is the network, two in a row are news


class Track(msgspec.Struct, frozen=True):
    """One quantity of a plant through time: its latest good reading and what failed since.

    value, measured_at, received_at, simulated: of the latest good one, None before it. failures: in a row since.
    failed_at: when the last of them was, where the plant's clock says so.
    """

    interval_s: float
    stale_after_s: float
    epoch: int = 0
    heard_at: float = 0.0
    value: Value | None = None
    received_at: float | None = None
    measured_at: float | None = None
    failures: int = 0
    reason: str | None = None
    failed_at: float | None = None
    simulated: bool = False

    @property
    def taken_at(self) -> float:
        """What its age counts from: the owner's clock where it is sane, else ours."""
        return self.measured_at if self.measured_at is not None else (self.received_at or 0.0)

    @property
    def ends_at(self) -> float:
        """Until when its value is fresh."""
        return self.taken_at + self.stale_after_s


Tracks = dict[str, Track]  # by quantity


def judge(reading: Reading, plant: Plant) -> Reading:
    """The reading with implausible numbers turned into their reason: outside physics or above 120 % of capacity."""
    values = tuple(
        value if _plausible(value, plant) else Value(value.quantity, value.unit, None, "implausible")
        for value in reading.values
    )
    return msgspec.structs.replace(reading, values=values)


def follow(tracks: Tracks, reading: Reading) -> Tracks:
    """The tracks after one more reading; one of a lost lease, of the past, or heard twice changes nothing."""
    after = dict(tracks)
    for value in reading.values:
        before = tracks.get(value.quantity) or Track(reading.interval_s, reading.stale_after_s)
        if not _is_news(before, reading, value):
            continue
        after[value.quantity] = _next(before, reading, value)
    return after


def shifted(tracks: Tracks, by_s: float) -> Tracks:
    """The same tracks on a clock that was set forward by `by_s` seconds: what was received is as old as before."""
    return {quantity: _shifted(track, by_s) for quantity, track in tracks.items()}


def shown(plant: Plant, quantities: tuple[str, ...], tracks: Tracks, now: float) -> Shown:
    """The public reading of `plant` at `now` (seconds since 1970). quantities: what its sources say they measure."""
    main = main_of(quantities)
    track = tracks.get(main) if main else None
    state, reason = _state(plant, main, track, now)
    measured_at = iso(track.measured_at) if track and track.measured_at is not None else None
    return Shown(
        plant=plant.slug,
        state=state,
        reason=reason,
        values=_values(main, quantities, tracks, state, now) if state not in ("none", "paused") else (),
        measured_at=measured_at,
        clock="plant" if measured_at else "server",
        received_at=iso(track.received_at) if track and track.received_at is not None else None,
        at=iso(now),
        interval_s=plain(track.interval_s) if track else None,
        stale_after_s=plain(track.stale_after_s) if track else None,
        main=main if main and set(MAIN) <= set(quantities) else msgspec.UNSET,
        wording=plant.paused or msgspec.UNSET,
        simulated=True if plant.simulated or _is_simulated(main, quantities, tracks, now) else msgspec.UNSET,
    )


def _is_simulated(main: str | None, quantities: tuple[str, ...], tracks: Tracks, now: float) -> bool:
    """Whether a number that is shown was made up; where a device could not be read, nobody made that up."""
    found = {quantity: tracks[quantity] for quantity in quantities if quantity in tracks}
    return any(
        track.simulated and state_of(track, now)[0] != "error" and not (quantity != main and _is_over(track, now))
        for quantity, track in found.items()
    )


def _is_over(track: Track, now: float) -> bool:
    """Once it is old, what was made up says nothing: one try beside real values would mark them for ever."""
    return track.simulated and state_of(track, now)[0] == "stale"


def expires_at(tracks: Tracks, now: float) -> float | None:
    """When the next of the values still fresh at `now` becomes stale by itself; all in seconds since 1970."""
    ends = [track.ends_at for track in tracks.values() if track.value is not None]
    return min((end for end in ends if end >= now), default=None)


def _shifted(track: Track, by_s: float) -> Track:
    heard_at = track.heard_at + by_s
    if track.received_at is None:
        return msgspec.structs.replace(track, heard_at=heard_at)
    received_at = track.received_at + by_s
    # what the owner's clock says stays what it said, where ours can still believe it
    measured_at = sane(track.measured_at, received_at)
    return msgspec.structs.replace(track, heard_at=heard_at, received_at=received_at, measured_at=measured_at)


def _is_news(before: Track, reading: Reading, value: Value) -> bool:
    turn, last = (reading.epoch, reading.received_at), (before.epoch, before.heard_at)
    # what the plant's clock puts before what is known is history: neither a failure of now nor its end
    if reading.measured_at is not None and reading.measured_at < _history_until(before, value):
        return False
    # pushed together, several good values come at one instant; a failure at it is the same one heard twice
    return turn > last or (turn == last and value.reason is None)


def _next(before: Track, reading: Reading, value: Value) -> Track:
    heard = msgspec.structs.replace(
        before,
        interval_s=reading.interval_s,
        stale_after_s=reading.stale_after_s,
        epoch=reading.epoch,
        heard_at=reading.received_at,
    )
    if value.reason is not None:
        failures = before.failures + 1
        return msgspec.structs.replace(heard, failures=failures, reason=value.reason, failed_at=reading.measured_at)
    heard = msgspec.structs.replace(heard, failures=0, reason=None, failed_at=None)
    if before.value is not None and reading.measured_at is not None and reading.measured_at < _known_until(before):
        return heard  # a late one of a backlog: the newer measure stays
    return msgspec.structs.replace(
        heard,
        value=value,
        received_at=reading.received_at,
        measured_at=reading.measured_at,
        simulated=reading.simulated,
    )


def _history_until(track: Track, value: Value) -> float:
    """Before that a failure was none of now, and a good value ends none."""
    if value.reason is not None:
        return max(track.failed_at or 0.0, track.measured_at or 0.0)
    # whose clock is a little behind ours may have said without a time that it fails
    return track.failed_at - max(_CLOCKS_APART_S, track.interval_s) if track.failed_at is not None else 0.0


def _known_until(track: Track) -> float:
    """What was measured before that is history. Beside a value that bears no time of the plant, clocks may differ a little."""
    return track.taken_at - (0.0 if track.measured_at is not None else max(_CLOCKS_APART_S, track.interval_s))


def _state(plant: Plant, main: str | None, track: Track | None, now: float) -> tuple[str, str | None]:
    if plant.paused is not None:
        return "paused", None
    if main is None:
        return "none", None
    if track is None:
        return "waiting", None
    return state_of(track, now)


def state_of(track: Track, now: float) -> tuple[str, str | None]:
    """The state of one quantity, with the reason on `error`."""
    if track.reason is not None and _is_shown(track):
        return "error", track.reason
    if track.value is None:
        return "waiting", None
    if now > track.ends_at:
        return "stale", None
    if track.value.quantity in MAIN and (track.value.number is None or track.value.number <= 0):
        return "no_production", None
    return "live", None


def _is_shown(track: Track) -> bool:
    lasting = track.reason is not None and REASONS[track.reason].lasting
    return track.failures >= FAILURES_SHOWN or lasting or track.value is None


def _values(
    main: str | None, quantities: tuple[str, ...], tracks: Tracks, state: str, now: float
) -> tuple[ShownValue, ...]:
    order = sorted(quantities, key=lambda quantity: quantity != main)
    result = []
    for quantity in order:
        track = tracks.get(quantity)
        if track is None or track.value is None or track.value.number is None:
            continue
        own_state, _ = state_of(track, now)
        if own_state == "error" or (quantity != main and _is_over(track, now)):
            continue
        result.append(_value(track, own_state if own_state != state else None, tracks.get(main or "")))
    return tuple(result)


def _value(track: Track, state: str | None, main: Track | None) -> ShownValue:
    value = track.value
    assert value is not None and value.number is not None
    unit = UNITS.get(value.unit) or Unit(value.unit, value.unit, None)
    apart = track.measured_at if main is not None and track.measured_at != main.measured_at else None
    return ShownValue(
        value.quantity,
        unit.from_base(value.number),
        unit.symbol,
        state,
        iso(apart) if apart is not None else None,
    )


def _plausible(value: Value, plant: Plant) -> bool:
    if value.number is None:
        return True
    unit = UNITS.get(value.unit) or Unit(value.unit, value.unit, None)
    if not QUANTITIES[value.quantity].plausible(value.number, unit):
        return False
    capacity = plant.capacity
    # also without a factor: m³/h of an unknown condition are comparable with their like
    if capacity is None or capacity.unit.base != unit.base or value.quantity not in MAIN:
        return True
    return value.number <= _ABOVE_CAPACITY * capacity.number
