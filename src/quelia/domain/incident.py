"""Incidents: when a source that is down becomes news, and when it is news that it is back."""

import msgspec

from quelia.domain.cause import PUSHED, Cause
from quelia.domain.errors import REASONS
from quelia.domain.standing import Standing

# shares of the time after which it is news
_BREATH = 1 / 15  # well for so long, it is no longer the same trouble: one good answer is no end
_CALM = 1 / 3  # well for so long, what was news is back
_AGAIN = 12.0  # times longer than that for one that was news already within the last day
_DAY_S = 86_400.0
_PACES, _MARGIN_S = 3.0, 30.0  # who was not heard for so long, although needed, is as silent as he seems


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of a source from one look to the next, over restarts too. Seconds since 1970.

    since: of its state. needed_since: of this process, None while nobody needs it.
    trouble_since: when it was first seen down; well_since: since when it is not, while that does not count yet.
    opened_at: when it became news, None while it is none. last_at: when it did last. again: twice within a day.
    """

    state: str
    reason: str | None = None
    since: float
    needed_since: float | None = None
    trouble_since: float | None = None
    well_since: float | None = None
    opened_at: float | None = None
    last_at: float | None = None
    again: bool = False


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to say of an incident. until: None while it lasts. last_good_at: of the last good reading.

    plants: names. host: of the owner's server, never more of its address.
    """

    source: str
    plants: tuple[str, ...]
    owner: str
    host: str
    cause: Cause
    since: float
    until: float | None = None
    last_good_at: float | None = None
    contact_name: str = ""
    contact_email: str = ""

    @property
    def pushed(self) -> bool:
        """Whether it is about a source that is sent to us: it has no server."""
        return self.cause.fault == PUSHED

    @property
    def never_came(self) -> bool:
        """Whether its owner did not begin yet: nothing of his is broken."""
        return self.cause.reason == "waiting"


def follow(before: Watch | None, seen: Standing, now: float, after_s: float) -> Watch:
    """The watch after one more look. after_s: how long a source is down before that is news."""
    watch = _observed(before, seen, now)
    if seen.silent and watch.opened_at is not None:
        # what is down since noon is not back because the sun has set: the morning tells
        return msgspec.structs.replace(watch, well_since=None)
    if seen.well:
        return _calmed(watch, now, after_s)
    if not seen.down or not _is_sure(watch, seen, now):
        return _forgiven(watch)
    trouble_since = watch.trouble_since if watch.trouble_since is not None else now
    watch = msgspec.structs.replace(watch, trouble_since=trouble_since, well_since=None)
    if watch.opened_at is not None:
        return watch
    again = watch.last_at is not None and now - watch.last_at < _DAY_S
    at_once = seen.reason is not None and REASONS[seen.reason].lasting and not again
    if not at_once and now - trouble_since < after_s:
        return watch
    return msgspec.structs.replace(watch, opened_at=now, last_at=now, again=again)


def told(seen: Standing, watch: Watch | None) -> Standing:
    """As people are told: who never sent anything may be about to begin, and is down once that is news."""
    if seen.state != "waiting" or not seen.down or (watch is not None and watch.opened_at is not None):
        return seen
    return msgspec.structs.replace(seen, down=False)


def shifted(watch: Watch, by_s: float) -> Watch:
    """The same watch on a clock that was set forward by `by_s` seconds."""
    times = ("since", "needed_since", "trouble_since", "well_since", "opened_at", "last_at")
    moved = {name: at + by_s for name in times if (at := getattr(watch, name)) is not None}
    return msgspec.structs.replace(watch, **moved)


def _observed(before: Watch | None, seen: Standing, now: float) -> Watch:
    needed_since = None
    if seen.pace_s is not None:
        known = before.needed_since if before is not None else None
        needed_since = known if known is not None else now
    since = seen.since if seen.since is not None else now
    if before is None:
        return Watch(state=seen.state, reason=seen.reason, since=since, needed_since=needed_since)
    if (before.state, before.reason) == (seen.state, seen.reason):
        if before.needed_since == needed_since:
            return before  # of thousands of sources most do as they did
        return msgspec.structs.replace(before, needed_since=needed_since)
    if before.state == seen.state:
        since = before.since  # another reason for the same
    return msgspec.structs.replace(before, state=seen.state, reason=seen.reason, since=since, needed_since=needed_since)


def _is_sure(watch: Watch, seen: Standing, now: float) -> bool:
    """Whether it was asked since it is needed. What is remembered from before says nothing of today."""
    if watch.needed_since is None or seen.pace_s is None:
        return False
    return seen.heard_at >= watch.needed_since or now - watch.needed_since > _PACES * seen.pace_s + _MARGIN_S


def _forgiven(watch: Watch) -> Watch:
    """Nobody needs it, so that nobody asks: what is no news yet is forgotten; what is, stays until it is well."""
    if watch.opened_at is not None or watch.needed_since is not None:
        return watch
    return msgspec.structs.replace(watch, trouble_since=None, well_since=None)


def _calmed(watch: Watch, now: float, after_s: float) -> Watch:
    if watch.trouble_since is None:
        return watch
    well_since = watch.well_since if watch.well_since is not None else now
    share = _BREATH if watch.opened_at is None else _CALM * (_AGAIN if watch.again else 1.0)
    if now - well_since < after_s * share:
        return msgspec.structs.replace(watch, well_since=well_since)
    return msgspec.structs.replace(watch, trouble_since=None, well_since=None, opened_at=None, again=False)
