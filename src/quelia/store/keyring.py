"""The key ring: the keys that seal owners' secrets, each with an id. A file outside the database and its back-ups."""

import base64
import os
import re
import secrets
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from quelia.store.folder import sync

FILE_NAME = "keyring.json"
_KEY_BYTES = 32


class KeyRingError(Exception):
    """The file of the key ring cannot be used as it is."""


class KeyRingMissing(KeyRingError):
    """There is no key ring in the data folder."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    active: str
    keys: dict[str, str]


class KeyRing:
    """Keys by id; the active one seals, all of them unseal."""

    def __init__(self, active: str, keys: dict[str, bytes]) -> None:
        self.active, self._keys = active, keys

    def __repr__(self) -> str:
        return f"KeyRing({len(self._keys)} keys)"

    @property
    def ids(self) -> tuple[str, ...]:
        """The oldest first."""
        return tuple(self._keys)

    def key(self, key_id: str) -> bytes | None:
        return self._keys.get(key_id)

    def derived(self, purpose: str) -> list[bytes]:
        """A key for `purpose` from each key of the ring, the active one last."""
        ids = sorted(self._keys, key=lambda key_id: key_id == self.active)
        return [derived_key(self._keys[key_id], f"quelia {purpose}") for key_id in ids]

    def joined(self, later: "KeyRing") -> "KeyRing":
        """The later ring, with the keys that were taken off it meanwhile."""
        return KeyRing(later.active, self._keys | later._keys)  # noqa: SLF001 - of its own kind

    def grown(self) -> "KeyRing":
        """The ring with one key more, the active one from now on."""
        key_id = _new_id(self._keys)
        return KeyRing(key_id, self._keys | {key_id: secrets.token_bytes(_KEY_BYTES)})

    def without(self, ids: Collection[str]) -> "KeyRing":
        """The ring without these keys. The active one stays."""
        kept = {key_id: key for key_id, key in self._keys.items() if key_id == self.active or key_id not in ids}
        return KeyRing(self.active, kept)

    @staticmethod
    def open(folder: Path) -> "KeyRing":
        """Read the ring of `folder`; where there is none, make one with a first key, readable by its user only.

        Raises KeyRingError where the file is broken: a new key would hide that old secrets are lost.
        """
        try:
            return KeyRing.read(folder)
        except KeyRingMissing:
            _make(folder / FILE_NAME)
            return KeyRing.read(folder)

    @staticmethod
    def read(folder: Path) -> "KeyRing":
        """Read the ring of `folder`. Raises KeyRingMissing, KeyRingError or OSError."""
        file = folder / FILE_NAME
        try:
            stored = msgspec.json.decode(file.read_bytes(), type=_File)
            keys = {key_id: base64.b64decode(text, validate=True) for key_id, text in stored.keys.items()}
        except FileNotFoundError as error:
            raise KeyRingMissing(f"there is no {file}") from error
        except ValueError as error:
            raise KeyRingError(f"{file} is not a key ring") from error
        if stored.active not in keys or any(len(key) != _KEY_BYTES for key in keys.values()):
            raise KeyRingError(f"{file} lacks its active key, or holds one of the wrong size")
        return KeyRing(stored.active, keys)

    def replace(self, folder: Path) -> None:
        """Put this ring in the place of the one in `folder`, whole or not at all. To be done alone. Raises OSError."""
        file, draft = folder / FILE_NAME, folder / f".{FILE_NAME}-next"
        before = file.stat()
        draft.unlink(missing_ok=True)  # of one that was killed here
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as writing:
                writing.write(self.content())
                writing.flush()
                if before.st_uid != os.geteuid():
                    # what root writes must still be readable by the service
                    os.fchown(handle, before.st_uid, before.st_gid)
                os.fsync(handle)
            draft.replace(file)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        sync(folder)

    def content(self) -> bytes:
        """What stands in the file."""
        keys = {key_id: base64.b64encode(key).decode() for key_id, key in self._keys.items()}
        return msgspec.json.encode(_File(self.active, keys))


def derived_key(key: bytes, purpose: str) -> bytes:
    """Another key for each purpose: what signs must not seal."""
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=purpose.encode()).derive(key)


def _new_id(others: Collection[str]) -> str:
    """One that no other ring has either: a secret must not seem to be sealed with a key that is another's."""
    numbers = [int(found[1]) for key_id in others if (found := re.match(r"k([0-9]{1,9})(?![0-9])", key_id))]
    return f"k{max(numbers, default=0) + 1}-{secrets.token_hex(3)}"


def _make(file: Path) -> None:
    """Put a key ring in its place, whole or not at all; one that another process put there meanwhile stays."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key_id = _new_id(())
    ring = KeyRing(key_id, {key_id: secrets.token_bytes(_KEY_BYTES)})
    with NamedTemporaryFile(dir=file.parent, prefix=f".{FILE_NAME}-") as draft:  # readable by its user only
        draft.write(ring.content())
        draft.flush()
        os.fsync(draft.fileno())
        with suppress(FileExistsError):
            os.link(draft.name, file)
    sync(file.parent)
