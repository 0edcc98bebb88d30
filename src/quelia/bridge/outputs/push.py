"""Sends to quelia: first onto the disk, then out, again and again until it is taken. The newest goes first."""

import asyncio
import hashlib
import random
import sqlite3
from collections.abc import Sequence
from typing import Annotated

import msgspec
import structlog
from msgspec import Meta

from quelia.bridge.outputs import parcel
from quelia.bridge.outputs.clock import Clock
from quelia.bridge.outputs.line import Line, NoAnswer, checked_file, checked_proxy, checked_url
from quelia.bridge.outputs.output import OutputSettings
from quelia.bridge.outputs.stock import Stock
from quelia.bridge.outputs.verdict import Keep, Verdict, verdict
from quelia.bridge.problem import ConfigError, Problem
from quelia.bridge.queue import Item
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.domain.bridge import Report

log = structlog.get_logger()

ASKS = ("url", "key")
_LONGEST_WAIT_S = 60.0
_BETWEEN_S = 0.2  # two bodies of a backlog: quelia takes a hundred a second of one key, others have a turn too
_TOO_MUCH = ("http 408", "http 413")  # too slow for quelia, or too large for somebody on the way
_MARGIN_MS = 60_000  # what is so near to the end of the window would be too old once it is there
_DISK_AGAIN_S = 1.0  # it is near, and what was just read is not to wait for longer


class Settings(OutputSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """url: of quelia, as visitors have it. key: of the pushed source. name: of the queue, where two go to one address.

    proxy: `http://user:password@host:port`, or `env`. batch: items in one body. keep_days, most_mb: of the queue.
    """

    url: Annotated[str, Meta(min_length=1, max_length=2000)]
    key: Annotated[str, Meta(min_length=1, max_length=1000)]
    name: Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,40}$")] | None = None
    proxy: Annotated[str, Meta(max_length=1000)] = ""
    ca_file: Annotated[str, Meta(max_length=1000)] = ""
    allow_http: bool = False
    batch: Annotated[int, Meta(ge=1, le=500)] = 200
    keep_days: Annotated[float, Meta(ge=0.01, le=7)] = 7.0
    most_mb: Annotated[int, Meta(ge=1, le=10_000)] = 200

    @property
    def place(self) -> str:
        return f"push-{self.name or hashlib.sha256(_door(self.url).encode()).hexdigest()[:8]}"


def opened(settings: Settings, site: Site) -> "Push":
    """Raises ConfigError, or SecretMissing."""
    url = checked_url(settings.url, "output.url", allow_http=settings.allow_http)
    url = _door(url)
    ca_file = checked_file(settings.ca_file, site, "output.ca_file")
    proxy = settings.proxy if settings.proxy in ("", "env") else site.secret(settings.proxy)
    proxy = checked_proxy(proxy, "output.proxy")
    key = site.secret(settings.key)
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ConfigError([Problem("output.key", "output_key")])
    line = Line(
        proxy=proxy, ca_file=ca_file, headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    )
    return Push(settings, site, url, line)


def _door(url: str) -> str:
    """Without the path that push.md and the office write for whoever has a program."""
    return url.rstrip("/").removesuffix("/v1/push").rstrip("/")


class Push:
    """url: without a slash at its end. trouble: why nothing is taken at the moment; empty while all is well."""

    def __init__(self, settings: Settings, site: Site, url: str, line: Line) -> None:
        self._settings, self._site, self._url, self._line = settings, site, url, line
        self._stock = Stock(site.keep / f"{settings.place}.sqlite3", settings.most_mb * 1_000_000)
        self._last: dict[str, Item] = {}
        self._refused: dict[str, str] = {}
        self._clock = Clock(site)
        self._something = asyncio.Event()
        self._something.set()  # of a process before this one
        self._most = settings.batch
        self._failures = 0
        self.trouble = self.refused = ""
        self.dropped = 0

    @property
    def waiting(self) -> int:
        return self._stock.waiting

    @property
    def oldest_at(self) -> float | None:
        return self._stock.oldest_at

    @property
    def ahead_s(self) -> float:
        return -self._clock.correction_ms / 1000

    @property
    def unsent(self) -> int:
        return self.waiting

    async def take(self, samples: Sequence[Sample]) -> None:
        fresh = [each for each in parcel.items(samples) if self._last.get(each.track) != each]
        await self._stock.put(fresh, self._clock.leapt_ms())
        self._last |= {each.track: each for each in fresh}
        if fresh:
            self._something.set()

    async def report(self, report: Report) -> None:
        try:
            self._clock.heard(await self._line.send("POST", f"{self._url}/v1/bridge", msgspec.json.encode(report)))
        except NoAnswer:
            return  # the values themselves say, again and again, that there is no way through

    async def run(self) -> None:
        while True:
            await self._something.wait()
            self._something.clear()
            wait_s = await self._round()
            if wait_s:
                await asyncio.sleep(wait_s)
                self._something.set()

    async def close(self) -> None:
        await self._line.close()
        await self._stock.close()

    def shown(self, samples: Sequence[Sample]) -> list[str]:
        return [f"POST {self._url}/v1/push", *(parcel.written_of(each).decode() for each in parcel.items(samples))]

    async def _round(self) -> float:
        """Send one batch. Returns how long to wait before the next; 0 where nothing is left."""
        try:
            batch = await self._due()
            for chosen, body in parcel.bodies(batch):
                await self._settle(verdict(await self._line.send("POST", f"{self._url}/v1/push", body)), chosen)
        except NoAnswer as error:
            if error.code == "timeout":  # over a slow line less of it may come through in time
                self._most = max(1, self._most // 2)
            return self._put_off(error.code, 0.0)
        except Keep as error:
            if error.code in _TOO_MUCH:
                self._most = max(1, self._most // 2)
            return self._put_off(error.code, error.wait_s)
        except (sqlite3.Error, OSError):
            return self._put_off_by_disk()
        if self._stock.failing:  # what is in memory went out; what is on the disk did not
            return self._put_off_by_disk()
        if batch and self.trouble:
            log.info("quelia takes what is sent again", waiting=self.waiting)
        self.trouble = "" if batch else self.trouble
        self._failures = 0
        return _BETWEEN_S if self.waiting else 0.0

    async def _due(self) -> list[Item]:
        """What to send next, with the times that are true."""
        batch = [*await self._stored(), *self._stock.afloat.values()]
        if any(each.by_clock for each in batch) and not self._clock.known:
            self._clock.heard(await self._line.send("GET", f"{self._url}/healthz"))
        by_ms = self._clock.correction_ms
        return await self._stock.put_right(batch, by_ms) if by_ms else batch

    async def _stored(self) -> list[Item]:
        """What is on the disk. Raises sqlite3.Error or OSError where there is nothing else."""
        by_clock_ms = round((self._site.clock() - self._settings.keep_days * 86_400) * 1000) + _MARGIN_MS
        oldest_ms = by_clock_ms + self._clock.correction_ms
        try:
            gone = 0
            if self._clock.known:
                gone = await self._stock.on_disk(lambda queue: queue.drop_before(oldest_ms, by_clock_ms))
            if gone:
                self.dropped += gone
                log.warning("values are too old to be sent, and are dropped", count=gone)
            found = await self._stock.on_disk(lambda queue: queue.batch(self._most))
            return await self._readable(found)
        except (sqlite3.Error, OSError):
            if not self._stock.afloat:
                raise
            return []

    async def _readable(self, found: list[Item]) -> list[Item]:
        """Without what another version of this program left and nobody can read: it would keep all others back."""
        unread = [each for each in found if not parcel.is_readable(each)]
        if unread:
            self.dropped += len(unread)
            log.warning("values that cannot be read are dropped", count=len(unread))
            await self._stock.forget(unread)
        return [each for each in found if each not in unread]

    async def _settle(self, said: Verdict, chosen: list[Item]) -> None:
        """Do what an answer asks for. Raises Keep where all of it stays."""
        self._clock.heard(said.said)
        if said.taken:
            self._most = min(self._settings.batch, self._most * 2)
            return await self._stock.forget(chosen)
        if said.place is not None and said.place < len(chosen):
            doomed = [chosen[said.place]]
        elif len(chosen) == 1:
            doomed = chosen
        else:
            self._most = max(1, self._most // 2)  # one of them is to blame, or all together are too much
            raise Keep(said.code, _BETWEEN_S)
        self.dropped += len(doomed)
        self.refused = said.code
        if self._refused.get(doomed[0].track) != said.code:  # said once; the report counts them
            log.warning("quelia refuses a value for good; such are dropped", code=said.code, point=doomed[0].track)
            self._refused[doomed[0].track] = said.code
        await self._stock.forget(doomed)
        raise Keep("", _BETWEEN_S)

    def _put_off(self, code: str, wait_s: float) -> float:
        if not code:
            return wait_s
        self._told(code)
        self._failures += 1
        backoff_s = random.uniform(0.5, min(_LONGEST_WAIT_S, 2.0 ** min(self._failures, 6)))
        return max(wait_s, backoff_s)

    def _put_off_by_disk(self) -> float:
        self._told("disk")
        self._failures = 0
        return _DISK_AGAIN_S

    def _told(self, code: str) -> None:
        if code != self.trouble:
            log.warning("quelia takes nothing; it is kept and sent again", code=code, waiting=self.waiting)
        self.trouble = code
