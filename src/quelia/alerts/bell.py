"""The bell: looks at all sources every few seconds, and rings for those that are down for longer than they may be."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Protocol

import msgspec
import structlog

from quelia.domain.cause import Cause
from quelia.domain.incident import Watch, follow, shifted
from quelia.domain.standing import Standing
from quelia.metrics import INCIDENTS
from quelia.store.incidents import Closed, Opened

log = structlog.get_logger()

_LOOKS = 10  # while the time passes after which it is news
_LEAST_S, _MOST_S = 1.0, 10.0
_LEAP_S = 1.0  # less than that is a clock being set gently

Look = Callable[[], Awaitable[Mapping[int, Standing]]]


class Store(Protocol):
    """What lasts over restarts. Both raise what the database raises; called in a thread."""

    def watches(self) -> dict[int, Watch]: ...
    def save(
        self, watches: Mapping[int, Watch], gone: Iterable[int], news: Sequence[Opened | Closed], now: float
    ) -> None: ...


class Bell:
    """look: how each source does. cause: why a source fails. told: called once there is something to tell.

    after_s: how long a source is down before that is news. `clock`: seconds since 1970; `steady`: seconds that never leap.
    """

    def __init__(
        self,
        look: Look,
        store: Store,
        cause: Callable[[int], Cause | None],
        told: Callable[[], None],
        *,
        after_s: float,
        clock: Callable[[], float],
        steady: Callable[[], float],
    ) -> None:
        self._look, self._store, self._cause, self._told = look, store, cause, told
        self._after_s, self._clock, self._steady = after_s, clock, steady
        self._offset = clock() - steady()
        self._saved: dict[int, Watch] = {}
        self.watches: dict[int, Watch] = {}

    async def load(self) -> None:
        """Go on where it was before a restart. Raises DatabaseUnusable."""
        self._saved = await asyncio.to_thread(self._store.watches)
        self.watches = dict(self._saved)

    async def run(self) -> None:
        """Look until cancelled."""
        every_s, away = min(_MOST_S, max(_LEAST_S, self._after_s // _LOOKS)), False
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(every_s - loop.time() % every_s)
            try:
                await self.ring()
                away = False
            except Exception as error:  # noqa: BLE001 - whatever it is, what was seen is saved at the next look
                if not away:
                    log.warning("incidents not followed", cause=type(error).__name__)
                away = True

    async def ring(self) -> None:
        """One look, and what follows from it. What could not be saved is saved with the next."""
        standings = await self._look()
        self._follow_clock()
        now = self._clock()
        self.watches = {
            source: follow(self.watches.get(source), seen, now, self._after_s) for source, seen in standings.items()
        }
        changed, gone = self._changed(), self._saved.keys() - self.watches.keys()
        INCIDENTS.set(sum(watch.opened_at is not None for watch in self.watches.values()))
        if changed or gone:
            news = [*self._news(changed, standings, now), *self._dropped(gone, now)]
            await asyncio.to_thread(self._store.save, changed, gone, news, now)
            self._saved.update(changed)
            for source in gone:
                del self._saved[source]
            if news:
                _log(news)
                self._told()

    def _changed(self) -> dict[int, Watch]:
        """What is to be saved: most sources are as they were, and cost one look."""
        changed = {}
        for source, watch in self.watches.items():
            saved = self._saved.get(source)
            if saved is watch:
                continue
            if saved is not None and _lasting(saved) == _lasting(watch):
                self._saved[source] = watch
            else:
                changed[source] = watch
        return changed

    def _news(
        self, changed: Mapping[int, Watch], standings: Mapping[int, Standing], now: float
    ) -> Iterable[Opened | Closed]:
        """What became of the sources since it was saved last."""
        for source, watch in changed.items():
            before = self._saved.get(source)
            was_open = before is not None and before.opened_at is not None
            if watch.opened_at is not None and not was_open:
                cause = self._why(source, standings[source])
                yield Opened(source, watch.trouble_since or now, now, standings[source].taken_at, cause)
            elif was_open and watch.opened_at is None:
                assert before is not None
                yield Closed(source, before.well_since or now, now)

    def _dropped(self, gone: Iterable[int], now: float) -> Iterable[Closed]:
        """Sources that are no more: nobody need be told that they are well."""
        return (Closed(source, now, now, silent=True) for source in gone if self._saved[source].opened_at is not None)

    def _why(self, source: int, seen: Standing) -> Cause:
        """What the last call failed with, where that is what it is in: a clock that stands still fails no call."""
        if seen.state != "error":
            return Cause("waiting" if seen.state == "waiting" else "stale")
        cause = self._cause(source)
        return cause if cause is not None and cause.reason == seen.reason else Cause(seen.reason or "connection")

    def _follow_clock(self) -> None:
        """When the system's clock leaps, what is remembered leaps with it: nothing lasts longer or shorter by that."""
        offset = self._clock() - self._steady()
        leap, self._offset = offset - self._offset, offset
        if abs(leap) >= _LEAP_S:
            self.watches = {source: shifted(watch, leap) for source, watch in self.watches.items()}


def _log(news: Iterable[Opened | Closed]) -> None:
    for each in news:
        if isinstance(each, Opened):
            log.warning("incident opened", source_id=each.source, reason=each.cause.reason)
        else:
            log.info("incident closed", source_id=each.source)


def _lasting(watch: Watch) -> Watch:
    """What of a watch is said of more than this process."""
    return msgspec.structs.replace(watch, needed_since=None)
