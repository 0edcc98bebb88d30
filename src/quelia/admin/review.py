"""An answer as an operator reviews it: what it says and how sure we are, what was tried, and what is still to be asked for."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import msgspec
from django.conf import settings

from quelia.admin.answers import Content, content_of
from quelia.admin.language import spoken
from quelia.admin.pasting import meant_by
from quelia.admin.requests import subject
from quelia.admin.takeover import before, is_alone, is_complete, is_sure, looked_at, secrets_for, whole
from quelia.onboarding.answer.answer import Field, Remark
from quelia.onboarding.answer.wording import told
from quelia.onboarding.reply import Contact, reply
from quelia.store import models
from quelia.texts import texts

_SHOWN: tuple[Field, ...] = ("project", "url", "path", "unit")
_GOOD = ("key_received", "value")
_CONTACT: tuple[Field, ...] = ("contact_name", "contact_email", "contact_phone")


class Said(NamedTuple):
    """A line of the review. confidence: empty where nothing was found; line: 0 where it stood nowhere."""

    name: str
    label: str
    value: str
    confidence: str
    line: int


class Letter(NamedTuple):
    """A reply that is ready to be sent. to: empty where no address is known."""

    subject: str
    text: str
    to: str
    mailto: str


def shown(row: models.Answer) -> dict[str, Any]:
    """What the page of an answer says of it."""
    content, there = content_of(row), before(row)
    remarks = remarks_on(row, content)
    return {
        "row": row,
        "content": content,
        "fields": list(_fields(content)),
        "keys": list(_keys(row, content)),
        "contact": [line for line in _contact(content) if line.value],
        "remarks": [(remark, _mark(remark), told(remark, spoken())) for remark in remarks],
        "there": there,
        "is_alone": is_alone(row, there),
        "is_complete": is_complete(row),
        "is_sure": is_sure(row),
        "reply": letter_back(row, content) if row.ended_at is None else None,
        "replied_at": _replied_at(row),
        "asks": any(remark.asks for remark in remarks),
        "offer": offer(row, content),
        **_plants(content),
    }


def _replied_at(row: models.Answer) -> datetime | None:
    """When he who answered was last written to, by whichever operator: nobody is to get the same twice unawares."""
    kind, slug = subject(row)
    written = models.Change.objects.filter(verb="replied", kind=kind, slug=slug, at__gte=row.received_at)
    found: datetime | None = written.order_by("-at").values_list("at", flat=True).first()
    return found


def _mark(remark: Remark) -> str:
    return "broken" if remark.asks else "well" if remark.code in _GOOD else "look"


def remarks_on(row: models.Answer, content: Content) -> tuple[Remark, ...]:
    """What was remarked when it was read; of a form, which says itself what is wrong, only what is missing all the same."""
    if row.ended_at is not None or content.answer.remarks or is_complete(row):
        return content.answer.remarks
    return looked_at(whole(row), row.plant).remarks


def offer(row: models.Answer, content: Content) -> dict[str, tuple[str, str]]:
    """What the owner's contact would become: (before, after) by field, of what differs."""
    if row.owner is None:
        return {}
    named = {field: content.answer.value(field) for field in _CONTACT}
    return {
        field: (getattr(row.owner, field), value)
        for field, value in named.items()
        if value and value != getattr(row.owner, field)
    }


def letter_back(row: models.Answer, content: Content) -> Letter:
    """What to write to whom answered: what is still to be asked for, or that nothing is."""
    named = content.answer.fields.get("contact_name")
    known = row.owner.contact_name if row.owner is not None else ""
    name = named.value if named is not None and named.confidence != "doubtful" else known  # nobody is called by a guess
    answer = msgspec.structs.replace(whole(row), remarks=remarks_on(row, content))
    made = reply(
        [answer], name=name, contact=Contact(*settings.QUELIA_CONTACT), lang=row.lang, by_mail=row.invitation is None
    )
    to = address_of(row, content)
    query = urlencode({"subject": made.subject, "body": made.body}, quote_via=quote)
    return Letter(made.subject, made.body, to, f"mailto:{quote(to, safe='@')}?{query}")


def address_of(row: models.Answer, content: Content) -> str:
    """Where he who answered reads."""
    asked = row.invitation.email if row.invitation is not None else ""
    owner = row.owner.contact_email if row.owner is not None else ""
    return content.answer.value("contact_email") or asked or owner


def _fields(content: Content) -> Iterator[Said]:
    for field in _SHOWN:
        found = content.answer.fields.get(field)
        if found is not None:
            yield _said(field, found.value, found.confidence, found.line)
        else:
            yield _said(field, "", "", 0)


def _contact(content: Content) -> Iterator[Said]:
    for field in _CONTACT:
        found = content.answer.fields.get(field)
        if found is not None:
            yield _said(field, found.value, found.confidence, found.line)


def _keys(row: models.Answer, content: Content) -> Iterator[tuple[Said, bool]]:
    """Each with whether its secret is here: of that nothing more is ever said."""
    words = texts(spoken(), "office")["auth"]
    for key, secret in zip(content.answer.keys, secrets_for(row), strict=True):
        how = " – ".join(filter(None, (words.get(key.scheme, key.scheme), key.name or key.user)))
        yield Said("key", texts(spoken(), "requests")["field"]["key"], how, key.confidence, key.line), bool(secret)


def _said(field: str, value: str, confidence: str, line: int) -> Said:
    return Said(field, texts(spoken(), "requests")["field"][field], value, confidence, line)


def _plants(content: Content) -> dict[str, Any]:
    """To choose from, the likely ones first; and whether the one that stands there was found by its name."""
    names = dict(models.Plant.objects.order_by("name").values_list("slug", "name"))
    likely = [(slug, names[slug]) for slug in meant_by(content.answer).likely if slug in names]
    return {"likely": likely, "plants": names.items()}
