"""Invitations: made, repeated, withdrawn, and found again by the link that an owner has."""

from datetime import datetime

from django.utils import timezone

from quelia.admin.desk import desk
from quelia.admin.mail import absolute
from quelia.onboarding.invitation import LIFE, new_nonce
from quelia.store import models
from quelia.texts import DEFAULT


def invited(
    owner: models.Owner, plant: models.Plant | None = None, *, email: str = "", lang: str = DEFAULT
) -> models.Invitation:
    """A new invitation, good for a week. plant: None for one that we do not know yet."""
    now = timezone.now()
    return models.Invitation.objects.create(
        owner=owner, plant=plant, email=email, lang=lang, nonce=new_nonce(), made_at=now, until=now + LIFE
    )


def link_of(row: models.Invitation) -> str:
    """Where its owner answers. The same each time it is asked for."""
    return absolute(f"/reponse/{desk().links.issue('invitation', row.pk, row.nonce)}")


def opened(token: str, now: datetime | None = None) -> models.Invitation | None:
    """The invitation that a link opens; None where it opens nothing, whatever the reason."""
    named = desk().links.read("invitation", token)
    if named is None:
        return None
    rows = models.Invitation.objects.select_related("owner", "plant")
    row = rows.filter(pk=named.number, nonce=named.nonce).first()
    return row if row is not None and is_good(row, now) else None


def is_good(row: models.Invitation, now: datetime | None = None) -> bool:
    return row.ended_at is None and (now or timezone.now()) < row.until


def end(row: models.Invitation) -> bool:
    """Use it up, or withdraw it; False where somebody did so before: it is good once."""
    good = models.Invitation.objects.filter(pk=row.pk, ended_at=None)
    return bool(good.update(ended_at=timezone.now()))


def end_all_of(plant: models.Plant) -> None:
    """Nobody need answer for this plant any more."""
    models.Invitation.objects.filter(plant=plant, ended_at=None).update(ended_at=timezone.now())


def state_link_of(row: models.Answer) -> str:
    """Where its owner reads how it fares."""
    return absolute(f"/suivi/{desk().links.issue('state', row.pk, row.nonce)}")


def followed(token: str) -> models.Answer | None:
    """The answer whose state a link shows."""
    named = desk().links.read("state", token)
    if named is None:
        return None
    rows = models.Answer.objects.select_related("owner", "plant").exclude(received_at=None)
    return rows.filter(pk=named.number, nonce=named.nonce).first()
