"""A source as somebody wants it: what visitors may see of it waits as a draft, the rest counts at once."""

from collections.abc import Iterable

from quelia.admin.desk import desk
from quelia.admin.slugs import free_slug
from quelia.sources.trace import Trial
from quelia.store import models
from quelia.store.declaration import SourceEntry
from quelia.store.load import plant_of


def settle(entry: SourceEntry, before: SourceEntry | None, *, waits: bool = False) -> bool:
    """Drafted first; where no visitor sees any of its plants, it counts at once, unless it `waits`.

    Returns whether it stays a draft. To be done alone (folder.py), since secrets are sealed. Raises DeclarationError.
    """
    plants = {point.plant for each in (before, entry) if each is not None for point in each.point}
    waits = waits or models.Plant.objects.filter(slug__in=plants, published=True).exists()
    with models.atomic():
        desk().drafts.put(entry)
        if not waits:
            desk().drafts.accept(entry.slug)
    return waits


def trial_of(entry: SourceEntry, plants: Iterable[str]) -> tuple[Trial, list[str]]:
    """One call, as the poller would make it, with its secrets. plants: those that it is about. Raises DeclarationError."""
    source, secrets = desk().drafts.readable(entry)
    rows = models.Plant.objects.select_related("owner").filter(slug__in=list(plants))
    return Trial(source, tuple(plant_of(row) for row in rows), calls=1), secrets


def new_slug(plant: str, quantity: str) -> str:
    """Of a source that begins with this point; free of those that there are."""
    taken = {*models.Source.objects.values_list("slug", flat=True)}
    taken |= {*models.Draft.objects.values_list("slug", flat=True)}
    return free_slug(f"{plant[:60].strip('-')}-{quantity}", "source", taken)
