"""The vault: seals owners' secrets with AES-256-GCM and lends them to a read.

The associated data names the table, row, field and key, so that a sealed value moved elsewhere does not open.
"""

import secrets
from collections.abc import Sequence

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from quelia.domain.errors import SecretMissing
from quelia.store.keyring import KeyRing

_NONCE_BYTES = 12


class Place(msgspec.Struct, frozen=True):
    """Where a sealed value stands."""

    table: str
    row: int
    field: str


def secrets_of(source_id: int) -> Place:
    """The place of a source's secrets."""
    return Place("source", source_id, "secrets")


class _Sealed(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    key_id: str
    nonce: bytes
    content: bytes


class Vault:
    """Seals and unseals lists of secrets."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def seal(self, values: Sequence[str], place: Place) -> bytes:
        key = self._ring.key(self._ring.active)
        assert key is not None, "a key ring has its active key"
        nonce = secrets.token_bytes(_NONCE_BYTES)
        content = AESGCM(key).encrypt(nonce, msgspec.json.encode(list(values)), _bound(place, self._ring.active))
        return msgspec.msgpack.encode(_Sealed(self._ring.active, nonce, content))

    def unseal(self, sealed: bytes | None, place: Place) -> list[str]:
        """Raises SecretMissing where nothing is sealed, its key is not on the ring, or it was sealed for elsewhere."""
        if sealed is None:
            raise SecretMissing("no secret was given for this source")
        try:
            parts = msgspec.msgpack.decode(sealed, type=_Sealed)
        except ValueError as error:  # a DecodeError, or bytes that are no text
            raise SecretMissing("the sealed secret is damaged") from error
        key = self._ring.key(parts.key_id)
        if key is None:
            raise SecretMissing(f"the key ring has no key {parts.key_id!r}, which sealed this secret")
        try:
            content = AESGCM(key).decrypt(parts.nonce, parts.content, _bound(place, parts.key_id))
        except (InvalidTag, ValueError) as error:
            raise SecretMissing("the sealed secret does not open with its key") from error
        return msgspec.json.decode(content, type=list[str])


def _bound(place: Place, key_id: str) -> bytes:
    return "|".join((place.table, str(place.row), place.field, key_id)).encode()
