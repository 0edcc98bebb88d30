"""Links with which technicians try a source out: given, and taken back."""

from datetime import datetime, timedelta

from django.utils import timezone

from quelia.store import models

LIFE = timedelta(days=14)  # a technician finds the time, and comes back to it


def give(slug: str) -> int:
    """One more, for the source of this slug. Returns how many times those before it were withdrawn, which it has to say."""
    row, _ = models.TrialLink.objects.update_or_create(slug=slug, defaults={"until": timezone.now() + LIFE})
    return row.withdrawn


def good_until(slug: str) -> datetime | None:
    """When the last one ends; None where none is good."""
    row = models.TrialLink.objects.filter(slug=slug, until__gt=timezone.now()).first()
    return row.until if row is not None else None


def withdraw(slug: str) -> None:
    """Whatever was given for this source opens nothing any more."""
    with models.atomic():
        row, _ = models.TrialLink.objects.get_or_create(slug=slug)
        row.withdrawn, row.until = row.withdrawn + 1, None
        row.save()
        models.Revision.note()
