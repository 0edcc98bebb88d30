"""The board: what is known of each source, by those who look after it, the broken ones first."""

import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from django.db.models import QuerySet

from quelia.admin.bridges import Seen as Bridge
from quelia.admin.bridges import bridges
from quelia.admin.desk import desk
from quelia.admin.incidents import host
from quelia.alerts.letter import Contact, Letter, to_owner
from quelia.domain.cause import Cause, as_pushed
from quelia.domain.incident import Case
from quelia.domain.standing import ORDER, Standing
from quelia.store import models
from quelia.store.record import Day, Failures

_DAY_S = 86_400.0


class Row(NamedTuple):
    """A source on the board. seen: how it does. day: its calls. failure: the last one, where it is not long ago.

    bridges: those that send it.
    """

    source: models.Source
    plants: list[models.Plant]
    seen: Standing
    day: Day
    failure: Failures | None
    bridges: Sequence[Bridge] = ()

    @property
    def is_broken(self) -> bool:
        return self.seen.down and (self.seen.asked or self.seen.state == "error")

    @property
    def cause(self) -> Cause | None:
        """Why there is no value now; None while there is one."""
        cause = self._cause
        return as_pushed(cause) if cause is not None and self.source.pushed else cause

    @property
    def _cause(self) -> Cause | None:
        if self.seen.state in ("stale", "waiting") and self.is_broken:
            return Cause(self.seen.state)
        if self.seen.state != "error" or self.seen.reason is None:
            return None
        last = self.failure.cause if self.failure is not None else None
        known = last if last is not None and last.reason == self.seen.reason else Cause(self.seen.reason)
        return self.seen.cause or known  # after a restart it stands in the database only


def rows(sources: QuerySet[models.Source]) -> list[Row]:
    """All of them, the broken ones first, and of those the one that is it for longest."""
    listed = list(sources.select_related("owner").prefetch_related("points__plant"))
    health, now = desk().health, time.time()
    seen = health.sources() if listed else {}
    days = health.record.days(now, {row.pk: row.timezone for row in listed}) if listed else {}
    failures = health.record.latest_failures() if listed else {}
    told = bridges() if any(source.pushed for source in listed) else {}
    made = [_row(source, seen, days, failures.get(source.pk), now) for source in listed]
    made = [row._replace(bridges=told.get(row.source.pk, ())) for row in made]
    return sorted(made, key=_urgency)


def plants_of(source: models.Source) -> list[models.Plant]:
    return list({point.plant_id: point.plant for point in source.points.all()}.values())


def address(url: str) -> str:
    """Without its query: some owners want a key there."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def for_owner(row: Row, lang: str) -> Letter:
    """What may be sent to the owner of a source that is broken."""
    case = Case(
        source=row.source.slug,
        plants=tuple(plant.name for plant in row.plants),
        owner=row.source.owner.name,
        host=host(row.source.url),
        cause=row.cause or _unknown(row.source),
        since=row.seen.since or time.time(),
        last_good_at=row.seen.taken_at,
        contact_name=row.source.owner.contact_name,
        contact_email=row.source.owner.contact_email,
    )
    return to_owner([case], Contact(*settings.QUELIA_CONTACT), lang)


def _unknown(source: models.Source) -> Cause:
    return as_pushed(Cause("stale")) if source.pushed else Cause("connection")


def told_of(source: models.Source, listed: Sequence[Failures]) -> list[Failures]:
    """Failures as they are said of this source: of one that is sent to us no server of its owner's was asked."""
    if not source.pushed:
        return list(listed)
    return [msgspec.structs.replace(each, cause=as_pushed(each.cause)) for each in listed]


def counted(listed: Sequence[Row]) -> dict[str, int]:
    """How many are in each state, of those that there are."""
    states = [row.seen.state for row in listed]
    return {state: states.count(state) for state in ORDER if state in states}


def _row(
    source: models.Source,
    seen: Mapping[int, Standing],
    days: Mapping[int, Day],
    failure: Failures | None,
    now: float,
) -> Row:
    known = seen.get(source.pk) or Standing(source=source.pk, state="waiting")
    recent = failure is not None and (failure.last_at or 0.0) > now - _DAY_S
    told = told_of(source, [failure]) if failure is not None and recent else []
    return Row(source, plants_of(source), known, days.get(source.pk) or Day(), next(iter(told), None))


def _urgency(row: Row) -> tuple[int, int, float, str]:
    return 0 if row.is_broken else 1, ORDER.index(row.seen.state), row.seen.since or 0.0, row.source.slug
