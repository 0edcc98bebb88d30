"""The vault: seals owners' secrets with AES-256-GCM and lends them to a read.

The associated data names the table, row, field and key, so that a sealed value moved elsewhere does not open.
"""

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from quelia.domain.errors import SecretMissing
from quelia.store.keyring import KeyRing, KeyRingError

_NONCE_BYTES = 12


class Place(msgspec.Struct, frozen=True):
    """Where a sealed value stands."""

    table: str
    row: int
    field: str


def secrets_of(source_id: int) -> Place:
    """The place of a source's secrets; a draft has a number below 0."""
    return Place("source", source_id, "secrets") if source_id >= 0 else Place("draft", -source_id, "secrets")


def secrets_of_answer(answer_id: int) -> Place:
    """The place of the secrets that came with an owner's answer."""
    return Place("answer", answer_id, "secrets")


def factor() -> Place:
    """The place of second factors. They are sealed before they have a row, so that all of them share one."""
    return Place("factor", 0, "seed")


class _Sealed(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    key_id: str
    nonce: bytes
    content: bytes


def key_of(sealed: bytes) -> str | None:
    """The id of the key that a value is sealed with; None where it is damaged."""
    try:
        return msgspec.msgpack.decode(sealed, type=_Sealed).key_id
    except ValueError:  # a DecodeError, or bytes that are no text
        return None


class Vault:
    """Seals and unseals lists of secrets.

    look: reads the ring anew, since `quelia keys` may change it at any time; raises KeyRingError or OSError. A key that
    was known stays known to this vault: what it is asked to open may have been read before that key was dropped.
    """

    def __init__(self, ring: KeyRing, look: Callable[[], KeyRing] | None = None) -> None:
        self._ring, self._look = ring, look

    def knows(self, key_id: str) -> bool:
        return self._ring.key(key_id) is not None

    def keys_for(self, purpose: str) -> list[bytes]:
        """Keys for signing, derived from those of the ring; the active one last. They tell nothing of the ring."""
        return self._ring.derived(purpose)

    def seal(self, values: Sequence[str], place: Place) -> bytes:
        """To be done alone (folder.py), until what is sealed is stored. Raises what `look` raises."""
        self._look_again()  # a key that was dropped meanwhile would seal for ever
        key = self._ring.key(self._ring.active)
        assert key is not None, "a key ring has its active key"
        nonce = secrets.token_bytes(_NONCE_BYTES)
        content = AESGCM(key).encrypt(nonce, msgspec.json.encode(list(values)), _bound(place, self._ring.active))
        return msgspec.msgpack.encode(_Sealed(self._ring.active, nonce, content))

    def kept(self, sealed: bytes | memoryview | None, place: Place) -> list[str]:
        """What is sealed there; nothing where nothing is, or where it cannot be opened."""
        try:
            return self.unseal(bytes(sealed) if sealed is not None else None, place)
        except SecretMissing:
            return []

    def unseal(self, sealed: bytes | None, place: Place) -> list[str]:
        """Raises SecretMissing where nothing is sealed, its key is not on the ring, or it was sealed for elsewhere."""
        if sealed is None:
            raise SecretMissing("no secret was given for this source")
        try:
            parts = msgspec.msgpack.decode(sealed, type=_Sealed)
        except ValueError as error:  # a DecodeError, or bytes that are no text
            raise SecretMissing("the sealed secret is damaged") from error
        if not self.knows(parts.key_id):
            with suppress(KeyRingError, OSError):
                self._look_again()
        key = self._ring.key(parts.key_id)
        if key is None:
            raise SecretMissing(f"the key ring has no key {parts.key_id!r}, which sealed this secret")
        try:
            content = AESGCM(key).decrypt(parts.nonce, parts.content, _bound(place, parts.key_id))
        except (InvalidTag, ValueError) as error:
            raise SecretMissing("the sealed secret does not open with its key") from error
        return msgspec.json.decode(content, type=list[str])

    def _look_again(self) -> None:
        if self._look is not None:
            self._ring = self._ring.joined(self._look())


def _bound(place: Place, key_id: str) -> bytes:
    return "|".join((place.table, str(place.row), place.field, key_id)).encode()
