"""Refresh tokens that servers replace: each is sealed at once, since the one before it is of no use any more."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

from quelia.domain.errors import SecretMissing
from quelia.domain.source import Auth
from quelia.sources.auth.token import application
from quelia.store.errors import DatabaseUnusable
from quelia.store.keyring import KeyRingError
from quelia.store.refresh import Held, replace
from quelia.store.vault import Vault

log = structlog.get_logger()

Holders = Callable[[Auth], Sequence[tuple[int, int]]]

_MOST = 10_000
_AGAIN_S = 5.0
_NOT_NOW = (DatabaseUnusable, KeyRingError, SecretMissing, OSError)


class Refreshed:
    """Takes them over from the reader and seals them, again and again where the database is away.

    The latest of each is kept in mind: a source that is tried in the office has no place for it before it is saved.
    holders: the sources that have an entry.
    """

    def __init__(self, database: Path, vault: Vault, holders: Holders) -> None:
        self._database, self._vault, self._holders = database, vault, holders
        self._latest: OrderedDict[tuple[object, str], tuple[Auth, str]] = OrderedDict()
        self._new = asyncio.Event()

    def keep(self, auth: Auth, declared: str, secret: str) -> None:
        """Called on the loop. declared: the refresh token that sources were declared with; secret: what they are to keep."""
        # a draft may ask for another scope: there is one newest token all the same
        self._latest[application(auth), declared] = auth, secret
        self._latest.move_to_end((application(auth), declared))
        if len(self._latest) > _MOST:
            self._latest.popitem(last=False)
        self._new.set()

    def look_again(self) -> None:
        """Sources have changed: one that has an entry now may have had no place before."""
        if self._latest:
            self._new.set()

    async def run(self) -> None:
        """Seal what comes, until cancelled."""
        failing = False
        while True:
            await self._new.wait()
            self._new.clear()
            try:
                await self.seal()
            except asyncio.CancelledError:
                self._new.set()  # `close` does it
                raise
            except _NOT_NOW as error:
                self._new.set()
                if not failing:
                    log.warning("refresh token not sealed yet", cause=type(error).__name__)
                failing = True
                await asyncio.sleep(_AGAIN_S)
            else:
                failing = False

    async def seal(self) -> None:
        """Seal what is not sealed yet. Raises what `replace` raises."""
        wanted = [
            Held(number, place, secret)
            for auth, secret in self._latest.values()
            for number, place in self._holders(auth)
        ]
        if wanted:
            await asyncio.to_thread(replace, self._database, self._vault, wanted)

    async def close(self) -> None:
        """Seal what came last; `run` has ended."""
        if self._new.is_set():
            try:
                await self.seal()
            except _NOT_NOW as error:
                log.error("refresh token lost", cause=type(error).__name__)
