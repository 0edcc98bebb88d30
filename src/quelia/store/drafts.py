"""Drafts: a source as an operator is trying it out, at most one beside the accepted one. Its words are those of the file."""

import time
from typing import Any

import msgspec

from quelia.domain.source import Source
from quelia.store import models
from quelia.store.declaration import DeclarationError, File, Problem, SourceEntry
from quelia.store.declare import Change, Declarer
from quelia.store.entries import drafted
from quelia.store.load import source_of
from quelia.store.secrets import may_keep, shown_by, wanted_secrets
from quelia.store.vault import Vault, secrets_of

_SECRET_KEYS = ("secret", "secret_env", "secret_file")


class NoDraft(Exception):
    """There is no draft of this source."""


class Drafts:
    """Keeps drafts, and makes them what counts. The declarer says what may be declared, and where files start."""

    def __init__(self, vault: Vault, declarer: Declarer) -> None:
        self._vault, self._declarer = vault, declarer

    def put(self, entry: SourceEntry) -> None:
        """Keep `entry` as the draft of its source, in the place of an older one. Raises DeclarationError.

        A secret that it does not name is that of the older draft, else that of the accepted source, while both are asked
        of the same server.
        """
        with models.atomic():
            self._check(entry)
            if entry.ca_file is not None:
                entry = msgspec.structs.replace(entry, ca_file=str(self._declarer.folder / entry.ca_file))
            secrets = self._secrets(entry)
            owner = models.Owner.objects.get(slug=entry.owner)
            facts = {"owner": owner, "content": _without_secrets(entry), "since": time.time()}
            row, _ = models.Draft.objects.update_or_create(slug=entry.slug, defaults=facts)
            row.secrets = self._vault.seal(secrets, secrets_of(-row.pk)) if secrets else None
            row.revision += 1
            row.save(update_fields=["secrets", "revision"])
            models.Revision.note()

    def readable(self, entry: SourceEntry) -> tuple[Source, list[str]]:
        """`entry` as it would be read, and the secrets of its `auth`, in that order. Raises DeclarationError."""
        self._check(entry)
        return source_of(entry), self._secrets(entry)

    def accept(self, slug: str) -> list[Change]:
        """Make the draft of a source the accepted one. Raises NoDraft, or DeclarationError: much may have changed since."""
        with models.atomic():
            row = _row(slug)
            changes = self._declarer.declare(File(source=[self._entry(row)]))
            row.delete()
            models.Revision.note()
        return changes

    def discard(self, slug: str) -> None:
        """Forget the draft of a source. Raises NoDraft."""
        with models.atomic():
            _row(slug).delete()
            models.Revision.note()

    def secrets_differ(self, row: models.Draft) -> bool:
        """Whether a draft shows other secrets than the accepted source does."""
        accepted = models.Source.objects.filter(slug=row.slug).first()
        before = self._vault.kept(accepted.secrets, secrets_of(accepted.pk)) if accepted is not None else []
        return self._vault.kept(row.secrets, secrets_of(-row.pk)) != before

    def _check(self, entry: SourceEntry) -> None:
        claimed = {
            (point.plant, point.quantity): other.slug
            for other in models.Draft.objects.exclude(slug=entry.slug)
            for point in drafted(other).point
        }
        if found := self._declarer.wrong_with(File(source=[entry]), claimed):
            raise DeclarationError(found)

    def _secrets(self, entry: SourceEntry) -> list[str]:
        return wanted_secrets(entry, self._kept(entry), self._declarer.find_secret)

    def _kept(self, entry: SourceEntry) -> list[str]:
        """The secrets that the draft may go on with: its own, else those of the accepted source."""
        draft = models.Draft.objects.filter(slug=entry.slug).first()
        # one that needed no key has none to go on with
        if draft is not None and (before := drafted(draft)).auths and _may_go_on(before, entry):
            return self._vault.kept(draft.secrets, secrets_of(-draft.pk))
        accepted = models.Source.objects.filter(slug=entry.slug).first()
        if accepted is not None and may_keep(accepted.url, accepted.auth, entry.url, shown_by(entry)):
            return self._vault.kept(accepted.secrets, secrets_of(accepted.pk))
        return []

    def _entry(self, row: models.Draft) -> SourceEntry:
        """What the draft says, with its secrets in clear. Raises DeclarationError where they cannot be unsealed."""
        entry = drafted(row)
        secrets = self._vault.kept(row.secrets, secrets_of(-row.pk))
        if len(secrets) != len(entry.auths):
            raise DeclarationError([Problem(f"source[{row.slug}].auth", "secret_needed")])
        auth = [msgspec.structs.replace(each, secret=secret) for each, secret in zip(entry.auths, secrets, strict=True)]
        return msgspec.structs.replace(entry, auth=auth)


def _may_go_on(before: SourceEntry, entry: SourceEntry) -> bool:
    return may_keep(before.url, shown_by(before), entry.url, shown_by(entry))


def _row(slug: str) -> models.Draft:
    row = models.Draft.objects.filter(slug=slug).first()
    if row is None:
        raise NoDraft(slug)
    return row


def _without_secrets(entry: SourceEntry) -> dict[str, Any]:
    content: dict[str, Any] = msgspec.to_builtins(entry)
    content["auth"] = [
        {key: value for key, value in msgspec.to_builtins(each).items() if key not in _SECRET_KEYS}
        for each in entry.auths
    ]
    return content
