"""All rooms of one process, wired in the order in which a reading travels. Nothing here decides anything."""

import asyncio
import gc
import math
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

import structlog
from starlette.applications import Starlette

from quelia import metrics
from quelia.admin.render import Renderer
from quelia.app.chores import look_after, of_the_office
from quelia.app.clock import steady
from quelia.app.files import most_idle, most_streams, most_visits
from quelia.app.following import Following, Sealed
from quelia.app.lender import Lender
from quelia.app.office import office
from quelia.app.prepare import guard_of, vault_of
from quelia.app.refresh import Refreshed
from quelia.app.tester import Tester
from quelia.app.watching import Watching
from quelia.bus.memory import MemoryBus
from quelia.bus.protocol import READINGS
from quelia.domain.catalog import Catalog
from quelia.domain.source import Source
from quelia.live.asker import Asker
from quelia.live.audience import Audience
from quelia.live.demand import Demand
from quelia.live.hub import Hub
from quelia.live.intake import Intake
from quelia.live.poller import Poller
from quelia.live.second import next_second
from quelia.settings import Settings
from quelia.sources.http import Reader
from quelia.sources.redact import Redactor
from quelia.store.asked import Asked
from quelia.store.bridges import Bridges
from quelia.store.deposits import Deposits
from quelia.store.history import History
from quelia.store.leases import FolderLeases
from quelia.store.logos import Logos
from quelia.store.polls import Polls
from quelia.store.series import Series
from quelia.web.archive import Archive
from quelia.web.assets import load_assets
from quelia.web.crowd import Crowd
from quelia.web.embed import STATIC
from quelia.web.front import Front, front_door
from quelia.web.push import Door
from quelia.web.routes import build
from quelia.web.snapshot import Snapshots
from quelia.web.ticket import Tickets
from quelia.web.token import Tokens
from quelia.web.visitor import Proxies
from quelia.web.visits import Visits
from quelia.web.window import Window

log = structlog.get_logger()

Own = Sequence[tuple[str, int]]  # hosts and ports where we listen

_HOUSE = Path(__file__).parent.parent
_TAKEOVER_S = 12.0  # one that is being stopped lets go of the folder within 10 s


class FolderTaken(Exception):
    """Another process reads the sources of this data folder."""


class Program:
    """What `quelia serve` runs."""

    def __init__(self, settings: Settings, redactor: Redactor, *, own: Own = (), simulated: bool = False) -> None:
        self._settings = settings
        vault = vault_of(settings)
        self._lender = Lender(vault, redactor)
        guard = guard_of(settings, own)
        self._refreshed = Refreshed(settings.database_file, vault, self._lender.holders)
        self._reader = Reader(
            guard,
            ca_file=settings.ca_file or None,
            most_kept=most_idle(),
            hide=redactor.hide,
            keep=self._refreshed.keep,
        )
        polls = Polls()
        self._series = Series(settings.database_file, keep_days=settings.keep_readings_days, polls=polls)
        self._leases = FolderLeases(settings.database_file)
        self._bus = MemoryBus()
        self._demand = Demand(time.monotonic)
        self._hub = Hub(time.time, steady, Audience(time.monotonic, _later))
        self._deposits = Deposits(settings.database_file)
        self._intake = Intake(self._series, self._deposits, self._bus)
        self._asked = Asked(settings.database_file)
        asker = Asker(self._read, self._intake, self._asked, polls, monotonic=time.monotonic, clock=time.time)
        self._poller = Poller(asker, self._demand, self._leases, monotonic=time.monotonic, later=_later)
        self._reader.on_trial = self._poller.spend
        self._watching = Watching(settings, self._hub, self._demand, polls)
        self._archive = Archive(History(settings.database_file), time.time, keep_days=settings.keep_readings_days)
        self._window = Window(
            hub=self._hub,
            demand=self._demand,
            # what the office and the windows both show stands with the office
            render=Renderer(_HOUSE / "web" / "templates", _HOUSE / "admin" / "templates"),
            assets=load_assets(STATIC),
            tokens=Tokens(vault.keys_for("preview tokens"), time.time),
            archive=self._archive,
            logo=Logos(settings.database_file).content,
            public_url=settings.public_url.rstrip("/"),
            simulated=simulated,
        )
        tickets = Tickets(vault.keys_for("draft tickets"))
        self._crowd = Crowd(self._window, tickets, per_household=settings.streams_per_ip, in_all=most_streams())
        self._snapshots = Snapshots(self._window, time.time)
        self._following = Following(settings.database_file, self._use)
        self._tester = Tester(settings, vault, own, self._reader, self._lender, redactor)
        self._office = office(
            settings,
            vault,
            guard,
            self._reader,
            self._window,
            self._watching,
            self._tester,
            simulated=simulated,
        )

    def web(self, alongside: Callable[[], AbstractAsyncContextManager[Any]] = nullcontext) -> Starlette:
        """The web application; what reads and announces runs as long as it serves, `alongside` around it."""

        @asynccontextmanager
        async def living() -> AsyncIterator[None]:
            async with alongside(), self._living():
                yield

        return build(
            self._window,
            self._crowd,
            self._snapshots,
            living,
            self._figures,
            self._office,
            self._tester.pages,
            Door(
                self._intake.take_pushed,
                Proxies(self._settings.trusted_proxies),
                time.time,
                time.monotonic,
                Bridges(self._settings.database_file),
            ),
        )

    def front(self) -> type[Front]:
        """What stands before the web application: streams and snapshots leave the framework there."""
        return front_door(self._crowd, self._snapshots, Proxies(self._settings.trusted_proxies), Visits(most_visits()))

    def _figures(self) -> bytes:
        """What quelia measures about itself, as of now. Called in a thread."""
        catalog = self._window.catalog
        metrics.SOURCES.set(len(catalog.sources))
        metrics.STREAMS.set(len(self._crowd))
        metrics.UNRECORDED.set(self._series.unrecorded)
        return metrics.exposition(
            {number: self._hub.state(slug) == "live" for slug, number in catalog.ids.items()},
        )

    async def take_folder(self) -> None:
        """Become the one that reads the sources of the data folder. Raises FolderTaken or DatabaseUnusable."""
        until = time.monotonic() + _TAKEOVER_S
        while not self._leases.acquire():
            if time.monotonic() > until:
                raise FolderTaken
            await asyncio.sleep(0.2)

    @asynccontextmanager
    async def _living(self) -> AsyncIterator[None]:
        """Subscribe, load the latest, then serve: no gap, and the first visitor never sees an empty map."""
        await self._bus.start()
        self._bus.subscribe(READINGS, self._hub.receive)
        await self._following.load()
        latest = await asyncio.to_thread(self._series.latest, self._window.catalog)
        self._hub.remember(latest)
        self._poller.remember(*await asyncio.to_thread(self._asked.since, latest, time.time()))
        await self._watching.start()
        self._series.start()
        self._deposits.start()
        # what is here now stays: searching it for rubbish takes 50 ms each time, in which nobody is served
        gc.collect()
        gc.freeze()
        chores = (
            self._poller.run(),
            self._refreshed.run(),
            self._expire(),
            self._watching.run(),
            self._crowd.look_after(),
            look_after(of_the_office()),
            metrics.watch_loop(),
        )
        tasks = [asyncio.create_task(each) for each in (*chores, self._following.follow())]
        self._window.ready = True
        try:
            yield
        finally:
            self._window.ready = False
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._watching.close()
            await self._reader.close()
            await self._refreshed.close()
            await self._tester.close()
            await self._bus.close()
            await asyncio.to_thread(self._deposits.close)
            await asyncio.to_thread(self._series.close)
            self._leases.release()
            self._archive.close()
            self._following.close()

    async def _read(self, source: Source) -> bytes:
        return (await self._reader.read(source, self._lender.secrets(source))).body

    def _use(self, catalog: Catalog, sealed: Sealed) -> None:
        """Hand a new catalog to every room."""
        self._lender.use(catalog, sealed)
        self._refreshed.look_again()
        self._window.catalog = catalog
        for room in (self._series, self._deposits, self._intake, self._hub, self._poller, self._watching):
            room.use(catalog)

    async def _expire(self) -> None:
        while True:
            await next_second()
            self._hub.expire()


def _later(seconds: float, call: Callable[[], None]) -> asyncio.TimerHandle:
    # uvloop counts whole milliseconds and rounds: called a little too soon, one would have to wait once more
    return asyncio.get_running_loop().call_later(math.ceil(seconds * 1000) / 1000, call)
