"""The key ring: the keys that seal owners' secrets, each with an id. A file outside the database and its back-ups."""

import base64
import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

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
            _make(file)
            content = file.read_bytes()
        try:
            stored = msgspec.json.decode(content, type=_File)
            keys = {key_id: base64.b64decode(text, validate=True) for key_id, text in stored.keys.items()}
        except ValueError as error:
            raise KeyRingError(f"{file} is not a key ring") from error
        if stored.active not in keys or any(len(key) != _KEY_BYTES for key in keys.values()):
            raise KeyRingError(f"{file} lacks its active key, or holds one of the wrong size")
        return KeyRing(stored.active, keys)


def _make(file: Path) -> None:
    """Put a key ring in its place, whole or not at all; one that another process put there meanwhile stays."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
    with NamedTemporaryFile(dir=file.parent, prefix=f".{FILE_NAME}-") as draft:  # readable by its owner only
        draft.write(msgspec.json.encode(_File("k1", {"k1": key})))
        draft.flush()
        os.fsync(draft.fileno())
        with suppress(FileExistsError):
            os.link(draft.name, file)
    _sync(file.parent)


def _sync(folder: Path) -> None:
    """See to it that a new name in `folder` survives a power cut, as the secrets sealed with its key will."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
