"""The intake: from what a source said to what everybody hears. Steps 3 to 6 of the road, in their order."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import msgspec
import structlog

from quelia.bus.protocol import READINGS, Bus, BusDown
from quelia.domain.catalog import Catalog
from quelia.domain.document import decode
from quelia.domain.errors import SourceError
from quelia.domain.extract import Tick, extract, failed
from quelia.domain.judge import judge
from quelia.domain.night import asleep
from quelia.domain.reading import Reading
from quelia.domain.source import Source

log = structlog.get_logger()

# bytes of an answer times its points: what is more may take longer than everybody else should wait
_AT_ONCE = 16 * 1024
_SEARCH = 16  # a path that searches looks at every node, each some 10 bytes long, for 1 to 3 µs


class Announcement(msgspec.Struct, frozen=True):
    """A reading on the bus, with the channels on which it may be seen."""

    reading: Reading
    channels: tuple[str, ...]


class Series(Protocol):
    """What the intake asks of the store."""

    def append(self, readings: Sequence[Reading]) -> None:
        """Note the readings for the next batch; never waits and never raises."""
        ...


class Intake:
    """Takes answers in, whatever door they came by."""

    def __init__(self, series: Series, bus: Bus) -> None:
        self._series, self._bus = series, bus
        self._catalog: Catalog | None = None
        self._encoder = msgspec.msgpack.Encoder()
        # one thread: with more of them the loop would seldom have its turn
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="extract")

    def use(self, catalog: Catalog) -> None:
        self._catalog = catalog

    async def take(self, source: Source, answer: bytes | SourceError, tick: Tick) -> list[Reading]:
        """Extract, judge, record and announce. Returns the readings as judged."""
        extracted = await self._found(source, answer, tick)
        catalog = self._catalog
        assert catalog is not None, "the catalog is loaded before anything is read"
        readings = [
            judge(asleep(reading, source, plant), plant)
            for reading in extracted
            if (plant := catalog.plants.get(reading.plant)) is not None
        ]
        if not source.draft:
            self._series.append(readings)
        for reading in readings:
            await self._announce(Announcement(reading, catalog.channels_of(reading.plant, source.id)))
        return readings

    async def _found(self, source: Source, answer: bytes | SourceError, tick: Tick) -> list[Reading]:
        if isinstance(answer, SourceError) or len(answer) * _weight(source) <= _AT_ONCE:
            return _extracted(source, answer, tick)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._aside, _extracted, source, answer, tick)

    async def _announce(self, announcement: Announcement) -> None:
        try:
            await self._bus.publish(READINGS, self._encoder.encode(announcement))
        except BusDown:
            # the values age honestly, and the next poll fills in
            log.warning("announcement lost", plant=announcement.reading.plant)


def _weight(source: Source) -> int:
    return sum(1 if point.path.steps is not None else _SEARCH for point in source.points)


def _extracted(source: Source, answer: bytes | SourceError, tick: Tick) -> list[Reading]:
    if isinstance(answer, SourceError):
        return failed(source, answer, tick)
    try:
        return extract(source, decode(answer), tick)
    except SourceError as error:
        return failed(source, error, tick)
