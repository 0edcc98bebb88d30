"""Invitations as they are sent: one for a plant at a time, reminded once by itself, withdrawn."""

from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import timezone

from quelia.admin.invitations import end_all_of, invited, is_good, link_of
from quelia.admin.letters import addressee, letter_for, send
from quelia.admin.mail import absolute, signature
from quelia.alerts.words import when
from quelia.onboarding.letter.blocks import Letter
from quelia.store import models
from quelia.texts import texts

BEFORE_THE_END = timedelta(days=2)
_APART = timedelta(minutes=10)  # a second click is none
_TWICE = timedelta(seconds=20)  # longer than a mail server lets one wait before one clicks again


class About(NamedTuple):
    """Whom an invitation is for. plant: None for one that we do not know yet."""

    owner: models.Owner
    plant: models.Plant | None = None


def about_of(plant: str, owner: str) -> About | None:
    """By slugs; one of them is enough."""
    row = models.Plant.objects.select_related("owner").filter(slug=plant).first() if plant else None
    if row is not None:
        return About(row.owner, row)
    found = models.Owner.objects.filter(slug=owner).first() if owner else None
    return About(found) if found is not None else None


def good_of(plant: models.Plant) -> models.Invitation | None:
    """The one that is good for a plant: there is one at most."""
    rows = models.Invitation.objects.filter(plant=plant, ended_at=None, until__gt=timezone.now())
    return rows.order_by("-made_at").first()


def invite(about: About, email: str, lang: str) -> tuple[models.Invitation, bool]:
    """An invitation, and whether it is new: not by a second click. A new one ends the older one of the same plant."""
    with models.atomic():
        since = timezone.now() - _TWICE
        same = models.Invitation.objects.filter(owner=about.owner, plant=about.plant, email=email, ended_at=None)
        row = same.filter(made_at__gt=since).first() if email else None
        if row is not None:
            return row, False
        if about.plant is not None:
            end_all_of(about.plant)
        return invited(about.owner, about.plant, email=email, lang=lang), True


def letter_of(about: About, lang: str, *, short: bool, link: str = "") -> Letter:
    """What is sent. link: the one to its form; one that shows where it will stand, where there is none yet."""
    return letter_for(about.owner, lang, short, link or absolute("/reponse/…"), plants=_named(about))


def send_letter(row: models.Invitation, *, short: bool) -> None:
    """Raises NoAddress, NotSent or MaybeSent."""
    about = About(row.owner, row.plant)
    to = msgspec.structs.replace(addressee(row.owner, _named(about)), email=row.email)
    send(letter_of(about, row.lang, short=short, link=link_of(row)), to)


def reminder_of(row: models.Invitation) -> EmailMessage:
    words = texts(row.lang, "requests")["mail"]["reminder"]
    named = row.plant.name if row.plant is not None else row.owner.name
    name = row.owner.contact_name
    text = words["text"].format(
        hello=words["hello_named"].format(name=name) if name else words["hello"],
        named=named,
        link=link_of(row),
        until=when(row.until.timestamp(), row.lang),
        sign=signature(row.lang),
    )
    subject = " ".join(words["subject"].format(named=named).split())  # a header has one line, whatever stands in a name
    return EmailMessage(subject, f"{text}\n", to=[row.email])


def mark_reminded(row: models.Invitation, now: datetime) -> bool:
    """Before it is sent, so that nobody is reminded twice; False where it is over, or was marked a moment ago."""
    if not is_good(row, now):
        return False
    unmarked = Q(reminded_at=None) | Q(reminded_at__lt=now - _APART)
    rows = models.Invitation.objects.filter(unmarked, pk=row.pk, ended_at=None)
    return bool(rows.update(reminded_at=now))


def unmark(row: models.Invitation, marked: datetime) -> None:
    """It was surely not sent. marked: what it was marked with; row: as it was before."""
    models.Invitation.objects.filter(pk=row.pk, reminded_at=marked).update(reminded_at=row.reminded_at)


def due(now: datetime) -> list[models.Invitation]:
    """Those whose owner is to be reminded: once, shortly before the end, where nothing came by this or another way."""
    rows = models.Invitation.objects.select_related("owner", "plant").filter(
        ended_at=None, reminded_at=None, until__gt=now, until__lte=now + BEFORE_THE_END
    )
    return [row for row in rows.exclude(email="").order_by("until") if not _answered(row)]


def _named(about: About) -> tuple[str, ...]:
    return (about.plant.name,) if about.plant is not None else ()


def _answered(row: models.Invitation) -> bool:
    """By the form, or by a letter that an operator read meanwhile."""
    answers = models.Answer.objects.filter(received_at__gte=row.made_at)
    theirs = Q(plant=row.plant) if row.plant is not None else Q(owner=row.owner)
    return answers.filter(theirs | Q(invitation=row)).exists()
