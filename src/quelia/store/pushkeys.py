"""Push keys are made, looked up and revoked. Only a hash of each is kept: with 256 random bits, no slow one is needed."""

import secrets

from django.utils import timezone

from quelia.domain.catalog import PushKey
from quelia.domain.push import digest
from quelia.store import models

BEGINNING = "qp_"  # so that who finds one in a file, or a scanner of files, knows what it is
LONGEST_NAME = 80
_BYTES = 32
_HINT = 2  # characters: enough to tell a few apart, too few to try the rest


def made(source: models.Source, name: str = "") -> str:
    """A new key, to be shown once: nobody can read it here any more."""
    key = BEGINNING + secrets.token_urlsafe(_BYTES)
    with models.atomic():
        models.PushKey.objects.create(
            source=source, name=name, digest=digest(key), hint=key[-_HINT:], made_at=timezone.now()
        )
        models.Revision.note()
    return key


def revoked(key: models.PushKey) -> bool:
    """Nothing is taken with it any more. Returns whether it was good until now."""
    with models.atomic():
        ended = models.PushKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now())
        if ended:
            models.Revision.note()
    return bool(ended)


def good_keys() -> dict[str, PushKey]:
    """By digest. A source that is asked again takes nothing, but keeps its keys for when it is pushed once more."""
    good = models.PushKey.objects.filter(revoked_at=None, source__pushed=True)
    rows = good.values_list("digest", "pk", "source_id")
    return {kept: PushKey(number, source) for kept, number, source in rows}
