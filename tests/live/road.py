"""A poller with all that is behind it, and an owner who notes each call."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Self

from quelia.bus.memory import MemoryBus
from quelia.bus.protocol import READINGS
from quelia.domain.catalog import Catalog
from quelia.domain.cause import Cause
from quelia.domain.plant import Map, Plant
from quelia.domain.push import Receipt
from quelia.domain.reading import Reading
from quelia.domain.source import Source
from quelia.live.asker import Asker
from quelia.live.audience import Audience
from quelia.live.demand import Demand
from quelia.live.hub import Hub
from quelia.live.intake import Intake
from quelia.live.poller import Poller
from quelia.store.errors import DatabaseUnusable
from tests.domain.examples import NOW, plant, point, source

Answer = Callable[[Source], Awaitable[bytes]]

GOOD = b'{"power": 15.8}'


def a_plant(slug: str, **facts: Any) -> Plant:
    return plant(slug=slug, name=slug.upper(), **facts)


def a_source(number: int, *plants: str, **facts: Any) -> Source:
    """Source `number`, which measures the power of `plants`: by default of the one called `p<number>`."""
    points = [point(plant=slug) for slug in plants or (f"p{number}",)]
    return source(*points, **{"id": number, "slug": f"s{number}", "url": f"https://s{number}.example/live", **facts})


def a_catalog(*sources: Source, plants: Iterable[Plant] = (), maps: Iterable[Map] = ()) -> Catalog:
    """`sources` with the plants they measure, all published unless given otherwise in `plants`."""
    given = {each.slug: each for each in plants}
    measured = {slug: a_plant(slug) for each in sources for slug in each.plants}
    everything = measured | given
    ids = {slug: number for number, slug in enumerate(everything, 1)}
    return Catalog(everything.values(), sources, maps, ids)


class Shelf:
    """A series that keeps everything in a list."""

    def __init__(self) -> None:
        self.readings: list[Reading] = []

    def append(self, readings: Sequence[Reading]) -> None:
        self.readings.extend(readings)


class Drawer:
    """Deposits that keep everything in a list, and know again what was measured when it is sent once more."""

    def __init__(self) -> None:
        self.readings: list[Reading] = []
        self._seen: set[tuple[str, str, float | None]] = set()
        self.away = False

    async def put(self, key: int, readings: Sequence[Reading], word: str = "", digest: str = "") -> Receipt:
        if self.away:
            raise DatabaseUnusable
        known = [(each, (each.plant, each.values[0].quantity, each.measured_at)) for each in readings]
        new = [each for each, place in known if place not in self._seen]
        self._seen |= {place for _, place in known if place[2] is not None}
        self.readings += new
        return Receipt(new, len(readings) - len(new))


class Diary:
    """A diary that keeps every note: source, when it was asked, how long its server wants to be left alone."""

    def __init__(self) -> None:
        self.notes: list[tuple[int, float, float | None]] = []

    def note(self, source: int, asked_at: float, not_before: float | None) -> None:
        self.notes.append((source, asked_at, not_before))


class Tally:
    """Keeps what each call came to: source, when, how long, why it failed. trials: those that only count."""

    def __init__(self) -> None:
        self.calls: list[tuple[int, float, float, Cause | None, bool]] = []
        self.trials: list[tuple[int, float, float]] = []

    def note(self, source: int, at: float, elapsed_s: float, cause: Cause | None, *, failed: bool) -> None:
        self.calls.append((source, at, elapsed_s, cause, failed))

    def count(self, source: int, at: float, elapsed_s: float) -> None:
        self.trials.append((source, at, elapsed_s))


class AllOurs:
    """Leases that nobody else wants. epochs: what is held; None for everything, with epoch 1."""

    def __init__(self) -> None:
        self.epochs: Mapping[int, int] | None = None

    def hold(self, sources: Iterable[int]) -> Mapping[int, int]:
        if self.epochs is None:
            return dict.fromkeys(sources, 1)
        return {each: self.epochs[each] for each in sources if each in self.epochs}


async def good(_: Source) -> bytes:
    return GOOD


class Road:
    """Everything from the tick to the hub, with the owner's server as a function.

    calls: the monotonic second of each call, by source. at_once: the most calls of one source under way together.
    """

    def __init__(
        self, catalog: Catalog, answer: Answer = good, leases: AllOurs | None = None, diary: Diary | None = None
    ) -> None:
        self.answer = answer
        self.calls: dict[int, list[float]] = {}
        self.at_once: Counter[int] = Counter()
        self._under_way: Counter[int] = Counter()
        self.shelf, self.leases, self.bus = Shelf(), leases or AllOurs(), MemoryBus()
        self.demand, self.hub = Demand(self.now), Hub(self.clock, self.now, Audience(self.now, lambda _, call: call()))
        self.intake = Intake(self.shelf, Drawer(), self.bus)
        self.diary = diary or Diary()
        self.tally = Tally()
        asker = Asker(self.read, self.intake, self.diary, self.tally, monotonic=self.now, clock=self.clock)
        self.poller = Poller(asker, self.demand, self.leases, monotonic=self.now, later=_later)
        self._first = catalog

    async def __aenter__(self) -> Self:
        await self.bus.start()
        self.bus.subscribe(READINGS, self.hub.receive)
        self.use(self._first)
        self.running = asyncio.create_task(self.poller.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)

    def use(self, catalog: Catalog) -> None:
        """As the program does, in its order."""
        self.intake.use(catalog)
        self.hub.use(catalog)
        self.poller.use(catalog)

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    def clock(self) -> float:
        return NOW + self.now()

    async def read(self, asked: Source) -> bytes:
        self.calls.setdefault(asked.id, []).append(self.now())
        self._under_way[asked.id] += 1
        self.at_once[asked.id] = max(self.at_once[asked.id], self._under_way[asked.id])
        try:
            return await self.answer(asked)
        finally:
            self._under_way[asked.id] -= 1

    def count(self, number: int = 1) -> int:
        return len(self.calls.get(number, ()))

    def gaps(self, number: int = 1) -> list[float]:
        """Seconds between one call and the next."""
        calls = self.calls.get(number, [])
        return [round(after - before, 6) for before, after in pairwise(calls)]

    def state(self, slug: str = "p1") -> str:
        (shown,) = self.hub.shown(f"plant:{slug}")
        return shown.state


def _later(seconds: float, call: Callable[[], None]) -> asyncio.TimerHandle:
    return asyncio.get_running_loop().call_later(seconds, call)
