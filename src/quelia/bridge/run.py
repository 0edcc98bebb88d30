"""The bridge while it runs: each input in a task of its own, what it read to all outputs, and an end within five seconds."""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any

import structlog

from quelia.bridge.config import Config
from quelia.bridge.feed import Feed
from quelia.bridge.notify import Notify
from quelia.bridge.parts import Parts
from quelia.bridge.reader import Reader
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.bridge.station import Station
from quelia.bridge.watch import Watch
from quelia.bridge.words import status
from quelia.domain.bridge import Report

log = structlog.get_logger()

_REPORT_S = 60.0
_REPORT_AGAIN_S = 2.0  # changes that come together are told together
_COUNTS_S = 3600.0
_LEAP_S = 5.0
# together they stay below what a service manager and a technician wait for
_CANCEL_S, _EMPTY_S, _CLOSE_S = 0.7, 1.5, 1.1


class Bridge:
    """Made of what a configuration opened. `run` is called once."""

    def __init__(self, config: Config, parts: Parts, site: Site, notify: Notify, version: str, lang: str) -> None:
        self._lang = lang
        self._config, self._site, self._notify, self._version = config, site, notify, version
        pairs = zip(config.outputs, parts.outputs, strict=True)
        self.feeds = [Feed(f"{settings.type} {number}", each) for number, (settings, each) in enumerate(pairs, 1)]
        read = zip(config.inputs, parts.inputs, strict=True)
        self._readers = [Reader(settings, each) for settings, each in read]
        self.stations = [Station(each, site, self._hand_on) for each in self._readers]
        self._changed = asyncio.Event()
        for station in self.stations:
            station.changed = self._changed

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set. Raises Stuck where something no longer turns, and whatever a fault of ours raises."""
        pulses = [*(each.pulse for each in self.stations), *(each.pulse for each in self.feeds)]
        watch = Watch(pulses, self._notify)
        reading = _begun(each.run() for each in self.stations)
        sending = _begun(each.run() for each in self.feeds) | _begun(each.beside() for each in self.feeds)
        looking = _begun((watch.run(), self._telling()))
        stopping = asyncio.create_task(stop.wait())
        log.info("bridge runs", bridge=self._config.name, inputs=len(self.stations), outputs=len(self.feeds))
        self._notify.ready()
        try:
            endless = reading | looking | {stopping}
            ended, _ = await asyncio.wait(endless | sending, return_when=asyncio.FIRST_COMPLETED)
            while not ended & endless and not any(each.exception() for each in ended):
                sending -= ended  # an output that has nothing to do beside
                ended, _ = await asyncio.wait(endless | sending, return_when=asyncio.FIRST_COMPLETED)
            for each in ended:
                each.result()
        finally:
            self._notify.stopping()
            await _ended(reading | looking | {stopping})
            await self._emptied()
            await _ended(sending)
            await self._close()
            log.info("bridge has ended", bridge=self._config.name, waiting=self.report().queue)

    def report(self) -> Report:
        outputs = [each.output for each in self.feeds]
        oldest = [each.oldest_at for each in outputs if each.oldest_at is not None]
        return Report(
            bridge=self._config.name,
            version=self._version,
            sent_at=self._site.clock(),
            queue=sum(each.waiting for each in outputs),
            oldest_at=min(oldest, default=None),
            dropped=sum(each.dropped for each in outputs) + sum(each.lost for each in self.feeds),
            inputs=tuple(each.report() for each in self.stations),
        )

    def _hand_on(self, samples: Sequence[Sample]) -> None:
        for feed in self.feeds:
            feed.put(samples)

    async def _telling(self) -> None:
        """The report, each minute and when something changed; what was counted, each hour; leaps of the clock."""
        offset = self._site.clock() - self._site.monotonic()
        counted_at = self._site.monotonic()
        while True:
            await asyncio.sleep(_REPORT_AGAIN_S)
            self._changed.clear()
            report = self.report()
            self._notify.status(status(report, self._lang))
            await asyncio.gather(*(each.report(report) for each in self.feeds))
            try:
                async with asyncio.timeout(_REPORT_S - _REPORT_AGAIN_S):
                    await self._changed.wait()
            except TimeoutError:
                pass
            now = self._site.monotonic()
            leap = self._site.clock() - now - offset
            if abs(leap) > _LEAP_S:
                offset += leap
                log.warning("the clock of this machine leapt; readings bear its time", by_s=round(leap))
            if now - counted_at >= _COUNTS_S:
                counted_at = now
                self._count(report)

    def _count(self, report: Report) -> None:
        for each in self.stations:
            log.info("input in the last hour", input=each.settings.name, reads=each.reads, failed=each.failures)
            each.reads = each.failures = 0
        log.info("outputs", waiting=report.queue, dropped=report.dropped)

    async def _emptied(self) -> None:
        emptied = {asyncio.create_task(each.emptied()) for each in self.feeds}
        await asyncio.wait(emptied, timeout=_EMPTY_S)
        await _ended(emptied)

    async def _close(self) -> None:
        closing = _begun((*(each.close() for each in self._readers), *(each.output.close() for each in self.feeds)))
        await asyncio.wait(closing, timeout=_CLOSE_S)
        await _ended(closing)


def _begun(doing: Iterable[Coroutine[Any, Any, None]]) -> set["asyncio.Task[Any]"]:
    return {asyncio.create_task(each) for each in doing}


async def _ended(tasks: set["asyncio.Task[Any]"]) -> None:
    """Cancel, and wait a little: what takes no notice is left behind."""
    for each in tasks:
        each.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=_CANCEL_S)
    for each in tasks:
        if each.done() and not each.cancelled():
            each.exception()  # looked at: it was logged, or comes out of `run`
