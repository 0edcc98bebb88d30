"""Following the catalog: loaded at the start, and again when `quelia load` or the office changed it while we serve."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import structlog

from quelia.domain.catalog import Catalog
from quelia.live.second import next_second
from quelia.store.edition import Edition, Editions

log = structlog.get_logger()

_LOCK_WAIT_S = 10.0  # in the thread, where nobody waits for it

Sealed = dict[int, bytes | None]  # secrets, by the number of the source


class Following:
    """`use` takes over each new catalog, with what is sealed."""

    def __init__(self, database: Path, use: Callable[[Catalog, Sealed], None]) -> None:
        self._database, self._use = database, use
        self._editions = Editions(database)
        self._cellar = ThreadPoolExecutor(1, thread_name_prefix="catalog")
        self._edition: Edition | None = None

    async def load(self) -> None:
        """Hand over what is there now. Raises DatabaseUnusable."""
        loop = asyncio.get_running_loop()
        edition, catalog, sealed = await loop.run_in_executor(self._cellar, _load, self._database)
        self._use(catalog, sealed)
        self._edition = edition  # only now: what could not be used is loaded again

    async def follow(self) -> None:
        """See what changes, until cancelled."""
        away = False
        while True:
            await next_second()
            try:
                if self._editions.latest() != self._edition:
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
        self._editions.close()
        self._cellar.shutdown()


def _load(database: Path) -> tuple[Edition, Catalog, Sealed]:
    from django.db import connection

    from quelia.store.load import load_catalog

    with closing(Editions(database, lock_wait_s=_LOCK_WAIT_S)) as editions:
        edition = editions.latest()  # first: what changes while it is loaded is seen at the next look
    try:
        return (edition, *load_catalog())
    finally:
        connection.close()  # one that is kept would go on reading a file that was replaced
