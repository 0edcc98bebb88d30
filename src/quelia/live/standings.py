"""How all sources and plants do at this moment, as the hub knows it."""

import asyncio
from collections.abc import Callable, Sequence

import msgspec

from quelia.domain.catalog import Catalog
from quelia.domain.judge import shown
from quelia.domain.night import may_sleep
from quelia.domain.pace import interval
from quelia.domain.quantity import main_of
from quelia.domain.source import Source
from quelia.domain.standing import Standing, last_good, of_points, standing
from quelia.live.demand import Demand
from quelia.live.hub import Hub

_AT_ONCE = 250  # looked at before others have the loop: some 3 ms


class Standings:
    """Asked for on the loop. `clock`: seconds since 1970."""

    def __init__(self, hub: Hub, demand: Demand, clock: Callable[[], float]) -> None:
        self._hub, self._demand, self._clock = hub, demand, clock
        self._catalog: Catalog | None = None

    def use(self, catalog: Catalog) -> None:
        self._catalog = catalog

    async def sources(self) -> dict[int, Standing]:
        """Of every source but the drafts, by its number."""
        found = {}
        for place, number in enumerate(self._catalog.sources if self._catalog else ()):
            if place % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)
            if (seen := self.source(number)) is not None:
                found[number] = seen
        return found

    def source(self, number: int) -> Standing | None:
        """None for a draft, and for one that is not known."""
        source = self._catalog.sources.get(number) if self._catalog else None
        if source is None or source.draft:
            return None
        pace_s = interval(source, watched=self._demand.watched(self._seen_on(number)))
        found = standing(source, self._hub.tracks, pace_s if self._is_missed(source) else None, self._clock())
        down = found.down or self._never_came(source, found)
        return msgspec.structs.replace(
            found, asked=pace_s is not None, down=down, silent=self._is_silent(source, found)
        )

    def points(self, number: int) -> Sequence[Standing]:
        """Each point of a source, in their order; empty for one that is not known."""
        source = self._catalog.sources.get(number) if self._catalog else None
        return of_points(source, self._hub.tracks, self._clock()) if source is not None else ()

    def plant(self, slug: str) -> Standing | None:
        """As visitors would be told: nothing of what is paused. None for one that is not known."""
        views = self._catalog.views(slug) if self._catalog else ()
        if not views:
            return None
        view, tracks = views[0], self._hub.tracks(slug)
        state = shown(view.plant, view.quantities, tracks, self._clock()).state
        main = main_of(view.quantities)
        source = view.measured_by[main] if main else 0
        track = tracks.get(main) if main else None
        if track is None or state == "paused":
            return Standing(source=source, state=state, plant=slug)
        return last_good(source, slug, state, track)

    def _is_silent(self, source: Source, found: Standing) -> bool:
        plant = self._catalog.plants.get(found.plant) if self._catalog else None
        if plant is None or found.state != "no_production" or found.value is not None:
            return False
        return may_sleep(source, plant, self._clock())

    def _never_came(self, source: Source, found: Standing) -> bool:
        """Nobody asks a source that is sent to us, so that nothing fails where its owner never begins."""
        assert self._catalog is not None
        if not source.pushed or found.state != "waiting":
            return False
        plant = self._catalog.published(found.plant)
        return plant is not None and plant.paused is None and not may_sleep(source, plant, self._clock())

    def _is_missed(self, source: Source) -> bool:
        """Whether visitors miss it when it is not read.

        Of a plant that is not published, or whose display is paused, they miss nothing, and operators know.
        """
        catalog = self._catalog
        assert catalog is not None
        plants = [plant for slug in source.plants if (plant := catalog.published(slug)) is not None]
        return any(plant.paused is None for plant in plants)

    def _seen_on(self, number: int) -> Sequence[str]:
        return self._catalog.seen_on(number) if self._catalog else ()
