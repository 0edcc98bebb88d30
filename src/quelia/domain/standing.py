"""How a source does at this moment, for those who look after it."""

from collections.abc import Callable

import msgspec

from quelia.domain.cause import Cause
from quelia.domain.judge import Track, Tracks, state_of
from quelia.domain.quantity import main_of
from quelia.domain.reading import ShownValue
from quelia.domain.source import Source, stale_after
from quelia.domain.unit import UNITS, Unit

# what is to be seen first, first
ORDER = ("error", "stale", "waiting", "no_production", "live", "none")


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a source: that of its main point, and of the worst where it serves several plants.

    plant: whose point that is. value: its last good one, taken_at: when, by the owner's clock where it is sane.
    heard_at: of the last answer or failure. since: since when it is in this state, as far as that is known.
    pace_s: how often it is read now; None while nobody needs it. asked: whether it is read at all.
    down: whether somebody should look after it. silent: whether all that is known is that it may sleep (night.py).
    cause: why there is no value, as far as that is known beyond the reason. simulated: nobody measured that value.
    Times in seconds since 1970.
    """

    source: int
    state: str
    plant: str = ""
    reason: str | None = None
    value: ShownValue | None = None
    taken_at: float | None = None
    heard_at: float = 0.0
    since: float | None = None
    pace_s: float | None = None
    asked: bool = True
    down: bool = False
    silent: bool = False
    cause: Cause | None = None
    simulated: bool = False

    @property
    def well(self) -> bool:
        return self.state in ("live", "no_production")


def standing(source: Source, tracks_of: Callable[[str], Tracks], pace_s: float | None, now: float) -> Standing:
    """tracks_of: what was heard of a plant, as accepted."""
    found = [_of_plant(source, plant, tracks_of(plant), pace_s, now) for plant in source.plants]
    return min(found, key=rank, default=Standing(source=source.id, state="none"))


def of_points(source: Source, tracks_of: Callable[[str], Tracks], now: float) -> tuple[Standing, ...]:
    """Each point by itself, in their order. tracks_of: as in `standing`."""
    found = []
    for point in source.points:
        track = tracks_of(point.plant).get(point.quantity)
        if track is None:
            found.append(Standing(source=source.id, state="waiting", plant=point.plant))
        else:
            found.append(last_good(source.id, point.plant, state_of(track, now)[0], track))
    return tuple(found)


def rank(each: Standing) -> int:
    """The worse, the smaller."""
    return ORDER.index(each.state)


def last_good(source: int, plant: str, state: str, track: Track) -> Standing:
    """A standing with what is known of its value."""
    value = track.value
    shown = None
    if value is not None and value.number is not None:
        unit = UNITS.get(value.unit) or Unit(value.unit, value.unit, None)
        shown = ShownValue(value.quantity, unit.from_base(value.number), unit.symbol)
    return Standing(
        source=source,
        state=state,
        plant=plant,
        reason=track.reason if state == "error" else None,
        value=shown,
        taken_at=track.taken_at if value is not None else None,
        heard_at=track.heard_at,
        since=track.ends_at if state == "stale" else None,
        simulated=track.simulated,
    )


def _of_plant(source: Source, plant: str, tracks: Tracks, pace_s: float | None, now: float) -> Standing:
    measured = [point.quantity for point in source.points if point.plant == plant]
    track = tracks.get(main_of(measured) or measured[0])
    if track is None:
        return Standing(source=source.id, state="waiting", plant=plant, pace_s=pace_s)
    state, _ = state_of(track, now)
    down = state == "error" or (state == "stale" and now > track.taken_at + _patience(track, pace_s))
    return msgspec.structs.replace(last_good(source.id, plant, state, track), pace_s=pace_s, down=down)


def _patience(track: Track, pace_s: float | None) -> float:
    """A source that is read once a minute is stale for a while each minute where it says so, and not down by that."""
    pace = max(pace_s or 0.0, track.interval_s)
    return max(track.stale_after_s, stale_after(None, pace))
