"""What a session remembers is stored sealed: for a while it holds the seed of a second factor, or a form with a password."""

import json
import secrets
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from quelia.store.keyring import derived_key

_NONCE_BYTES = 12
_BOUND = b"session"


class Sealed:
    """Django's serializer of sessions. One whose key is gone from the ring is forgotten: its person logs in again."""

    def dumps(self, remembered: object) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(_keys()[-1]).encrypt(nonce, json.dumps(remembered).encode(), _BOUND)

    def loads(self, stored: bytes) -> Any:
        """Raises InvalidTag, which Django takes for an empty session."""
        for key in reversed(_keys()):
            try:
                return json.loads(AESGCM(key).decrypt(stored[:_NONCE_BYTES], stored[_NONCE_BYTES:], _BOUND))
            except InvalidTag:
                continue
        raise InvalidTag


def _keys() -> Sequence[bytes]:
    return [derived_key(key, "sessions") for key in settings.QUELIA_KEYS]
