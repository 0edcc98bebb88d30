"""What templates say of sources that are sent to us, and of the bridges that send them."""

import json
from collections.abc import Sequence

from django import template
from django.conf import settings

from quelia.admin.board import Row
from quelia.admin.bridges import Input, Seen, bridges
from quelia.admin.desk import desk
from quelia.admin.language import spoken
from quelia.admin.numbers import grouped, written
from quelia.admin.sending import items_of
from quelia.admin.sending import push_url as address
from quelia.admin.templatetags.board import ago, moment
from quelia.alerts.words import in_words
from quelia.domain.cause import PUSHED, Cause
from quelia.domain.standing import Standing
from quelia.store import models
from quelia.texts import texts

register = template.Library()

# the largest that fits, and says enough: 119 min rather than 1 h
_SIZES = (("days", 2 * 86_400, 86_400), ("hours", 2 * 3600, 3600), ("minutes", 120, 60), ("seconds", 0, 1))


@register.simple_tag
def push_url() -> str:
    return address(settings.QUELIA_PUBLIC_URL)


@register.simple_tag
def push_body(source: models.Source) -> str:
    items = items_of(source)
    return json.dumps(items[0] if len(items) == 1 else items, ensure_ascii=False, indent=2)


@register.simple_tag
def points_of(source: models.Source) -> list[tuple[models.Point, Standing]]:
    """Each point with how it does. What is not known yet to who runs waits: the running catalog follows a moment later."""
    points = list(source.points.select_related("plant"))
    seen = list(desk().health.points(source.pk))
    unknown = Standing(source=source.pk, state="waiting")
    return list(zip(points, seen if len(seen) == len(points) else [unknown] * len(points), strict=True))


@register.simple_tag
def limits_of(point: models.Point) -> str:
    words, lowest, highest = texts(spoken(), "pushing")["show"], point.minimum, point.maximum
    if lowest is None and highest is None:
        return str(words["no_limits"])
    key = "to" if lowest is None else "from" if highest is None else "between"
    facts = {"minimum": _amount(lowest, point.unit), "maximum": _amount(highest, point.unit)}
    return str(words[key].format(**facts))


@register.simple_tag
def pushed_why(reason: str) -> str:
    return in_words(Cause(reason, PUSHED), spoken())


@register.simple_tag
def bridges_of(source: models.Source) -> Sequence[Seen]:
    return bridges().get(source.pk, ())


@register.simple_tag
def clock_wrong(ahead_s: float) -> str:
    words = texts(spoken(), "pushing")["bridge"]
    return str(words["ahead" if ahead_s > 0 else "behind"].format(by=_lasting(abs(ahead_s))))


@register.simple_tag
def queue_of(seen: Seen) -> str:
    words = texts(spoken(), "pushing")["bridge"]
    key = "queue_none" if seen.queue == 0 else "queue_one" if seen.queue == 1 else "queue_other"
    return str(words[key].format(count=grouped(seen.queue)))


@register.simple_tag
def trouble_since(each: Input) -> str:
    words = texts(spoken(), "pushing")["bridge"]
    if each.read_at is None:
        return str(words["never_read"])
    if each.state == "frozen":
        return str(words["frozen_since"].format(at=moment(each.read_at)))
    return str(words["failing_since"].format(ago=ago(each.read_at)))


@register.inclusion_tag("office/bridge_line.html")
def bridge_line(row: Row) -> dict[str, object]:
    """Of each bridge of a source what the board has room for. Asked for once for all rows: see `admin/board.py`."""
    return {"lines": [_line(each) for each in row.bridges]}


def _line(seen: Seen) -> tuple[str, bool]:
    """The sentence, and whether something is wrong."""
    words = texts(spoken(), "pushing")["bridge"]
    parts = [words["line_silent" if seen.silent else "line"].format(ago=ago(seen.heard_at))]
    failing = sum(each.state in ("failing", "frozen") for each in seen.inputs)
    if failing:
        parts.append(words["line_inputs"].format(count=failing, all=len(seen.inputs)))
    if seen.queue:
        parts.append(words["line_queue"].format(count=grouped(seen.queue)))
    if seen.ahead_s is not None:
        parts.append(words["line_clock"])
    if seen.newer:
        parts.append(words["line_old"].format(version=seen.version))
    return ", ".join(parts), seen.silent or bool(failing) or seen.ahead_s is not None


def _lasting(seconds: float) -> str:
    name, _, size = next(each for each in _SIZES if seconds >= each[1])
    return str(texts(spoken(), "pushing")["duration"][name].format(count=int(seconds // size)))


def _amount(number: float | None, unit: str | None) -> str:
    return f"{written(number)}\u00a0{unit or ''}".strip() if number is not None else ""
