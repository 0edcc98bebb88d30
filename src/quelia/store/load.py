"""From rows to the frozen catalog that the rest of the program works with."""

from quelia.domain.catalog import Catalog
from quelia.domain.path import Path
from quelia.domain.plant import Map, Plant
from quelia.domain.source import Auth, Point, Source
from quelia.domain.unit import declared_unit
from quelia.store import models
from quelia.store.checks import capacity


def load_catalog() -> tuple[Catalog, dict[int, bytes | None]]:
    """All plants, sources and maps, and the sealed secrets by source."""
    with models.atomic():
        plants = list(models.Plant.objects.select_related("owner"))
        maps = list(models.Map.objects.all())
        sources = list(models.Source.objects.prefetch_related("points__plant"))
    catalog = Catalog(
        (_plant(row) for row in plants),
        (_source(row) for row in sources),
        (_map(row) for row in maps),
        {row.slug: row.pk for row in plants},
    )
    sealed = {row.pk: bytes(row.secrets) if row.secrets is not None else None for row in sources}
    return catalog, sealed


def _plant(row: models.Plant) -> Plant:
    return Plant(
        slug=row.slug,
        owner=row.owner.slug,
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
        region=row.region,
        description=row.description,
        timezone=row.timezone,
        paused=row.paused,
        simulated=row.simulated,
    )


def _map(row: models.Map) -> Map:
    return Map(
        row.slug,
        row.name,
        tuple(row.owners) if row.owners is not None else None,
        tuple(row.plants) if row.plants is not None else None,
    )


def _source(row: models.Source) -> Source:
    return Source(
        id=row.pk,
        slug=row.slug,
        url=row.url,
        points=tuple(_point(point) for point in row.points.all()),
        auth=tuple(Auth(**auth) for auth in row.auth),
        interval_s=row.interval_s,
        timeout_s=row.timeout_s,
        history_s=row.history_s,
        daily_quota=row.daily_quota,
        stale_after_s=row.stale_after_s,
        null="error" if row.null == "error" else "no_production",
        timestamp_path=_path(row.timestamp_path),
        timezone=row.timezone,
        status_path=_path(row.status_path),
        status_ok=tuple(row.status_ok),
        ca_file=row.ca_file,
        pin=row.pin,
        revision=row.revision,
    )


def _point(row: models.Point) -> Point:
    return Point(
        plant=row.plant.slug,
        quantity=row.quantity,
        path=Path(row.path),
        unit=declared_unit(row.unit) if row.unit is not None else None,
        unit_path=_path(row.unit_path),
        scale=row.scale,
        minimum=row.minimum,
        maximum=row.maximum,
        pick=row.pick,  # type: ignore[arg-type]  # checked when it was declared
        number=row.number,  # type: ignore[arg-type]
        nulls=tuple(row.nulls),
    )


def _path(text: str | None) -> Path | None:
    return Path(text) if text is not None else None
