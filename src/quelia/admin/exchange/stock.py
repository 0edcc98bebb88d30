"""What plants and owners there are, as a file would say it, and which of them a row means."""

from collections.abc import Iterable
from typing import Any

from quelia.admin.slugs import free_slug
from quelia.domain.selection import folded
from quelia.store import models
from quelia.store.declaration import PlantEntry


class Ambiguous(Exception):
    """Several have that name."""


class Stock:
    """Looked up once, in the transaction of whoever asks."""

    def __init__(self) -> None:
        rows = models.Plant.objects.select_related("owner").order_by("slug")
        self.plants = {row.slug: entry_of(row) for row in rows}
        self.owners: dict[str, str] = dict(models.Owner.objects.values_list("slug", "name"))
        self._owners_named = _by(self.owners.items())
        self._plants_named = _by((slug, _whose(plant["name"], plant["owner"])) for slug, plant in self.plants.items())

    def owner(self, text: str) -> str | None:
        """The slug of an owner, by slug or name; None for one that is not there. Raises Ambiguous."""
        return text if text in self.owners else _only(self._owners_named.get(folded(text), ()))

    def plant(self, name: str, owner: str) -> str | None:
        """The slug of a plant by its name and its owner's slug; None for a new one. Raises Ambiguous."""
        return _only(self._plants_named.get(folded(_whose(name, owner)), ()))

    def add_owner(self, name: str) -> str:
        """Its slug."""
        slug = free_slug(name, "owner", self.owners)
        self.owners[slug] = name
        self._owners_named.setdefault(folded(name), []).append(slug)
        return slug

    def called(self, owner: str) -> str:
        """The name of an owner where it means this one and no other, else its slug."""
        name = self.owners[owner]
        alone = self._owners_named[folded(name)] == [owner] and name not in self.owners
        return name if alone and name.strip() == name else owner


def entry_of(row: models.Plant) -> dict[str, Any]:
    """What a file for `quelia load` would say of a plant, by key."""
    said = {key: getattr(row, key) for key in PlantEntry.__struct_fields__ if key != "owner"}
    return {**said, "owner": row.owner.slug}


def _whose(name: str, owner: str) -> str:
    return f"{owner}\n{name.strip()}"


def _by(named: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Slugs by folded name."""
    found: dict[str, list[str]] = {}
    for slug, name in named:
        found.setdefault(folded(name), []).append(slug)
    return found


def _only(slugs: Iterable[str]) -> str | None:
    found = list(slugs)
    if len(found) > 1:
        raise Ambiguous
    return found[0] if found else None
