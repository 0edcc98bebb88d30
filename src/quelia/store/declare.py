"""Take a declaration over into the database: created or updated by slug, all or nothing."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from quelia.store import models
from quelia.store.checks import Known, problems
from quelia.store.declaration import DeclarationError, File, PlantEntry, PointEntry, Problem, SourceEntry
from quelia.store.entries import drafted
from quelia.store.secrets import FindSecret, may_keep, shown_by, wanted_secrets
from quelia.store.url import CheckUrl
from quelia.store.vault import Vault, secrets_of

# what decides which number is read and what it means; the rest is how often, by which key, by whose certificate
_MEANING = frozenset({"url", "pushed", "null", "night", "timestamp_path", "timezone", "status_path", "status_ok"})


class Change(msgspec.Struct, frozen=True):
    """What happened to one thing. kind: created, updated or same; fields: those that changed, never their secrets."""

    kind: str
    table: str
    slug: str
    fields: tuple[str, ...] = ()


class _Undo(Exception):
    """Raised to roll a trial back."""


class Declarer:
    """Checks and applies declarations. folder: where the relative paths of a file start."""

    def __init__(
        self, vault: Vault, check_url: CheckUrl, find_secret: FindSecret, *, folder: Path, simulated: bool = False
    ) -> None:
        self._vault, self.check_url, self.find_secret = vault, check_url, find_secret
        self.folder, self._simulated = folder.absolute(), simulated

    def wrong_with(self, file: File, besides: Mapping[tuple[str, str], str] | None = None) -> list[Problem]:
        """What keeps `file` from being declared, its secrets aside.

        besides: of plants and quantities the sources that give them, or will, and are not known yet.
        """
        there = known()
        there.points |= besides or {}
        return list(problems(file, there, self.check_url, self.folder))

    def declare(self, file: File, *, trial: bool = False) -> list[Change]:
        """Apply `file`, or with `trial` only say what would change. Raises DeclarationError and leaves all as it was."""
        changes: list[Change] = []
        try:
            with models.atomic():
                if found := self.wrong_with(file):
                    raise DeclarationError(found)
                changes = self._apply(file)
                if trial:
                    raise _Undo
                if any(change.kind != "same" for change in changes):
                    models.Revision.note()
        except _Undo:
            pass
        return changes

    def _apply(self, file: File) -> list[Change]:
        missing: list[Problem] = []
        changes = [_save(models.Owner, "owner", entry.slug, msgspec.structs.asdict(entry))[1] for entry in file.owner]
        owners = models.Owner.objects.in_bulk({entry.owner for entry in file.plant}, field_name="slug")
        plants = models.Plant.objects.select_related("owner").in_bulk(
            {entry.slug for entry in file.plant}, field_name="slug"
        )
        sold_by = {slug: plant.owner for slug, plant in plants.items()}
        changes += [self._plant(entry, owners[entry.owner], plants.get(entry.slug)) for entry in file.plant]
        # points of all sources of the file go first: a point may move from one source to another
        fewer = _drop_points(file)
        changes += [self._source(entry, missing, fewer=entry.slug in fewer) for entry in file.source]
        if missing:
            raise DeclarationError(missing)
        for sold in file.plant:
            if sold.slug in sold_by and sold_by[sold.slug].slug != sold.owner:
                changes += _hand_on(sold_by[sold.slug], owners[sold.owner], {entry.slug for entry in file.source})
        changes += [_save(models.Map, "map", entry.slug, msgspec.structs.asdict(entry))[1] for entry in file.map]
        return changes

    def _plant(self, entry: PlantEntry, owner: models.Owner, before: models.Plant | None) -> Change:
        values = msgspec.structs.asdict(entry)
        values["owner"] = owner
        values["links"] = [msgspec.structs.asdict(link) for link in entry.links]
        values["paused"] = entry.paused if (entry.paused or "").strip() else None  # to suspend takes a wording
        return _write(before, models.Plant, "plant", values | {"simulated": self._simulated})[1]

    def _source(self, entry: SourceEntry, missing: list[Problem], *, fewer: bool) -> Change:
        values = msgspec.structs.asdict(entry)
        del values["point"]
        values["owner"] = models.Owner.objects.get(slug=entry.owner)
        values["history_s"] = entry.history_s or None
        values["auth"] = shown_by(entry)
        # a server may run in another folder than the one where this file stands
        values["ca_file"] = str(self.folder / entry.ca_file) if entry.ca_file is not None else None
        before = models.Source.objects.filter(slug=entry.slug).first()
        apart = before is not None and not may_keep(before.url, before.auth, entry.url, values["auth"])
        source, change = _save(models.Source, "source", entry.slug, values)
        fields = [*("push" if name == "pushed" else name for name in change.fields), *(["point"] if fewer else [])]
        try:
            if self._keep_secrets(source, entry, apart=apart):
                fields.append("secret")
        except DeclarationError as error:
            missing += error.problems
        fields += _save_points(source, entry.point, anew=not _MEANING.isdisjoint(change.fields))
        if change.kind != "created" and fields:
            source.revision += 1
            source.save(update_fields=["revision"])
            return Change("updated", "source", entry.slug, tuple(fields))
        return change

    def _keep_secrets(self, source: models.Source, entry: SourceEntry, *, apart: bool) -> bool:
        """Seal the secrets of the entry; where it names none, the sealed ones stay unless it now stands apart from them.

        Returns whether they changed.
        """
        if not entry.auths:
            return _replace(source, None)
        kept = [] if apart else self._vault.kept(source.secrets, secrets_of(source.pk))
        wanted = wanted_secrets(entry, kept, self.find_secret)
        if wanted == kept:
            return False
        self._renew_draft(source, kept, wanted)
        return _replace(source, self._vault.seal(wanted, secrets_of(source.pk)))

    def _renew_draft(self, source: models.Source, before: list[str], wanted: list[str]) -> None:
        """A draft that went on with the secrets of its source goes on with the new ones: else it would bring back the old."""
        draft = models.Draft.objects.filter(slug=source.slug).first()
        if draft is None or not before or self._vault.kept(draft.secrets, secrets_of(-draft.pk)) != before:
            return
        entry = drafted(draft)
        if may_keep(source.url, source.auth, entry.url, shown_by(entry)):
            draft.secrets = self._vault.seal(wanted, secrets_of(-draft.pk))
            draft.save(update_fields=["secrets"])


def known() -> Known:
    """What stands in the database."""
    points = models.Point.objects.values_list("plant__slug", "quantity", "source__slug")
    return Known(
        set(models.Owner.objects.values_list("slug", flat=True)),
        set(models.Plant.objects.values_list("slug", flat=True)),
        {(plant, quantity): source for plant, quantity, source in points},
    )


def _drop_points(file: File) -> set[str]:
    """Delete the points that the sources of the file no longer have. Returns the slugs of those sources."""
    wanted = {(entry.slug, point.plant, point.quantity) for entry in file.source for point in entry.point}
    rows = models.Point.objects.filter(source__slug__in=[entry.slug for entry in file.source])
    dropped = [row for row in rows.select_related("source", "plant") if _key(row) not in wanted]
    models.Point.objects.filter(pk__in=[row.pk for row in dropped]).delete()
    return {row.source.slug for row in dropped}


def _key(row: models.Point) -> tuple[str, str, str]:
    return row.source.slug, row.plant.slug, row.quantity


def _hand_on(before: models.Owner, owner: models.Owner, told: set[str]) -> list[Change]:
    """What measures only plants that are another's now is his too: whose it was must not renew its secret any more.

    told: sources of which the file says itself whose they are.
    """
    his = set(owner.plants.values_list("slug", flat=True))
    changes = []
    for source in models.Source.objects.filter(owner=before).exclude(slug__in=told):
        measured = set(source.points.values_list("plant__slug", flat=True))
        if measured and measured <= his:
            source.owner = owner
            source.save(update_fields=["owner"])
            changes.append(Change("updated", "source", source.slug, ("owner",)))
    for draft in models.Draft.objects.filter(owner=before):
        measured = {point["plant"] for point in draft.content["point"]}
        if measured and measured <= his:
            draft.owner, draft.content = owner, {**draft.content, "owner": owner.slug}
            draft.save(update_fields=["owner", "content"])
    return changes


def _save(model: Any, table: str, slug: str, values: Mapping[str, object]) -> tuple[Any, Change]:
    return _write(model.objects.filter(slug=slug).first(), model, table, values)


def _write(row: Any, model: Any, table: str, values: Mapping[str, object]) -> tuple[Any, Change]:
    """row: what stands there, None where nothing does."""
    slug = str(values["slug"])
    if row is None:
        return model.objects.create(**values), Change("created", table, slug)
    fields = _differences(row, values)
    if not fields:
        return row, Change("same", table, slug)
    row.save(update_fields=fields)
    return row, Change("updated", table, slug, fields)


def _differences(row: Any, values: Mapping[str, object]) -> tuple[str, ...]:
    """Set `values` on the row. Returns the names of those that were different."""
    fields = tuple(name for name, value in values.items() if _told_apart(getattr(row, name)) != _told_apart(value))
    for name in fields:
        setattr(row, name, values[name])
    return fields


def _told_apart(value: object) -> object:
    """1 == True in Python, but a status of 1 is not one of true; it is one of 1.0."""
    return [(isinstance(each, bool), each) for each in value] if isinstance(value, list) else value


def _save_points(source: models.Source, entries: list[PointEntry], *, anew: bool) -> list[str]:
    """Returns what changed. anew: all of them are to be read from now on, even those that stay as they are."""
    changed, now = [], time.time()
    if anew:
        models.Point.objects.filter(source=source).update(since=now)
    for position, entry in enumerate(entries):
        values = msgspec.structs.asdict(entry)
        values["plant"] = models.Plant.objects.get(slug=entry.plant)
        values["position"] = position
        row = models.Point.objects.filter(source=source, plant=values["plant"], quantity=entry.quantity).first()
        if row is None:
            models.Point.objects.create(source=source, since=now, **values)
            changed.append(f"{entry.plant}/{entry.quantity}")
            continue
        fields = _differences(row, values)
        if fields:
            row.since = row.since if fields == ("position",) else now
            row.save(update_fields=[*fields, "since"])
            changed += [f"{entry.plant}/{entry.quantity}.{field}" for field in fields]
    return changed


def _replace(source: models.Source, sealed: bytes | None) -> bool:
    if source.secrets is None and sealed is None:
        return False
    source.secrets = sealed
    source.save(update_fields=["secrets"])
    return True
