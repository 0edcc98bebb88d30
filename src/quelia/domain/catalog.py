"""The catalog: all plants, sources and maps at one moment, and who may see which plant."""

from collections.abc import Iterable, Mapping

from quelia.domain.plant import DEFAULT_MAP, Map, Plant
from quelia.domain.source import Source


def plant_channel(slug: str) -> str:
    return f"plant:{slug}"


def map_channel(slug: str) -> str:
    return f"map:{slug}"


def draft_channel(slug: str) -> str:
    return f"draft:{slug}"


class Catalog:
    """Frozen rows, indexed. `ids`: the number under which a plant's readings are stored, by slug."""

    def __init__(
        self, plants: Iterable[Plant], sources: Iterable[Source], maps: Iterable[Map], ids: Mapping[str, int]
    ) -> None:
        self.plants = {plant.slug: plant for plant in plants}
        self.sources = {source.id: source for source in sources}
        self.maps = {each.slug: each for each in maps}
        self.maps.setdefault(DEFAULT_MAP, Map(DEFAULT_MAP, "France"))
        self.ids = dict(ids)
        self._quantities: dict[str, tuple[str, ...]] = {}
        self._sources_of: dict[str, tuple[int, ...]] = {}
        for source in self.sources.values():
            for point in source.points:
                self._quantities[point.plant] = (*self._quantities.get(point.plant, ()), point.quantity)
            for slug in source.plants:
                self._sources_of[slug] = (*self._sources_of.get(slug, ()), source.id)
        self._channels = {plant.slug: self._channels_of(plant) for plant in self.plants.values()}
        self._seen_on: dict[str, list[str]] = {}
        for slug, channels in self._channels.items():
            for channel in channels:
                self._seen_on.setdefault(channel, []).append(slug)

    def quantities(self, slug: str) -> tuple[str, ...]:
        """What the sources of a plant measure, in their order; empty where it has none."""
        return self._quantities.get(slug, ())

    def sources_of(self, slug: str) -> tuple[int, ...]:
        return self._sources_of.get(slug, ())

    def channels_for(self, slug: str) -> tuple[str, ...]:
        """Where readings of a plant may be seen."""
        return self._channels[slug]

    def seen_on(self, channel: str) -> list[str]:
        """The plants that a channel shows."""
        return self._seen_on.get(channel, [])

    def _channels_of(self, plant: Plant) -> tuple[str, ...]:
        """The one place that guards what is not published."""
        if not plant.published:
            return (draft_channel(plant.slug),)
        maps = (map_channel(each.slug) for each in self.maps.values() if _selects(each, plant))
        return (plant_channel(plant.slug), *maps)

    def published(self, slug: str) -> Plant | None:
        plant = self.plants.get(slug)
        return plant if plant is not None and plant.published else None

    def on_map(self, each: Map) -> list[Plant]:
        """The published plants of a map, by name."""
        chosen = (plant for plant in self.plants.values() if plant.published and _selects(each, plant))
        return sorted(chosen, key=lambda plant: plant.name.casefold())


def _selects(each: Map, plant: Plant) -> bool:
    if each.owners is None and each.plants is None:
        return True
    return plant.owner in (each.owners or ()) or plant.slug in (each.plants or ())
