"""Following the catalog: loaded at the start, and again when `quelia load` or the office changed it while we serve."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog

from quelia.domain.catalog import Catalog

log = structlog.get_logger()

_LOOK_S = 1.0

Sealed = dict[int, bytes | None]  # secrets, by the number of the source


class Following:
    """`use` takes over each new catalog, with what is sealed."""

    def __init__(self, use: Callable[[Catalog, Sealed], None]) -> None:
        self._use = use
        # one thread keeps one connection
        self._cellar = ThreadPoolExecutor(1, thread_name_prefix="catalog")
        self._revision = -1

    async def load(self) -> None:
        """Hand over what is there now."""
        loop = asyncio.get_running_loop()
        self._revision, catalog, sealed = await loop.run_in_executor(self._cellar, _load)
        self._use(catalog, sealed)

    async def follow(self) -> None:
        """See what changes, until cancelled."""
        loop = asyncio.get_running_loop()
        away = False
        while True:
            await asyncio.sleep(_LOOK_S)
            try:
                if await loop.run_in_executor(self._cellar, _latest) != self._revision:
                    await self.load()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next look may be better
                # the database is away or locked: what is known goes on
                if not away:
                    log.warning("catalog not looked at", cause=type(error).__name__)
                away = True
            else:
                if away:
                    log.info("catalog is looked at again")
                away = False

    def close(self) -> None:
        self._cellar.shutdown()


def _load() -> tuple[int, Catalog, Sealed]:
    from quelia.store.load import load_catalog

    revision = _latest()
    return (revision, *load_catalog())


def _latest() -> int:
    from quelia.store.models import Revision

    return Revision.latest()
