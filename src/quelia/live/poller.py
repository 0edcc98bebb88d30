"""The poller: each source in its turn, never two turns of one at once. Step 1 of the road."""

import asyncio
import heapq
import math
import random
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Protocol

import structlog

from quelia.domain.catalog import Catalog
from quelia.domain.pace import Health, interval, wait
from quelia.domain.source import Source
from quelia.live.alarm import Alarm, PutOff
from quelia.live.asker import Asker
from quelia.live.demand import Demand
from quelia.live.hosts import Lines, host_of
from quelia.live.turn import Turn, live_pace, shorter_pace
from quelia.metrics import LATE_SECONDS

log = structlog.get_logger()

_RENEW_S = 3.0  # a lease lasts 10 s: three renewals may fail before another takes over
_APART_S = 0.005  # so much later each source of a map that is opened: ten times what a read costs
_AT_ONCE = 20  # turns begun before others have the loop: some 10 ms
_TOGETHER_S = 0.02  # what becomes due within that after some turns were begun is begun together
_NOT_OURS_S = 1.0  # a source that another process reads is looked at again this much later
_START_S = 5.0  # a thousand sources are not asked in the same instant


class Leases(Protocol):
    """The right to poll: of all processes, one holds a source at a time."""

    def hold(self, sources: Iterable[int]) -> Mapping[int, int]:
        """Take or renew what can be had. Returns the epoch of each source held; it grows with each new holder."""
        ...


class Poller:
    """Has every source asked when it is due."""

    def __init__(
        self, asker: Asker, demand: Demand, leases: Leases, *, monotonic: Callable[[], float], later: PutOff
    ) -> None:
        self._asker, self._demand, self._leases = asker, demand, leases
        self._monotonic = monotonic
        self._catalog: Catalog | None = None
        self._turns: dict[int, Turn] = {}
        self._queue: list[tuple[float, int]] = []
        self._lines = Lines()
        self._alarm = Alarm(self._begin_due, monotonic, later)
        self._begun_at = -math.inf
        self._changed = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._held: Mapping[int, int] = {}
        self._stopped = False
        demand.when_wanted(self.wake)

    def use(self, catalog: Catalog) -> None:
        """Take over a new catalog; a source that changed is read anew, one that did not keeps its turn."""
        self._catalog = catalog
        now = self._monotonic()
        before, self._turns = self._turns, {}
        for source in catalog.sources.values():
            if source.pushed:
                continue  # nobody asks it
            turn = before.get(source.id)
            if turn is None:
                turn = Turn(source, now + random.random() * min(source.interval_s, _START_S))
                self._schedule(turn)
            else:
                self._change(turn, source)
            self._turns[source.id] = turn
        self._changed.set()

    def remember(self, asked_s: Mapping[int, float], barred_s: Mapping[int, float]) -> None:
        """What was before a restart, by source: how many seconds ago it was asked, for how many it asked us to wait."""
        now = self._monotonic()
        for source_id, turn in self._turns.items():
            turn.health = Health(not_before=now + barred_s[source_id]) if source_id in barred_s else turn.health
            if source_id in asked_s and turn.begun_at is None:
                turn.begun_at = now - asked_s[source_id]
                turn.due = max(turn.due or now, self._after(turn, live_pace(turn.source)))
                self._schedule(turn)

    async def run(self) -> None:
        """Ask until cancelled; what is under way is then given up."""
        renewing = asyncio.create_task(self._renew())
        self._alarm.turn_on()
        try:
            await renewing
        finally:
            self._stopped = True
            self._alarm.turn_off()
            for task in (renewing, *self._running):
                task.cancel()
            await asyncio.gather(renewing, *self._running, return_exceptions=True)

    def wake(self, channel: str) -> None:
        """Somebody began to watch `channel`: its sources go over to their live pace now."""
        if self._catalog is None:
            return
        sources = self._catalog.sources_on(channel)
        for place, source_id in enumerate(sources):
            turn = self._turns.get(source_id)
            if turn is not None:
                # in one instant they would be asked, and then for as long as somebody watches
                self._hasten(turn, place * min(_APART_S, live_pace(turn.source) / len(sources)))

    def spend(self, tried: Source, elapsed_s: float) -> None:
        """A source was tried out, as it is or as it may become: its owner's server had a call more."""
        for turn in self._turns.values():
            source = turn.source
            if source.slug == tried.slug and host_of(source.url) == host_of(tried.url):
                turn.spend(self._monotonic())
                self._asker.count_trial(source, elapsed_s)
                if turn.due is not None and not turn.busy:
                    turn.due = max(turn.due, self._after(turn, turn.pace))
                    self._schedule(turn)

    def _change(self, turn: Turn, source: Source) -> None:
        """Go on with what the catalog now says of a source, or of the plants it measures."""
        if turn.source != source:
            # its failures are those of the old facts; what its server asked for is still to be obeyed
            here = host_of(turn.source.url) == host_of(source.url)
            turn.health = Health(not_before=turn.health.not_before if here else 0.0)
            pace, turn.source = shorter_pace(turn.source, source), source
            turn.due = self._after(turn, pace)
            self._schedule(turn)
        self._hasten_if_watched(turn)

    def _hasten(self, turn: Turn, apart_s: float = 0.0) -> None:
        if not turn.can_be_hastened:
            return
        sooner = max(self._after(turn, live_pace(turn.source)), self._monotonic() + apart_s)
        if turn.due is None or sooner < turn.due:
            turn.due = sooner
            self._schedule(turn)

    def _after(self, turn: Turn, pace_s: float, jitter: float = 0.0) -> float:
        """When a source may be asked again at `pace_s`: never sooner than that after the last time."""
        now = self._monotonic()
        if turn.begun_at is None:
            return max(now, turn.health.not_before)
        return max(now, turn.begun_at + wait(pace_s, turn.health, turn.begun_at, jitter))

    def _schedule(self, turn: Turn) -> None:
        if turn.due is not None:
            heapq.heappush(self._queue, (turn.due, turn.source.id))
            self._alarm.set(max(turn.due, self._begun_at + _TOGETHER_S))

    def _begin_due(self) -> None:
        """Begin turns that are due, some of them, and have the alarm ring for the next."""
        now, begun = self._monotonic(), 0
        while self._queue:
            due, source_id = self._queue[0]
            turn = self._turns.get(source_id)
            if turn is None or turn.due != due or turn.busy:
                heapq.heappop(self._queue)  # an entry that something sooner replaced
            elif due > now:
                self._alarm.set(max(due, self._begun_at + _TOGETHER_S))
                return
            elif begun == _AT_ONCE:
                self._alarm.set(now)
                return
            else:
                heapq.heappop(self._queue)
                self._begun_at, begun = now, begun + 1
                self._begin(turn)

    def _begin(self, turn: Turn) -> None:
        """Let a turn that is due enter the line of its host, unless nobody wants it or another process has it."""
        pace = interval(turn.source, watched=self._watched(turn.source))
        if pace is None:
            turn.due = None
        elif turn.source.id not in self._held:
            turn.due = self._monotonic() + _NOT_OURS_S
            self._schedule(turn)
        else:
            turn.busy, turn.pace, turn.held = True, pace, host_of(turn.source.url)
            if self._lines.enter(turn.held, turn.source.id):
                self._ask(turn)

    def _ask(self, turn: Turn) -> None:
        now = self._monotonic()
        LATE_SECONDS.observe(now - (turn.due or now))
        turn.begun_at = max(now, turn.begun_at or now)  # later: it was tried out while it stood in line
        task = asyncio.create_task(self._turn(turn, self._held.get(turn.source.id, 0)))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _turn(self, turn: Turn, epoch: int) -> None:
        source = turn.source
        try:
            await self._asker.ask(turn, epoch)
        except Exception:
            # whatever one answer does, the source keeps its turn and the others theirs
            log.exception("turn failed", source=source.slug)
        finally:
            if not self._stopped:
                self._end(turn, source)

    def _end(self, turn: Turn, source: Source) -> None:
        """source: what was asked; the catalog may say something else of it by now."""
        pace = turn.pace if turn.source is source else shorter_pace(source, turn.source)
        turn.due = self._after(turn, pace, random.random())
        turn.busy = False
        if self._turns.get(source.id) is turn:
            self._schedule(turn)
            self._hasten_if_watched(turn)
        self._call_next(turn.held)

    def _call_next(self, host: str) -> None:
        """Let the first in the line of a host go; those that the catalog no longer has are passed over."""
        while (source_id := self._lines.leave(host)) is not None:
            turn = self._turns.get(source_id)
            if turn is not None and turn.busy and turn.held == host and source_id in self._held:
                self._ask(turn)
                return
            if turn is not None and turn.held == host:
                turn.busy = False
                self._schedule(turn)

    def _hasten_if_watched(self, turn: Turn) -> None:
        """Somebody may have begun to watch while the answer was awaited at the history pace."""
        if turn.can_be_hastened and self._watched(turn.source):
            self._hasten(turn)

    def _watched(self, source: Source) -> bool:
        catalog = self._catalog
        assert catalog is not None, "a turn belongs to a catalog"
        return self._demand.watched(catalog.seen_on(source.id))

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
            with suppress(TimeoutError):
                async with asyncio.timeout(_RENEW_S):
                    await self._changed.wait()
