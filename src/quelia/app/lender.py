"""The lender: gives a source its secrets for one read, and tells the logs what to hide."""

from collections.abc import Callable, Mapping

import structlog

from quelia.domain.auth import current, declared
from quelia.domain.catalog import Catalog
from quelia.domain.errors import SecretMissing
from quelia.domain.source import Auth, Source
from quelia.sources.auth.token import application
from quelia.sources.redact import Redactor
from quelia.store.vault import Vault, secrets_of

log = structlog.get_logger()


class Lender:
    """Knows the sealed secrets of every source; what is unsealed is not kept."""

    def __init__(self, vault: Vault, redactor: Redactor) -> None:
        self._vault, self._redactor = vault, redactor
        self._sealed: Mapping[int, bytes | None] = {}
        self._closed: frozenset[str] = frozenset()
        self._catalog = Catalog((), (), (), {})
        self._passing: list[Callable[[], None]] = []  # each ends the masking of a secret that its server may replace

    def use(self, catalog: Catalog, sealed: Mapping[int, bytes | None]) -> None:
        """Take over what is sealed now, and say once which sources need their secret anew."""
        self._sealed, self._catalog = sealed, catalog
        closed, passed, self._passing = set(), self._passing, []
        for source in catalog.sources.values():
            try:
                secrets = self.secrets(source)
            except SecretMissing as error:
                closed.add(source.slug)
                if source.slug not in self._closed:
                    log.warning("source needs its secret", source=source.slug, detail=str(error))
                continue
            for auth, secret in zip(source.auth, secrets, strict=False):
                self._redactor.register(declared(secret), auth.user or None)
                if current(secret) != declared(secret):
                    self._passing.append(self._redactor.hide(current(secret)))
        self._closed = frozenset(closed)
        for end in passed:
            end()

    def secrets(self, source: Source) -> list[str]:
        """Raises SecretMissing."""
        return self._vault.unseal(self._sealed.get(source.id), secrets_of(source.id)) if source.auth else []

    def holders(self, auth: Auth) -> list[tuple[int, int]]:
        """The sources that show a secret as this entry does, drafts among them, each with the place of theirs."""
        return [
            (source.id, place)
            for source in self._catalog.sources.values()
            for place, each in enumerate(source.auth)
            if (each.scheme, application(each)) == (auth.scheme, application(auth))
        ]
