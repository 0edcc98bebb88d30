"""What stands in the link of a technician: a signed word that lets its holder try one source out."""

import hashlib
from collections.abc import Sequence

from itsdangerous import BadData, URLSafeTimedSerializer

from quelia.domain.catalog import Catalog
from quelia.domain.errors import AddressRefused
from quelia.domain.source import Source
from quelia.sources.guard import host_and_port

LIFE_S = 14 * 86400
_SALT = "quelia trial link"


class TrialLinks:
    """Words that let their holder try one source out for two weeks, as long as it is there and asks the same server.

    Nobody notes them down one by one: each says how many times those of its source had been withdrawn when it was made.
    keys: as for `Tickets`.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._serializer = URLSafeTimedSerializer(list(keys), salt=_SALT)

    def issue(self, number: int, slug: str, url: str, withdrawn: int = 0) -> str:
        """A word for the source of this number, as the catalog counts; safe in a URL."""
        return str(self._serializer.dumps([number, slug, _server(url), withdrawn]))

    def source(self, token: str, catalog: Catalog) -> Source | None:
        """The source that a word is for; that of a draft lasts once it is accepted."""
        try:
            number, slug, server, *counted = self._serializer.loads(token, max_age=LIFE_S)
        except (BadData, ValueError, TypeError):
            return None
        if (counted or [0]) != [
            catalog.trials_withdrawn.get(slug, 0)
        ]:  # none: it was made when none could be withdrawn
            return None
        found = catalog.sources.get(number)
        if found is None and number < 0:
            accepted = (each for each in catalog.sources.values() if each.slug == slug and not each.draft)
            found = next(accepted, None)
        return found if found is not None and (found.slug, _server(found.url)) == (slug, server) else None


def _server(url: str) -> str:
    """Stands for scheme, host and port, without naming them."""
    try:
        host, port = host_and_port(url)
    except AddressRefused:
        host, port = url, 0
    return hashlib.sha256(f"{url.partition(':')[0].lower()}://{host}:{port}".encode()).hexdigest()[:16]
