"""The catalog: all plants, sources and maps at one moment, and who may see which plant."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from quelia.domain.plant import DEFAULT_MAP, Map, Plant
from quelia.domain.selection import folded
from quelia.domain.source import Point, Source


def plant_channel(slug: str) -> str:
    return f"plant:{slug}"


def map_channel(slug: str) -> str:
    return f"map:{slug}"


def draft_channel(slug: str) -> str:
    return f"draft:{slug}"


_NEVER: Mapping[Any, Any] = {}


class PushKey(NamedTuple):
    """A key with which readings of one source are sent. number: of the key; source: of the source."""

    number: int
    source: int


class View(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which a plant is shown: as accepted, or as its drafts would have it.

    channels: where. measured_by: the source of each quantity, in the order in which they were declared.
    since: by quantity, see `Point`.
    """

    plant: Plant
    channels: tuple[str, ...]
    measured_by: dict[str, int]
    since: dict[str, float] = {}
    draft: bool = False

    @property
    def quantities(self) -> tuple[str, ...]:
        return tuple(self.measured_by)

    @property
    def meant_for(self) -> tuple[str, ...]:
        """The channels of which a reading must name one to be shown here: where the public sees it, a public one."""
        public = tuple(channel for channel in self.channels if channel != draft_channel(self.plant.slug))
        return public or self.channels

    def follows(self, source: int) -> bool:
        return source in self.measured_by.values()


class Catalog:
    """Frozen rows, indexed. ids: the number under which a plant's readings are stored, by slug.

    withdrawn: how many times the links to a plant's preview were withdrawn, by its number; absent where they never were.
    trials_withdrawn: the same of links with which technicians try a source out, by its slug.
    push_keys: those that are good, by the SHA-256 of each in hexadecimals.
    """

    def __init__(
        self,
        plants: Iterable[Plant],
        sources: Iterable[Source],
        maps: Iterable[Map],
        ids: Mapping[str, int],
        withdrawn: Mapping[int, int] = _NEVER,
        trials_withdrawn: Mapping[str, int] = _NEVER,
        push_keys: Mapping[str, PushKey] = _NEVER,
    ) -> None:
        self.plants = {plant.slug: plant for plant in plants}
        self.sources = {source.id: source for source in sources}
        self.maps = {each.slug: each for each in maps}
        self.maps.setdefault(DEFAULT_MAP, Map(DEFAULT_MAP, "France"))
        self.ids = dict(ids)
        self.withdrawn, self.trials_withdrawn = dict(withdrawn), dict(trials_withdrawn)
        self.push_keys = dict(push_keys)
        self._numbered = {number: slug for slug, number in self.ids.items()}
        self._told = {slug: plant.as_told() for slug, plant in self.plants.items() if plant.published}
        self._views = self._all_views()
        self._channels_of: dict[tuple[str, int], tuple[str, ...]] = {}  # asked for with each answer, the same each time
        self._sources_on: dict[str, tuple[int, ...]] = {}
        for view in (view for views in self._views.values() for view in views):
            for channel in view.channels:
                numbers = (*self._sources_on.get(channel, ()), *view.measured_by.values())
                self._sources_on[channel] = tuple(dict.fromkeys(numbers))
        self._seen_on: dict[int, list[str]] = {}
        for channel, numbers in self._sources_on.items():
            for number in numbers:
                self._seen_on.setdefault(number, []).append(channel)

    def views(self, slug: str) -> tuple[View, ...]:
        """How a plant is shown: as accepted, and, where one of its sources has a draft, as that would have it."""
        return self._views.get(slug, ())

    def channels_of(self, slug: str, source: int) -> tuple[str, ...]:
        """Where what a source says of a plant may be seen."""
        channels = self._channels_of.get((slug, source))
        if channels is None:
            views = [view for view in self.views(slug) if view.follows(source)]
            channels = tuple(channel for view in views for channel in view.channels)
            self._channels_of[slug, source] = channels
        return channels

    def sources_on(self, channel: str) -> tuple[int, ...]:
        """The sources whose readings are seen on a channel."""
        return self._sources_on.get(channel, ())

    def seen_on(self, source: int) -> Sequence[str]:
        """The channels on which readings of a source are seen."""
        return self._seen_on.get(source, ())

    def published(self, slug: str) -> Plant | None:
        """As the public may know it."""
        return self._told.get(slug)

    def preview_of(self, slug: str) -> View:
        """How a plant would be shown if it and the drafts of its sources were public."""
        *_, preview = self.views(slug)
        return preview

    def numbered(self, number: int) -> Plant | None:
        """The plant whose readings are stored under a number as the public would know it, published or not."""
        plant = self.plants.get(self._numbered.get(number, ""))
        return plant.as_told() if plant is not None else None

    def on_map(self, each: Map, also: Plant | None = None) -> list[Plant]:
        """The published plants of a map as the public may know them, by name.

        also: one that stands on it in any case, where the map selects it.
        """
        chosen = {slug: plant for slug, plant in self._told.items() if _selects(each, plant)}
        if also is not None and _selects(each, also):
            chosen[also.slug] = also
        return sorted(chosen.values(), key=lambda plant: _as_people_sort(plant.name))

    def maps_of(self, plant: Plant) -> list[Map]:
        """The maps that select a plant, the default one first."""
        chosen = (each for each in self.maps.values() if _selects(each, plant))
        return sorted(chosen, key=lambda each: (each.slug != DEFAULT_MAP, _as_people_sort(each.name)))

    def sites_of(self, plant: Plant) -> tuple[str, ...]:
        """Those that may frame a published plant: whoever may frame one of its maps; empty for everybody."""
        lists = [each.sites for each in self.maps.values() if _selects(each, plant)]
        return tuple(dict.fromkeys(site for sites in lists for site in sites)) if all(lists) else ()

    def _all_views(self) -> dict[str, tuple[View, ...]]:
        accepted: dict[str, dict[str, int]] = {slug: {} for slug in self.plants}
        drafted: dict[str, dict[str, int]] = {}
        replaced = {source.draft_of for source in self.sources.values() if source.draft}
        for source in sorted(self.sources.values(), key=lambda source: source.draft):
            for point in source.points:
                measured_by = (drafted if source.draft else accepted).setdefault(point.plant, {})
                measured_by.setdefault(point.quantity, source.id)
        # a draft that takes a plant's last point away changes what is shown of it as well
        touched = {slug for slug, measured_by in accepted.items() if replaced & set(measured_by.values())}
        views = {}
        for slug, plant in self.plants.items():
            kept = {quantity: source for quantity, source in accepted[slug].items() if source not in replaced}
            draft = {**kept, **drafted.get(slug, {})} if slug in drafted or slug in touched else None
            views[slug] = self._views_of(plant, accepted[slug], draft)
        return views

    def _views_of(self, plant: Plant, accepted: dict[str, int], draft: dict[str, int] | None) -> tuple[View, ...]:
        """The one place that guards what is not published."""
        preview = draft_channel(plant.slug)
        public: tuple[str, ...] = ()
        if plant.published:
            maps = (map_channel(each.slug) for each in self.maps.values() if _selects(each, plant))
            public = (plant_channel(plant.slug), *maps)
        if draft is None:
            return (self._view(plant, (*public, preview), accepted),)
        return self._view(plant, public, accepted), self._view(plant, (preview,), draft, draft=True)

    def _view(
        self, plant: Plant, channels: tuple[str, ...], measured_by: dict[str, int], *, draft: bool = False
    ) -> View:
        points = {
            (source, point.quantity): point
            for source in set(measured_by.values())
            for point in self._points(source, plant)
        }
        since = {quantity: points[source, quantity].since for quantity, source in measured_by.items()}
        return View(plant=plant, channels=channels, measured_by=measured_by, since=since, draft=draft)

    def _points(self, source: int, plant: Plant) -> Iterator[Point]:
        return (point for point in self.sources[source].points if point.plant == plant.slug)


def _as_people_sort(name: str) -> str:
    """Accents and capitals aside, and 2 before 10."""
    return re.sub(r"[0-9]+", lambda digits: digits[0].zfill(20), folded(name))


def _selects(each: Map, plant: Plant) -> bool:
    if each.owners is None and each.plants is None:
        return True
    return plant.owner in (each.owners or ()) or plant.slug in (each.plants or ())
