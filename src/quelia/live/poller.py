"""The poller: each source in its turn, never two turns of one at once. Steps 1 and 2 of the road."""

import asyncio
import heapq
import random
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from typing import Protocol

import structlog

from quelia.domain.catalog import Catalog
from quelia.domain.errors import NotConnected, SourceError
from quelia.domain.extract import Tick
from quelia.domain.pace import Health, interval, wait
from quelia.domain.source import Source
from quelia.live.demand import Demand
from quelia.live.intake import Intake

log = structlog.get_logger()

Read = Callable[[Source], Awaitable[bytes]]

_RENEW_S = 3.0  # a lease lasts 10 s: three renewals may fail before another takes over
_NOT_OURS_S = 1.0  # a source that another process reads is looked at again this much later


class Leases(Protocol):
    """The right to poll: of all processes, one holds a source at a time."""

    def hold(self, sources: Iterable[int]) -> Mapping[int, int]:
        """Take or renew what can be had. Returns the epoch of each source held; it grows with each new holder."""
        ...


class Turn:
    """What the poller knows of a source between two reads. Times are monotonic seconds."""

    __slots__ = ("begun_at", "due", "health", "pace", "reading", "source")

    def __init__(self, source: Source, due: float) -> None:
        self.source = source
        self.due: float | None = due  # None: parked, nobody watches and no history is wanted
        self.begun_at: float | None = None
        self.pace = source.interval_s
        self.health = Health()
        self.reading = False


class Poller:
    """Asks every source when it is due. `read` fetches an answer, or raises SourceError."""

    def __init__(
        self,
        read: Read,
        intake: Intake,
        demand: Demand,
        leases: Leases,
        *,
        monotonic: Callable[[], float],
        clock: Callable[[], float],
    ) -> None:
        self._read, self._intake, self._demand, self._leases = read, intake, demand, leases
        self._monotonic, self._clock = monotonic, clock
        self._catalog: Catalog | None = None
        self._turns: dict[int, Turn] = {}
        self._queue: list[tuple[float, int]] = []
        self._sooner, self._changed = asyncio.Event(), asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._held: Mapping[int, int] = {}
        demand.when_wanted(self.wake)

    def use(self, catalog: Catalog) -> None:
        """Take over a new catalog; a source that changed is read anew, one that did not keeps its turn."""
        self._catalog = catalog
        now = self._monotonic()
        before, self._turns = self._turns, {}
        for source in catalog.sources.values():
            turn = before.get(source.id)
            if turn is None:
                # a spread start: a thousand sources are not asked in the same instant
                turn = Turn(source, now + random.random() * min(source.interval_s, 5.0))
                self._schedule(turn)
            else:
                self._change(turn, source)
            self._turns[source.id] = turn
        self._changed.set()

    async def run(self) -> None:
        """Ask until cancelled; what is under way is then given up."""
        renewing = asyncio.create_task(self._renew())
        try:
            while True:
                delay = self._begin_due()
                with suppress(TimeoutError):
                    async with asyncio.timeout(delay):
                        await self._sooner.wait()
                self._sooner.clear()
        finally:
            for task in (renewing, *self._running):
                task.cancel()
            await asyncio.gather(renewing, *self._running, return_exceptions=True)

    def wake(self, channel: str) -> None:
        """Somebody began to watch `channel`: its sources go over to their live pace now."""
        if self._catalog is None:
            return
        for slug in self._catalog.seen_on(channel):
            for source_id in self._catalog.sources_of(slug):
                turn = self._turns.get(source_id)
                if turn is not None:
                    self._hasten(turn)

    def _change(self, turn: Turn, source: Source) -> None:
        """Go on with what the catalog now says of a source, or of the plants it measures."""
        if turn.source != source:
            # its failures are those of the old facts; what its server asked for is still to be obeyed
            turn.health = Health(not_before=turn.health.not_before)
            pace, turn.source = _shorter_pace(turn.source, source), source
            turn.due = self._after(turn, pace)
            self._schedule(turn)
        self._hasten_if_watched(turn)

    def _hasten(self, turn: Turn) -> None:
        live_pace = _live_pace(turn.source)
        if turn.due is not None and turn.begun_at is not None and turn.pace <= live_pace:
            return
        sooner = self._after(turn, live_pace)
        if turn.due is None or sooner < turn.due:
            turn.due = sooner
            self._schedule(turn)

    def _after(self, turn: Turn, pace_s: float, jitter: float = 0.0) -> float:
        """When a source may be asked again at `pace_s`: never sooner than that after the last time."""
        now = self._monotonic()
        if turn.begun_at is None:
            return now
        return max(now, turn.begun_at + wait(pace_s, turn.health, turn.begun_at, jitter))

    def _schedule(self, turn: Turn) -> None:
        if turn.due is not None:
            heapq.heappush(self._queue, (turn.due, turn.source.id))
            self._sooner.set()

    def _begin_due(self) -> float | None:
        """Begin all turns that are due. Returns the seconds to the next one, None where there is none."""
        while self._queue:
            due, source_id = self._queue[0]
            turn = self._turns.get(source_id)
            if turn is None or turn.due != due or turn.reading:
                heapq.heappop(self._queue)  # an entry that something sooner replaced
                continue
            delay = due - self._monotonic()
            if delay > 0:
                return delay
            heapq.heappop(self._queue)
            self._begin(turn)
        return None

    def _begin(self, turn: Turn) -> None:
        now = self._monotonic()
        pace = interval(turn.source, watched=self._watched(turn.source))
        if pace is None:
            turn.due = None
            return
        epoch = self._held.get(turn.source.id)
        if epoch is None:
            turn.due = now + _NOT_OURS_S
            self._schedule(turn)
            return
        turn.begun_at, turn.pace, turn.reading = now, pace, True
        task = asyncio.create_task(self._turn(turn, epoch))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _turn(self, turn: Turn, epoch: int) -> None:
        source = turn.source
        try:
            answer = await self._ask(source, well=turn.health.failing_since is None)
            tick = Tick(self._clock(), turn.pace, epoch)
            readings = await self._intake.take(source, answer, tick)
            reasons = {value.reason for reading in readings for value in reading.values}
            self._note(turn, None if None in reasons else next(iter(reasons), None), answer)
        except Exception:
            # whatever one answer does, the source keeps its turn and the others theirs
            log.exception("turn failed", source=source.slug)
        finally:
            # one that changed meanwhile is read anew without waiting for its history pace
            pace = turn.pace if turn.source is source else _shorter_pace(source, turn.source)
            turn.due = self._after(turn, pace, random.random())
            turn.reading = False
            if self._turns.get(source.id) is turn:
                self._schedule(turn)
                self._hasten_if_watched(turn)

    async def _ask(self, source: Source, *, well: bool) -> bytes | SourceError:
        try:
            return await self._read(source)
        except SourceError as error:
            return error
        except Exception:
            if well:  # once when lost, not with each answer
                log.exception("read failed", source=source.slug)
            return NotConnected("the answer could not be read")

    def _note(self, turn: Turn, reason: str | None, answer: bytes | SourceError) -> None:
        """Follow the source's health; one line when it is lost, one when it is back."""
        now, source, before = self._monotonic(), turn.source, turn.health
        turn.health = before.after(reason is None, now, getattr(answer, "retry_after_s", None))
        if reason is not None and before.failing_since is None:
            detail = str(answer) if isinstance(answer, SourceError) else ""
            log.warning("source lost", source=source.slug, reason=reason, detail=detail)
        elif reason is None and before.failing_since is not None:
            log.info("source recovered", source=source.slug, silent_s=round(now - before.failing_since, 1))

    def _hasten_if_watched(self, turn: Turn) -> None:
        """Somebody may have begun to watch while the answer was awaited at the history pace."""
        if self._watched(turn.source):
            self._hasten(turn)

    def _watched(self, source: Source) -> bool:
        catalog = self._catalog
        assert catalog is not None, "a turn belongs to a catalog"
        plants = (slug for slug in source.plants if slug in catalog.plants)
        return any(self._demand.watched(catalog.channels_for(slug)) for slug in plants)

    async def _renew(self) -> None:
        away = False
        while True:
            self._changed.clear()
            try:
                self._held = await asyncio.to_thread(self._leases.hold, tuple(self._turns))
                away = False
            except Exception as error:  # noqa: BLE001 - whatever it is, what is held is read on
                if not away:
                    log.warning("leases not renewed", cause=type(error).__name__)
                away = True
            self._sooner.set()
            with suppress(TimeoutError):
                async with asyncio.timeout(_RENEW_S):
                    await self._changed.wait()


def _live_pace(source: Source) -> float:
    return interval(source, watched=True) or source.interval_s


def _shorter_pace(before: Source, after: Source) -> float:
    return min(_live_pace(before), _live_pace(after))
