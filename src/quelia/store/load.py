"""From rows to the frozen catalog that the rest of the program works with."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from quelia.domain.catalog import Catalog
from quelia.domain.colour import colour
from quelia.domain.framing import site
from quelia.domain.plant import Contact, Link, Logo, Map, Plant
from quelia.domain.point import path_of, point_of
from quelia.domain.source import Auth, Source
from quelia.store import models
from quelia.store.checks import capacity
from quelia.store.declaration import SourceEntry
from quelia.store.pushkeys import good_keys
from quelia.store.secrets import shown_by


def load_catalog() -> tuple[Catalog, dict[int, bytes | None]]:
    """All plants, sources and maps, and the sealed secrets by source."""
    with models.atomic():
        plants = list(models.Plant.objects.select_related("owner"))
        logos = list(models.Logo.objects.defer("content"))
        maps = list(models.Map.objects.all())
        # not points__plant: for a thousand plants Django writes a longer condition than SQLite takes
        sources = list(models.Source.objects.prefetch_related("points"))
        drafts = list(models.Draft.objects.order_by("pk"))
        withdrawn = dict(models.Preview.objects.values_list("plant_id", "withdrawn"))
        trials_withdrawn = dict(models.TrialLink.objects.values_list("slug", "withdrawn"))
        push_keys = good_keys()
    slugs = {row.pk: row.slug for row in plants}
    accepted = {row.slug: row.pk for row in sources}
    catalog = Catalog(
        _plants(plants, logos),
        [*(_source(row, slugs) for row in sources), *(_draft(row, accepted) for row in drafts)],
        (_map(row) for row in maps),
        {slug: number for number, slug in slugs.items()},
        withdrawn,
        trials_withdrawn,
        push_keys,
    )
    secrets = {row.pk: row.secrets for row in sources} | {-row.pk: row.secrets for row in drafts}
    sealed = {number: bytes(each) if each is not None else None for number, each in secrets.items()}
    return catalog, sealed


def _plants(rows: Iterable[models.Plant], logos: Iterable[models.Logo]) -> Iterator[Plant]:
    logo_of = {(row.plant_id, row.owner_id): Logo(row.name, row.width, row.height) for row in logos}
    for row in rows:
        yield plant_of(row, logo_of.get((row.pk, None)) or logo_of.get((None, row.owner_id)))


def plant_of(row: models.Plant, logo: Logo | None = None) -> Plant:
    contact = Contact(row.contact_name, row.contact_email, row.contact_phone, row.website)
    return Plant(
        slug=row.slug,
        owner=row.owner.slug,
        owner_name=row.owner.name,
        logo=logo,
        name=row.name,
        energy=row.energy,
        subtype=row.subtype,
        latitude=row.latitude,
        longitude=row.longitude,
        capacity=capacity(row.capacity),
        published=row.published,
        status=row.status,
        commissioned=row.commissioned or None,
        commune=row.commune,
        intercommunality=row.intercommunality,
        region=row.region,
        description=row.description,
        links=tuple(Link(each["label"], each["url"]) for each in row.links),
        contact=contact if contact != Contact() else None,
        card=tuple(row.card),
        timezone=row.timezone,
        paused=row.paused or None,
        simulated=row.simulated,
    )


def _map(row: models.Map) -> Map:
    return Map(
        row.slug,
        row.name,
        tuple(row.owners) if row.owners is not None else None,
        tuple(row.plants) if row.plants is not None else None,
        colour(row.accent).written if row.accent else "",
        row.background,
        tuple(site(text) for text in row.sites),
    )


def _source(row: models.Source, slugs: Mapping[int, str]) -> Source:
    points = tuple(point_of(point, slugs[point.plant_id], point.since) for point in row.points.all())
    return _made(row, id=row.pk, points=points, auth=row.auth, history_s=row.history_s, revision=row.revision)


def _draft(row: models.Draft, accepted: dict[str, int]) -> Source:
    """accepted: the numbers of the accepted sources, by slug."""
    source = source_of(msgspec.convert(row.content, SourceEntry), id=-row.pk, since=row.since, revision=row.revision)
    return msgspec.structs.replace(source, draft=True, draft_of=accepted.get(row.slug))


def source_of(entry: SourceEntry, *, id: int = 0, since: float = 0.0, revision: int = 0) -> Source:  # noqa: A002
    """What is read where nobody but who tries it out waits for it. `entry` is without a problem."""
    points = tuple(point_of(point, point.plant, since) for point in entry.point)
    return _made(entry, id=id, points=points, auth=shown_by(entry), history_s=None, revision=revision)


def _made(facts: Any, *, auth: list[dict[str, Any]], **others: Any) -> Source:
    """facts: a row or an entry of a file: what they say of a source has the same names."""
    return Source(
        slug=facts.slug,
        url=facts.url,
        pushed=facts.pushed,
        auth=tuple(Auth(**each) for each in auth),
        interval_s=facts.interval_s,
        timeout_s=facts.timeout_s,
        daily_quota=facts.daily_quota,
        stale_after_s=facts.stale_after_s,
        null="error" if facts.null == "error" else "no_production",
        night="asleep" if facts.night == "asleep" else "as_read",
        timestamp_path=path_of(facts.timestamp_path),
        timezone=facts.timezone,
        status_path=path_of(facts.status_path),
        status_ok=tuple(facts.status_ok),
        ca_file=facts.ca_file,
        ca=facts.ca,
        pin=facts.pin,
        **others,
    )
