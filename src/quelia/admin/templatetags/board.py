"""States, times and figures of sources and plants, in words."""

import math
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django import template

from quelia.admin.board import Row, counted, rows
from quelia.admin.desk import desk
from quelia.admin.language import spoken
from quelia.admin.numbers import decimal, grouped
from quelia.alerts.words import in_words
from quelia.alerts.words import when as told_when
from quelia.domain.cause import Cause
from quelia.domain.reading import ShownValue
from quelia.domain.standing import Standing
from quelia.store import models
from quelia.store.record import Failures
from quelia.texts import texts
from quelia.texts.number import number

register = template.Library()
register.filter(grouped)

_ZONE = ZoneInfo("Europe/Paris")  # as everywhere in the office
# the largest that fits
_AGES = (("days", 86_400), ("hours", 3600), ("minutes", 60), ("seconds", 1))
_FEW = 0.995  # seconds: below, milliseconds say more


@register.filter
def why(cause: Cause) -> str:
    return in_words(cause, spoken())


@register.filter
def moment(at: float) -> str:
    """`30 novembre 2026 à 14:05`."""
    return told_when(at, spoken())


@register.filter
def ago(at: float) -> str:
    """`il y a 12 s`, by the largest unit that fits."""
    age_s = max(0.0, time.time() - at)
    name, size = next((each for each in _AGES if age_s >= each[1]), _AGES[-1])
    told: str = texts(spoken(), "board")["ago"][name].format(count=int(age_s // size))
    return told


@register.filter
def measured(value: ShownValue) -> str:
    """`1 542,5 kW`, as visitors read it."""
    return f"{number(value.value, spoken())}\u00a0{value.unit}"


@register.filter
def lasting(seconds: float) -> str:
    """`120 ms` or `1,2 s`: two figures, since more would not be true."""
    if seconds < _FEW:
        return f"{decimal(f'{_two_figures(seconds * 1000):g}')}\u00a0ms"
    return f"{decimal(f'{_two_figures(seconds):g}')}\u00a0s"


@register.filter
def plainly(seconds: float) -> str:
    """A setting in seconds: `5`, `0,5`."""
    return _number(seconds)


@register.filter
def per_minute(interval_s: float) -> str:
    """How many calls a minute an interval makes."""
    return _number(_two_figures(60 / interval_s))


@register.simple_tag
def moment_since(at: float) -> str:
    """`depuis 14:05`, and the day where that is another one."""
    here, today = (datetime.fromtimestamp(each, _ZONE) for each in (at, time.time()))
    if here.date() == today.date():
        return _told("since_time", time=f"{here:%H:%M}")
    return _told("since", at=told_when(at, spoken()))


@register.simple_tag
def clock_time(at: float) -> str:
    return f"{datetime.fromtimestamp(at, _ZONE):%H:%M:%S}"


@register.simple_tag
def last_error(failure: Failures) -> str:
    return _told("last_error", ago=ago(failure.last_at or failure.first_at), why=why(failure.cause))


@register.simple_tag
def from_to(each: Failures) -> str:
    """When it was; of an incident that lasts, since when."""
    words = texts(spoken(), "board")["source"]
    first = moment(each.first_at)
    if each.last_at is None:
        told: str = words["on_going"].format(first=first)
    elif each.times == 1 and each.last_at == each.first_at:
        told = words["once"].format(first=first)
    else:
        told = words["from_to"].format(first=first, last=moment(each.last_at))
    return told


@register.simple_tag
def board_words() -> Any:
    return texts(spoken(), "board")


@register.simple_tag
def states_of(listed: Iterable[tuple[models.Plant, object]]) -> Mapping[str, Standing]:
    """How the plants of a list do, by slug. listed: pairs that begin with one."""
    return desk().health.plants([plant.slug for plant, _ in listed])


@register.simple_tag
def state_of(plant: models.Plant) -> Standing | None:
    """By what is stored where that is newer: the running catalog follows a moment later."""
    seen = desk().health.plants([plant.slug]).get(plant.slug)
    if seen is None or plant.paused:
        return seen and msgspec.structs.replace(seen, state="paused", since=None)
    behind = seen.state == "paused" or (seen.state == "none" and plant.points.exists())
    return msgspec.structs.replace(seen, state="waiting", since=None) if behind else seen


@register.simple_tag
def whole_board() -> Mapping[str, object]:
    """How many sources are in which state, and those that are broken."""
    listed = rows(models.Source.objects.all())
    return {"counts": counted(listed), "broken": [row for row in listed if row.is_broken]}


@register.filter
def share_of_quota(row: Row) -> int | None:
    """In percent; None without a quota."""
    quota = row.source.daily_quota
    return round(100 * row.day.today / quota) if quota else None


def _told(key: str, **facts: object) -> str:
    told: str = texts(spoken(), "board")[key].format(**facts)
    return told


def _number(value: float) -> str:
    """Two decimals at most, and none for nothing."""
    return decimal(f"{value:.2f}".rstrip("0").rstrip(".") or "0")


def _two_figures(value: float) -> float:
    return round(value, 1 - math.floor(math.log10(value))) if value > 0 else 0.0
