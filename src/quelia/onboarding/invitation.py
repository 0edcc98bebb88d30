"""What stands in an owner's link: signed, so that neither a guess nor a stolen database opens anything.

The row that it names says until when it is good, and whether it was used: whoever reads a link asks there.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Literal, NamedTuple

from itsdangerous import BadData, URLSafeSerializer

from quelia.onboarding.deadlines import INVITATION_DAYS

LIFE = timedelta(days=INVITATION_DAYS)
_NONCE_BYTES = 16

# invitation: to the form; state: to how an answer fares
Purpose = Literal["invitation", "state"]


class Named(NamedTuple):
    """The row that a link names. nonce: what must stand there too."""

    number: int
    nonce: str


def new_nonce() -> str:
    """128 random bits, as 22 letters and digits."""
    return secrets.token_urlsafe(_NONCE_BYTES)


class Links:
    """keys: the newest last; it signs, all of them are believed."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = list(keys)

    def issue(self, purpose: Purpose, number: int, nonce: str) -> str:
        """Safe in a URL."""
        return str(self._serializer(purpose).dumps([number, nonce]))

    def read(self, purpose: Purpose, token: str) -> Named | None:
        """None for what we never signed for this purpose."""
        try:
            number, nonce = self._serializer(purpose).loads(token)
        except (BadData, ValueError, TypeError):
            return None
        return Named(number, nonce) if isinstance(number, int) and isinstance(nonce, str) else None

    def _serializer(self, purpose: Purpose) -> URLSafeSerializer:
        return URLSafeSerializer(self._keys, salt=f"quelia {purpose}")
