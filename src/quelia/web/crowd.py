"""The crowd: who may watch, how many at once, and one look at each of them every few seconds."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from quelia.domain.catalog import draft_channel, map_channel, plant_channel
from quelia.live.second import next_second
from quelia.web.stream import StreamViewer, retry_line
from quelia.web.ticket import Tickets
from quelia.web.window import Window

_MOST_PLANTS = 500
_ROUND_S = 4  # each viewer is looked at once in so many seconds, a part of them every second


class Crowd:
    """All open streams of this process. per_household, in_all: how many there may be."""

    def __init__(self, window: Window, tickets: Tickets, *, per_household: int, in_all: int) -> None:
        self._window, self.tickets = window, tickets
        self._per_household, self._in_all = per_household, in_all
        self._households: Counter[str] = Counter()
        self.connections: set[Any] = set()  # those that the server waits for when it stops: its own, once it is there
        self._rounds: tuple[set[StreamViewer], ...] = tuple(set() for _ in range(_ROUND_S))

    def __len__(self) -> int:
        return sum(map(len, self._rounds))

    def channels(self, query: Mapping[str, str]) -> tuple[str, ...] | None:
        """The channels asked for, empty where nothing of it may be seen.

        None for a request that does not name exactly one of `map` and `plants`, or `draft` (a ticket) alone. Beside one
        of them, a ticket has its plants seen as their drafts would have them, and the others as everybody sees them.
        """
        asked = [name for name in ("map", "plants") if name in query]
        if len(asked) > 1 or not (asked or "draft" in query):
            return None
        drafted = self.tickets.plants(query["draft"]) if "draft" in query else ()
        if "draft" in query and not drafted:
            return ()  # not what is public instead: the page would show it as the preview
        if asked == ["map"] and not drafted:
            return (map_channel(query["map"]),) if self._window.map(query["map"]) else ()
        slugs = self._asked_for(query)
        if slugs is None:
            return ()
        others = (plant_channel(slug) for slug in slugs if slug not in drafted)
        return (*map(draft_channel, drafted), *others)

    def _asked_for(self, query: Mapping[str, str]) -> Iterable[str] | None:
        """The published plants that a request names, by themselves or by their map; None where there is no such map."""
        if "map" in query:
            each = self._window.map(query["map"])
            return [plant.slug for plant in self._window.plants_on(each)] if each is not None else None
        slugs = dict.fromkeys(query.get("plants", "").split(",", _MOST_PLANTS)[:_MOST_PLANTS])
        return [slug for slug in slugs if self._window.plant(slug)]

    def has_room(self, household: str) -> bool:
        """Whether one more stream may be opened there. Those who have one keep it."""
        return self._households[household] < self._per_household and len(self) < self._in_all

    def enter(
        self,
        transport: asyncio.Transport,
        channels: tuple[str, ...],
        household: str,
        head: bytes,
    ) -> None:
        """Open a stream on `transport`: the head of the answer, the latest of each plant, then each new one."""
        viewer = StreamViewer(self, transport, channels, household, asyncio.get_running_loop().time())
        transport.set_protocol(viewer)
        # a write that cannot leave at once pauses the viewer: what is kept for it is one frame a plant, no more
        transport.set_write_buffer_limits(high=0)
        self._households[household] += 1
        self.connections.add(viewer)
        min(self._rounds, key=len).add(viewer)
        self._window.demand.watch(channels)
        transport.write(head + retry_line())
        self._window.hub.join(viewer, channels)

    async def look_after(self) -> None:
        """Look at everybody, a part of them every second, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            for viewers in self._rounds:
                await next_second()
                now = loop.time()
                for viewer in tuple(viewers):
                    viewer.beat(now)

    def leave(self, viewer: StreamViewer) -> None:
        self.connections.discard(viewer)
        self._window.hub.leave(viewer, viewer.channels)
        self._window.demand.unwatch(viewer.channels)
        for viewers in self._rounds:
            viewers.discard(viewer)
        self._households[viewer.household] -= 1
        if self._households[viewer.household] <= 0:
            del self._households[viewer.household]
