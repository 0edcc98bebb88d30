"""Tickets: a signed word that lets its holder watch what is not published."""

from collections.abc import Sequence

from itsdangerous import BadData, URLSafeTimedSerializer

LIFE_S = 3600  # as long as one works at a plant; a page that still needs it asks for another
_SALT = "quelia draft ticket"


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
