"""Answers as they are kept: what an owner said, and beside it, sealed, the secrets that came with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.utils import timezone

from quelia.admin.desk import desk
from quelia.admin.invitations import end
from quelia.onboarding.answer.answer import Answer
from quelia.onboarding.invitation import new_nonce
from quelia.store import models
from quelia.store.folder import alone
from quelia.store.vault import secrets_of_answer


class Tried(msgspec.Struct, frozen=True):
    """What came of the last try. at: seconds since 1970; shown: the value with its unit, as visitors would read it."""

    at: float
    usable: bool
    shown: str = ""


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of an answer in clear. told: to which server each secret was given, in the order of its keys.

    pasted: the example as it was given, where it cannot be read. without_api: whether the owner has none, and wants to
    be helped.
    """

    answer: Answer
    comment: str = ""
    told: tuple[str, ...] = ()
    tried: Tried | None = None
    pasted: str = ""
    without_api: bool = False


def begun(
    content: Content, secrets: Sequence[str], *, owner: models.Owner | None = None, plant: models.Plant | None = None,
    invitation: models.Invitation | None = None, received_at: datetime | None = None,
) -> models.Answer:  # fmt: skip
    """A new answer. secrets: as for `keep`. received_at: None while nobody sent it off."""
    row = _new(owner=owner, plant=plant, invitation=invitation, received_at=received_at)
    keep(row, content, secrets)
    return row


def keep(row: models.Answer, content: Content, secrets: Sequence[str]) -> None:
    """Store what was said. secrets: one for each key of the answer, empty where it did not come yet.

    Where the answer holds secrets itself, they go to the vault too, and into nothing else.
    """
    with alone(desk().folder), models.atomic():
        _store(row, content, secrets)


def keep_under(invitation: models.Invitation, content: Content, secrets: Sequence[str]) -> models.Answer | None:
    """Store what its owner said so far; None where the invitation ended meanwhile, and nothing may change any more."""
    with alone(desk().folder), models.atomic():
        good = models.Invitation.objects.filter(pk=invitation.pk, ended_at=None, until__gt=timezone.now())
        if not good.exists():
            return None
        row = models.Answer.objects.filter(invitation=invitation).first() or _new(
            owner=invitation.owner, plant=invitation.plant, invitation=invitation
        )
        _store(row, content, secrets)
        return row


def keep_received(row: models.Answer, content: Content) -> bool:
    """The same of one that was sent off, with whose it is; False where it was judged meanwhile, and its secrets are gone."""
    with alone(desk().folder), models.atomic():
        if not models.Answer.objects.filter(pk=row.pk, ended_at=None).exists():
            return False
        _store(row, content, [])
        row.save(update_fields=["owner", "plant"])
        return True


def note_tried(row: models.Answer, tried: Tried) -> None:
    """Store what came of a try, which took a while: only where nothing else was said meanwhile."""
    with models.atomic():
        now = models.Answer.objects.filter(pk=row.pk, received_at=None).first()
        if now is not None and content_of(now) == content_of(row):
            now.content = msgspec.to_builtins(msgspec.structs.replace(content_of(row), tried=tried))
            now.save(update_fields=["content"])


def send(invitation: models.Invitation, content: Content, secrets: Sequence[str]) -> models.Answer | None:
    """Take this answer in, and use the invitation up; None where somebody did so before, or withdrew it.

    It is stored once more: somebody else who has the link may have said something since.
    """
    with alone(desk().folder), models.atomic():
        if not end(invitation):
            return None
        row: models.Answer = models.Answer.objects.select_related("owner", "plant").get(invitation=invitation)
        _store(row, content, secrets)
        row.received_at = timezone.now()
        row.save(update_fields=["received_at"])
        return row


def content_of(row: models.Answer) -> Content:
    return msgspec.convert(row.content, Content)


def secrets_of(row: models.Answer) -> list[str]:
    """One for each key of the answer; empty where it did not come, or does not open."""
    kept = desk().vault.kept(row.secrets, secrets_of_answer(row.pk))
    return [kept[index] if index < len(kept) else "" for index in range(len(content_of(row).answer.keys))]


def _new(**facts: Any) -> models.Answer:
    return models.Answer(nonce=new_nonce(), begun_at=timezone.now(), **facts)


def _store(row: models.Answer, content: Content, secrets: Sequence[str]) -> None:
    """To be done alone."""
    answer, own = _parted(content.answer)
    row.content = msgspec.to_builtins(msgspec.structs.replace(content, answer=answer))
    row.lang = answer.lang
    given = [new or (secrets[index] if index < len(secrets) else "") for index, new in enumerate(own)]
    if row._state.adding:  # noqa: SLF001 - Django's documented way to ask
        row.save()  # it is sealed for the number that it has
    row.secrets = desk().vault.seal(given, secrets_of_answer(row.pk)) if any(given) else None
    row.save(update_fields=["content", "lang", "secrets"])


def _parted(answer: Answer) -> tuple[Answer, list[str]]:
    """The answer without its secrets, and these."""
    secrets = [key.secret.reveal() if key.secret is not None else "" for key in answer.keys]
    keys = tuple(msgspec.structs.replace(key, secret=None) for key in answer.keys)
    return msgspec.structs.replace(answer, keys=keys), secrets


def summary(row: models.Answer) -> dict[str, Any]:
    """What the journal may keep of it: no field may hold a secret, and addresses are told without their query."""
    answer = content_of(row).answer
    return {"url": answer.value("url").partition("?")[0], "path": answer.value("path"), "unit": answer.value("unit")}
