"""Watching over sources: standings, the bell that rings for those that are down, and the post that tells of them."""

import asyncio
import time
from collections.abc import Mapping, Sequence

import msgspec

from quelia.alerts.bell import Bell
from quelia.alerts.post import GATHER_S, Post
from quelia.app.clock import steady
from quelia.domain.catalog import Catalog
from quelia.domain.incident import told
from quelia.domain.standing import Standing
from quelia.live.demand import Demand
from quelia.live.hub import Hub
from quelia.live.standings import Standings
from quelia.settings import Settings
from quelia.store.incidents import Incidents
from quelia.store.polls import Polls


class Watching:
    """polls: what calls came to. It begins once the latest readings are known: before, all would look silent."""

    def __init__(self, settings: Settings, hub: Hub, demand: Demand, polls: Polls) -> None:
        from quelia.admin.incidents import send, write

        after_s = settings.alert_after_s
        self._polls = polls
        incidents = Incidents(settings.database_file)
        self._standings = Standings(hub, demand, time.time)
        self._post = Post(incidents, write, send, gather_s=min(GATHER_S, after_s), clock=time.time, steady=steady)
        self._bell = Bell(
            self._standings.sources, incidents, polls.cause, self._post.tell, after_s=after_s, clock=time.time,
            steady=steady,
        )  # fmt: skip

    def use(self, catalog: Catalog) -> None:
        self._standings.use(catalog)

    async def start(self) -> None:
        """Raises DatabaseUnusable."""
        await self._bell.load()
        self._post.start()

    async def run(self) -> None:
        """Until cancelled."""
        await self._bell.run()

    async def close(self) -> None:
        await asyncio.to_thread(self._post.close)

    async def sources(self) -> Mapping[int, Standing]:
        """As they stand now, with why, and since when as far as the bell saw it."""
        return {number: self._why(self._since(seen)) for number, seen in (await self._standings.sources()).items()}

    async def plants(self, slugs: Sequence[str]) -> Mapping[str, Standing]:
        """The same of plants: since when is known of the one that decides on the state of its source."""
        return {slug: self._plant(slug, seen) for slug in slugs if (seen := self._standings.plant(slug)) is not None}

    async def points(self, number: int) -> Sequence[Standing]:
        """Each point of a source, in their order; empty for one that is not known."""
        return self._standings.points(number)

    def _plant(self, slug: str, seen: Standing) -> Standing:
        source = self._standings.source(seen.source)
        decides = source is not None and (source.plant, source.state) == (slug, seen.state)
        return self._since(seen) if decides else seen

    def _why(self, seen: Standing) -> Standing:
        cause = self._polls.cause(seen.source)
        if cause is None or seen.state != "error" or cause.reason != seen.reason:
            return seen
        return msgspec.structs.replace(seen, cause=cause)

    def _since(self, seen: Standing) -> Standing:
        watch = self._bell.watches.get(seen.source)
        seen = told(seen, watch)
        if watch is None or watch.state != seen.state:
            return seen
        return msgspec.structs.replace(seen, since=watch.since)
