"""The key ring: the keys that seal owners' secrets, each with an id. A file outside the database and its back-ups."""

import base64
import os
import secrets
from pathlib import Path

import msgspec

FILE_NAME = "keyring.json"
_KEY_BYTES = 32


class KeyRingError(Exception):
    """The file of the key ring cannot be used as it is."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    active: str
    keys: dict[str, str]


class KeyRing:
    """Keys by id; the active one seals, all of them unseal."""

    def __init__(self, active: str, keys: dict[str, bytes]) -> None:
        self.active, self._keys = active, keys

    def __repr__(self) -> str:
        return f"KeyRing({len(self._keys)} keys)"

    def key(self, key_id: str) -> bytes | None:
        return self._keys.get(key_id)

    @staticmethod
    def open(folder: Path) -> "KeyRing":
        """Read the ring of `folder`; where there is none, make one with a first key, readable by its owner only.

        Raises KeyRingError where the file is broken: a new key would hide that old secrets are lost.
        """
        file = folder / FILE_NAME
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            return _make(file)
        try:
            stored = msgspec.json.decode(content, type=_File)
            keys = {key_id: base64.b64decode(text, validate=True) for key_id, text in stored.keys.items()}
        except ValueError as error:
            raise KeyRingError(f"{file} is not a key ring") from error
        if stored.active not in keys or any(len(key) != _KEY_BYTES for key in keys.values()):
            raise KeyRingError(f"{file} lacks its active key, or holds one of the wrong size")
        return KeyRing(stored.active, keys)


def _make(file: Path) -> KeyRing:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = secrets.token_bytes(_KEY_BYTES)
    content = _File("k1", {"k1": base64.b64encode(key).decode()})
    # O_EXCL: two processes that start together must not end with two keys
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(msgspec.json.encode(content))
        out.flush()
        os.fsync(out.fileno())
    return KeyRing("k1", {"k1": key})
