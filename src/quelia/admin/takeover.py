"""Takes an owner's answer over: as a source of ours, by the operator's rules."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpRequest
from django.utils import timezone

from quelia.admin.answers import content_of, keep_received, secrets_of
from quelia.admin.desk import desk
from quelia.admin.forms.filled import Filled, by_entry
from quelia.admin.forms.key import sealed, told_to
from quelia.admin.forms.sheet import checked
from quelia.admin.invitations import end_all_of
from quelia.admin.journal import note
from quelia.admin.previews import share
from quelia.admin.requests import subject
from quelia.admin.settling import new_slug
from quelia.domain.auth import SCHEMES
from quelia.onboarding.answer.answer import Answer, Field, Secret
from quelia.onboarding.answer.checked import checked as look
from quelia.onboarding.answer.source import source_facts
from quelia.store import models
from quelia.store.declaration import AuthEntry, PointEntry, SourceEntry
from quelia.store.entries import drafted, standing
from quelia.store.load import plant_of
from quelia.store.secrets import origin

_NEEDED: tuple[Field, ...] = ("url", "path", "unit")
_OF_A_SERVER = ("pin", "ca", "ca_file")  # whom we trust: another server is another question


def waiting(number: str | int) -> models.Answer | None:
    """The answer of that number, where an operator has not judged it yet."""
    rows = models.Answer.objects.select_related("owner", "plant__owner").filter(ended_at=None).exclude(received_at=None)
    text = str(number)
    return rows.filter(pk=int(text)).first() if text.isascii() and text.isdigit() and len(text) < 19 else None


def end(row: models.Answer, verdict: str, source: str = "") -> bool:
    """Judge it, once; its secrets go with that. source: the slug of what it became. False where somebody did so before."""
    open_ = models.Answer.objects.filter(pk=row.pk, ended_at=None)
    return bool(open_.update(ended_at=timezone.now(), verdict=verdict, source=source, secrets=None))


def take_over(request: HttpRequest, row: models.Answer, source: str) -> bool:
    """It has become this source, and its owner need not be asked any more. False where somebody judged it before."""
    if not end(row, "accepted", source):
        return False
    if row.plant is not None:
        end_all_of(row.plant)
        if row.invitation_id is not None:  # else nobody has a link to how it fares
            share(row.plant)
    note(request, "took", *subject(row))
    return True


def choose(row: models.Answer, plant: models.Plant) -> None:
    """Say which plant it is about: what was answered is held against that, and what was tried against another is not."""
    content = content_of(row)
    answer = looked_at(whole(row), plant)
    row.plant, row.owner = plant, plant.owner
    keep_received(row, msgspec.structs.replace(content, answer=answer, tried=None))


def whole(row: models.Answer) -> Answer:
    """The answer with its secrets, which print as dots."""
    answer = content_of(row).answer
    secrets = [Secret(secret) if secret else None for secret in secrets_of(row)]
    pairs = zip(answer.keys, secrets, strict=True)
    return msgspec.structs.replace(
        answer, keys=tuple(msgspec.structs.replace(key, secret=secret) for key, secret in pairs)
    )


def looked_at(answer: Answer, plant: models.Plant | None) -> Answer:
    """Checked by the operator's rules, and against what is known of the plant."""
    known = plant_of(plant) if plant is not None else None
    return look(answer, check_url=desk().declarer.check_url, plant=known, now=timezone.now().timestamp())


def secrets_for(row: models.Answer) -> list[str]:
    """One for each key; empty where it did not come, or was given to another server than the one to be asked."""
    content = content_of(row)
    kept, told = secrets_of(row), told_of(content.answer)
    given = [*content.told, *[""] * len(kept)]
    return [secret if told[index] == given[index] else "" for index, secret in enumerate(kept)]


def told_of(answer: Answer) -> tuple[str, ...]:
    """To whom the secret of each key of an answer is shown."""
    return tuple(told_to(key.scheme, answer.value("url"), ()) for key in answer.keys)


def envelope_of(row: models.Answer) -> str:
    """Its secrets for the page of a source, unreadable there."""
    answer = content_of(row).answer
    pairs = zip(answer.keys, told_of(answer), secrets_for(row), strict=True)
    kept = [(told, secret) for key, told, secret in pairs if key.scheme in SCHEMES]
    return sealed([secret for _, secret in kept], [told for told, _ in kept])


def before(row: models.Answer) -> SourceEntry | None:
    """The source that measures the same already: its draft, or what is accepted."""
    if row.plant is None:
        return None
    plant, quantity = row.plant.slug, _point(row).get("quantity", "power")
    point = models.Point.objects.filter(plant=row.plant, quantity=quantity).select_related("source").first()
    if point is not None:
        return standing(point.source.slug)
    rows = models.Draft.objects.filter(owner=row.plant.owner)
    entries = (drafted(each) for each in rows)
    return next((entry for entry in entries if (plant, quantity) in _measured(entry)), None)


def is_alone(row: models.Answer, there: SourceEntry | None) -> bool:
    """Whether the source that is there measures nothing else, so that the answer may take its place."""
    return there is None or (row.plant is not None and {plant for plant, _ in _measured(there)} == {row.plant.slug})


def filled_of(row: models.Answer) -> Filled:
    """The page of a source with what was answered, and of one that is there the rest."""
    there, facts = before(row), _facts(row)
    plant = {"plant": row.plant.slug} if row.plant is not None else {}
    keys = tuple(facts["auth"]) or ({},)
    if there is None:
        zone = {"timezone": row.plant.timezone} if row.plant is not None else {}
        return Filled(zone | _server(facts), keys, ({**plant, **_point(row)},))
    filled = by_entry(there)
    points = tuple({**each, **_point(row)} if _is_meant(each, row) else each for each in filled.points)
    return Filled({**filled.server, **_server(facts)}, keys, points)


def entry_of(row: models.Answer) -> SourceEntry:
    """What the answer says, with its secrets. It has no point where path or unit are still to be found.

    Raises DeclarationError.
    """
    assert row.plant is not None, "the plant was chosen"
    there, facts, point = before(row), _facts(row), _point(row)
    shown = [key.scheme in SCHEMES for key in content_of(row).answer.keys]
    secrets = [secret for secret, is_shown in zip(secrets_for(row), shown, strict=True) if is_shown]
    auth = [AuthEntry(**each, secret=secret or None) for each, secret in zip(facts["auth"], secrets, strict=True)]
    others = [each for each in there.point if each.quantity != point.get("quantity")] if there is not None else []
    points = [msgspec.convert({"plant": row.plant.slug, **point}, PointEntry)] if point.get("path") else []
    told = {**_server(facts), "auth": auth, "point": [*points, *others]}
    if there is None:
        slug = new_slug(row.plant.slug, point.get("quantity", "power"))
        entry = SourceEntry(slug=slug, owner=row.plant.owner.slug, timezone=row.plant.timezone, **told)
    else:
        entry = msgspec.structs.replace(there, **told, **_trust(there, told["url"]))
    return checked(entry) if points else entry


def is_complete(row: models.Answer) -> bool:
    """Whether nothing is missing that a source needs."""
    answer = content_of(row).answer
    told = all(answer.value(field) for field in _NEEDED)
    keyed = all(secrets_for(row)) and not (answer.needs_key and not answer.keys)
    return row.plant is not None and told and keyed


def is_sure(row: models.Answer) -> bool:
    """Whether it may be taken over as it stands: nothing of it is guessed, or its value was read."""
    content = content_of(row)
    answer = content.answer
    if not is_complete(row) or not is_alone(row, before(row)):
        return False
    if content.tried is not None and content.tried.usable:
        return True
    needed = [found.confidence for field, found in answer.fields.items() if field in _NEEDED]
    return {*needed, *(key.confidence for key in answer.keys)} == {"sure"} and not any(
        remark.asks for remark in answer.remarks
    )


def _facts(row: models.Answer) -> dict[str, Any]:
    facts = source_facts(content_of(row).answer)
    return {"url": "", **facts, "auth": list(facts.get("auth", ()))}


def _server(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in ("auth", "point")}


def _point(row: models.Answer) -> dict[str, Any]:
    points = source_facts(content_of(row).answer).get("point") or [{}]
    return dict(points[0])


def _measured(entry: SourceEntry) -> set[tuple[str, str]]:
    return {(point.plant, point.quantity) for point in entry.point}


def _is_meant(point: Mapping[str, Any], row: models.Answer) -> bool:
    told = _point(row)
    return row.plant is not None and (point.get("plant"), point.get("quantity")) == (
        row.plant.slug,
        told.get("quantity"),
    )


def _trust(there: SourceEntry, url: str) -> dict[str, None]:
    try:
        same = origin(there.url) == origin(url)
    except ValueError:
        same = False
    return {} if same else dict.fromkeys(_OF_A_SERVER)
