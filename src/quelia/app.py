"""Where the parts meet, in the order in which a reading travels. Nothing here decides anything."""

import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

import structlog
from starlette.applications import Starlette

from quelia.admin.render import Renderer
from quelia.admin.start import start_django
from quelia.bus.memory import MemoryBus
from quelia.bus.protocol import READINGS
from quelia.domain.catalog import Catalog
from quelia.domain.errors import SecretMissing
from quelia.domain.source import Source
from quelia.live.demand import Demand
from quelia.live.hub import Hub
from quelia.live.intake import Intake
from quelia.live.poller import Poller
from quelia.settings import Settings, SettingsError
from quelia.sources.guard import Guard
from quelia.sources.http import Reader
from quelia.sources.redact import Redactor
from quelia.store.keyring import KeyRing
from quelia.store.leases import FolderLeases
from quelia.store.series import Series
from quelia.store.vault import Vault, secrets_of
from quelia.web.assets import load_assets
from quelia.web.embed import STATIC
from quelia.web.routes import build
from quelia.web.window import Window

log = structlog.get_logger()

_EXPIRE_S = 0.5
_CHANGES_S = 1.0
_TAKEOVER_S = 12.0  # one that is being stopped lets go of the folder within 10 s


class FolderTaken(Exception):
    """Another process reads the sources of this data folder."""


def prepare(settings: Settings) -> None:
    """Make the data folder, start Django and bring the database up to date. Raises OSError or DatabaseUnusable."""
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.database_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    start_django(settings.database_file)
    settings.database_file.chmod(0o600)


def set_up_logs(redactor: Redactor) -> None:
    """One line a fact, on standard error, with every known secret taken out, those of libraries' lines too."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redactor,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(redactor.filter)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def guard_of(settings: Settings) -> Guard:
    """Raises SettingsError for an entry that is neither a host nor a network."""
    try:
        return Guard(allow_private=settings.allow_private_sources, ports=settings.source_ports)
    except ValueError as error:
        raise SettingsError("setting_value", "QUELIA_ALLOW_PRIVATE_SOURCES") from error


def vault_of(settings: Settings) -> Vault:
    """Raises KeyRingError."""
    return Vault(KeyRing.open(settings.folder))


class Program:
    """All rooms of one process."""

    def __init__(self, settings: Settings, redactor: Redactor, *, simulated: bool = False) -> None:
        self._settings, self._redactor = settings, redactor
        self._vault = vault_of(settings)
        self._sealed: dict[int, bytes | None] = {}
        self._reader = Reader(guard_of(settings), ca_file=settings.ca_file or None)
        self._series = Series(settings.database_file)
        self._leases = FolderLeases(settings.database_file)
        self._bus = MemoryBus()
        self._demand = Demand(time.monotonic)
        self._hub = Hub(time.time)
        self._intake = Intake(self._series, self._bus)
        self._poller = Poller(
            self._read, self._intake, self._demand, self._leases, monotonic=time.monotonic, clock=time.time
        )
        self._window = Window(
            hub=self._hub,
            demand=self._demand,
            render=Renderer(Path(__file__).parent / "web" / "templates"),
            assets=load_assets(STATIC),
            streams_per_ip=settings.streams_per_ip,
            simulated=simulated,
        )
        # one thread keeps one connection for the catalog
        self._cellar = ThreadPoolExecutor(1, thread_name_prefix="catalog")

    def web(self, alongside: Callable[[], AbstractAsyncContextManager[Any]] = nullcontext) -> Starlette:
        """The web application; what reads and announces runs as long as it serves, `alongside` around it."""

        @asynccontextmanager
        async def living() -> AsyncIterator[None]:
            async with alongside(), self._living():
                yield

        return build(self._window, living)

    async def take_folder(self) -> None:
        """Become the one that reads the sources of the data folder. Raises FolderTaken or DatabaseUnusable."""
        until = time.monotonic() + _TAKEOVER_S
        while not self._leases.acquire():
            if time.monotonic() > until:
                raise FolderTaken
            await asyncio.sleep(0.2)

    def end(self) -> None:
        """Ask every viewer to leave, and take no new ones: the process is about to stop."""
        self._window.closing = True
        self._hub.end()

    @asynccontextmanager
    async def _living(self) -> AsyncIterator[None]:
        """Subscribe, load the latest, then serve: no gap, and the first visitor never sees an empty map."""
        await self._bus.start()
        self._bus.subscribe(READINGS, self._hub.receive)
        revision = await self._reload()
        self._hub.remember(await asyncio.to_thread(self._series.latest, self._window.catalog))
        self._series.start()
        tasks = [
            asyncio.create_task(self._poller.run()),
            asyncio.create_task(self._expire()),
            asyncio.create_task(self._follow_changes(revision)),
        ]
        self._window.ready = True
        try:
            yield
        finally:
            self._window.ready = False
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._reader.close()
            await self._bus.close()
            await asyncio.to_thread(self._series.close)
            self._leases.release()
            self._cellar.shutdown()

    async def _read(self, source: Source) -> bytes:
        sealed = self._sealed.get(source.id)
        secrets = self._vault.unseal(sealed, secrets_of(source.id)) if source.auth else []
        return (await self._reader.read(source, secrets)).body

    async def _reload(self) -> int:
        """Load the catalog and hand it to every room. Returns its revision."""
        loop = asyncio.get_running_loop()
        revision, catalog, sealed = await loop.run_in_executor(self._cellar, _load)
        self._sealed = sealed
        self._learn_secrets(catalog)
        self._window.catalog = catalog
        self._series.use(catalog)
        self._intake.use(catalog)
        self._hub.use(catalog)
        self._poller.use(catalog)
        return revision

    def _learn_secrets(self, catalog: Catalog) -> None:
        """Tell the logs what to hide, and say which sources need their secret anew."""
        for source in catalog.sources.values():
            if not source.auth:
                continue
            try:
                secrets = self._vault.unseal(self._sealed.get(source.id), secrets_of(source.id))
            except SecretMissing as error:
                log.warning("source needs its secret", source=source.slug, detail=str(error))
                continue
            for auth, secret in zip(source.auth, secrets, strict=False):
                self._redactor.register(secret, auth.user or None)

    async def _expire(self) -> None:
        while True:
            await asyncio.sleep(_EXPIRE_S)
            self._hub.expire()

    async def _follow_changes(self, revision: int) -> None:
        """See what `quelia load` changed while we serve."""
        loop = asyncio.get_running_loop()
        away = False
        while True:
            await asyncio.sleep(_CHANGES_S)
            try:
                if await loop.run_in_executor(self._cellar, _revision) != revision:
                    revision = await self._reload()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next look may be better
                # the database is away or locked: what is known goes on
                if not away:
                    log.warning("catalog not looked at", cause=type(error).__name__)
                away = True
            else:
                if away:
                    log.info("catalog is looked at again")
                away = False


def _load() -> tuple[int, Catalog, dict[int, bytes | None]]:
    from quelia.store.load import load_catalog

    revision = _revision()
    return (revision, *load_catalog())


def _revision() -> int:
    from quelia.store.models import Revision

    return Revision.latest()
