"""The intake: from what a source said to what everybody hears. Steps 3 to 6 of the road, in their order."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import NamedTuple, Protocol

import msgspec
import structlog

from quelia.bus.protocol import READINGS, Bus, BusDown
from quelia.domain.catalog import Catalog
from quelia.domain.document import decode
from quelia.domain.errors import SourceError
from quelia.domain.extract import Tick, extract, failed
from quelia.domain.judge import judge
from quelia.domain.night import asleep
from quelia.domain.push import Receipt, Refused, fingerprint, newest
from quelia.domain.push import readings as pushed_readings
from quelia.domain.reading import Reading
from quelia.domain.source import Source
from quelia.store.errors import DatabaseUnusable, Undecided

log = structlog.get_logger()

# bytes of an answer times its points: what is more may take longer than everybody else should wait
_AT_ONCE = 16 * 1024
_SMALL = 4 * 1024  # bytes of a body that is pushed: some 40 items, read in less than a millisecond
_SEARCH = 16  # a path that searches looks at every node, each some 10 bytes long, for 1 to 3 µs


class Pushed(NamedTuple):
    """A body that was sent. key: the number of the key with which; word: its Idempotency-Key, or empty."""

    key: int
    body: bytes
    word: str = ""


class Announcement(msgspec.Struct, frozen=True):
    """A reading on the bus, with the channels on which it may be seen."""

    reading: Reading
    channels: tuple[str, ...]


class Series(Protocol):
    """What the intake asks of the store."""

    def append(self, readings: Sequence[Reading]) -> None:
        """Note the readings for the next batch; never waits and never raises."""
        ...


class Deposits(Protocol):
    """What the intake asks of the store for what is pushed."""

    async def put(self, key: int, readings: Sequence[Reading], word: str = "", digest: str = "") -> Receipt:
        """Store them once; returns when they are on the disk. Raises DatabaseUnusable, or Refused for another's word."""
        ...


class Intake:
    """Takes readings in, whatever door they come by."""

    def __init__(self, series: Series, deposits: Deposits, bus: Bus) -> None:
        self._series, self._deposits, self._bus = series, deposits, bus
        self._catalog: Catalog | None = None
        self._late: set[asyncio.Task[None]] = set()
        self._encoder = msgspec.msgpack.Encoder()
        # one thread: with more of them the loop would seldom have its turn
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="extract")

    def use(self, catalog: Catalog) -> None:
        self._catalog = catalog

    async def take(self, source: Source, answer: bytes | SourceError, tick: Tick) -> list[Reading]:
        """Extract, judge, record and announce. Returns the readings as judged."""
        small = isinstance(answer, SourceError) or len(answer) * _weight(source) <= _AT_ONCE
        readings = self._judged(source, await self._found(partial(_extracted, source, answer, tick), small=small))
        if not source.draft:
            self._series.append(readings)
        await self._announce_all(source, readings)
        return readings

    async def take_pushed(self, source: Source, pushed: Pushed, now: float) -> Receipt:
        """The same for a body that was sent: recorded before it is acknowledged, and of each quantity the newest announced.

        now: seconds since 1970. Raises Refused or DatabaseUnusable, and then nothing was taken.
        """
        found = await self._found(partial(pushed_readings, source, pushed.body, now), small=len(pushed.body) <= _SMALL)
        digest = fingerprint(found) if pushed.word else ""
        try:
            receipt = await self._deposits.put(pushed.key, self._judged(source, found), pushed.word, digest)
        except Undecided as error:
            # sent again it is a repetition, which is not announced
            announcing = asyncio.create_task(self._announce_late(source, error.receipt))
            self._late.add(announcing)
            announcing.add_done_callback(self._late.discard)
            raise
        await self._announce_all(source, newest(receipt.new))
        return receipt

    def _judged(self, source: Source, found: Sequence[Reading]) -> list[Reading]:
        catalog = self._catalog
        assert catalog is not None, "the catalog is loaded before anything is read"
        return [
            judge(asleep(reading, source, plant), plant)
            for reading in found
            if (plant := catalog.plants.get(reading.plant)) is not None
        ]

    async def _found(self, find: Callable[[], list[Reading]], *, small: bool) -> list[Reading]:
        return find() if small else await asyncio.get_running_loop().run_in_executor(self._aside, find)

    async def _announce_late(self, source: Source, stored: Awaitable[Receipt]) -> None:
        with suppress(DatabaseUnusable, Refused):
            await self._announce_all(source, newest((await stored).new))

    async def _announce_all(self, source: Source, readings: Sequence[Reading]) -> None:
        catalog = self._catalog
        assert catalog is not None, "what is announced was judged by it"
        for reading in readings:
            await self._announce(Announcement(reading, catalog.channels_of(reading.plant, source.id)))

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
