"""Tokens: what stands in a link to the preview of a plant. Signed; whoever has the link needs no account.

A token opens pages, and those ask for tickets (ticket.py), which are shorter: what is withdrawn ends soon everywhere.
"""

from collections.abc import Callable, Sequence

import msgspec
from itsdangerous import BadData, URLSafeSerializer

_SALT = "quelia preview"


class Token(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """plant: the number under which its readings are stored: a slug may come to mean another one. until: since 1970.

    withdrawn: how many times the plant's links had been withdrawn when this one was made. None for one that ends by its
    time only, as those within the office do.
    """

    plant: int
    until: float
    withdrawn: int | None = None


class Tokens:
    """keys: the newest last; it signs, all of them are believed. clock: seconds since 1970."""

    def __init__(self, keys: Sequence[bytes], clock: Callable[[], float]) -> None:
        self._serializer, self._clock = URLSafeSerializer(list(keys), salt=_SALT), clock

    def issue(self, plant: int, life_s: float, withdrawn: int | None = None) -> str:
        """Safe in a URL."""
        token = Token(plant, round(self._clock() + life_s), withdrawn)
        return str(self._serializer.dumps(msgspec.to_builtins(token)))

    def read(self, text: str) -> Token | None:
        """None where it is forged, damaged or too old."""
        try:
            token = msgspec.convert(self._serializer.loads(text), Token)
        except (BadData, msgspec.ValidationError):
            return None
        return token if self._clock() < token.until else None
