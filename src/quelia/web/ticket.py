"""Tickets: a signed word that lets its holder watch what is not published, or try one source out."""

import hashlib
from collections.abc import Sequence

from itsdangerous import BadData, URLSafeTimedSerializer

from quelia.domain.catalog import Catalog
from quelia.domain.errors import AddressRefused
from quelia.domain.source import Source
from quelia.sources.guard import host_and_port

LIFE_S = 3600  # as long as one works at a plant; a page that still needs it asks for another
_SALT = "quelia draft ticket"
TRIAL_LIFE_S = 14 * 86400  # a technician finds the time, and comes back to it
_TRIAL_SALT = "quelia trial link"


class Tickets:
    """keys: the newest last; it signs, all of them are believed."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._serializer = URLSafeTimedSerializer(list(keys), salt=_SALT)

    def issue(self, plants: Sequence[str]) -> str:
        """A ticket for drafts of these plants; safe in a URL."""
        return str(self._serializer.dumps(list(plants)))

    def plants(self, ticket: str) -> tuple[str, ...]:
        """The plants that a ticket is for; none where it is forged, damaged or too old."""
        try:
            return tuple(self._serializer.loads(ticket, max_age=LIFE_S))
        except BadData:
            return ()


class TrialLinks:
    """Words that let their holder try one source out for two weeks, as long as it is there and asks the same server.

    keys: as for `Tickets`.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._serializer = URLSafeTimedSerializer(list(keys), salt=_TRIAL_SALT)

    def issue(self, number: int, slug: str, url: str) -> str:
        """A word for the source of this number, as the catalog counts; safe in a URL."""
        return str(self._serializer.dumps([number, slug, _server(url)]))

    def source(self, token: str, catalog: Catalog) -> Source | None:
        """The source that a word is for; that of a draft lasts once it is accepted."""
        try:
            number, slug, server = self._serializer.loads(token, max_age=TRIAL_LIFE_S)
        except (BadData, ValueError, TypeError):
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
