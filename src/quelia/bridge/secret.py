"""Secrets of a configuration: `env:NAME`, `file:PATH`, or written in it, which works and is warned of."""

import os
import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

import structlog

from quelia.domain.errors import SecretMissing
from quelia.sources.redact import Redactor

log = structlog.get_logger()

_LARGEST = 65_536  # a private key in PEM has a twentieth of it

# for who may read a secret besides: what a log says of it
WARNINGS = {
    "secret_written": "a secret stands in the configuration itself; env:NAME or file:PATH keep it out",
    "secret_open": "everybody on this machine may read the file of a secret; chmod 600 it",
}
Warn = Callable[[str, Mapping[str, str]], None]  # with a code of WARNINGS, and facts


def log_warning(code: str, facts: Mapping[str, str]) -> None:
    log.warning(WARNINGS[code], **facts)


class Secrets:
    """Finds secrets, and has each masked in all that is logged from then on."""

    def __init__(
        self, folder: Path, redactor: Redactor, environ: Mapping[str, str] = os.environ, warn: Warn = log_warning
    ) -> None:
        """folder: where paths of files start. warn: of each secret once at most."""
        self._folder, self._redactor, self._environ, self._tell = folder, redactor, environ, warn
        self._warned: set[str] = set()

    def __call__(self, written: str) -> str:
        """The secret that is meant. Raises SecretMissing; of the secret itself its message says nothing."""
        kind, colon, rest = written.partition(":")
        if colon and kind == "env":
            secret = self._environ.get(rest)
            if secret is None:
                raise SecretMissing(f"there is no environment variable {rest}", "secret_env", name=rest)
        elif colon and kind == "file":
            secret = self._of_file(rest)
        else:
            secret = written
            self._redactor.register(secret)
            self._warn(secret, "secret_written")
        if not secret:
            raise SecretMissing(f"the secret of {kind}:{rest} is empty", "secret_empty", name=rest)
        self._redactor.register(secret)
        return secret

    def _of_file(self, name: str) -> str:
        path = self._path(name)
        try:
            if path.stat().st_size > _LARGEST:
                raise SecretMissing("the file of a secret is far too long", "secret_file", name=name)
            secret = path.read_text("utf-8-sig").rstrip("\r\n")
            others = os.name == "posix" and path.stat().st_mode & (stat.S_IRWXO)
        except (OSError, UnicodeDecodeError, ValueError):
            raise SecretMissing("the file of a secret cannot be read", "secret_file", name=name) from None
        self._redactor.register(secret)
        if others:
            self._warn(name, "secret_open", file=name)
        return secret

    def _path(self, name: str) -> Path:
        return handed(credential(name), self._environ) or self._folder / name

    def _warn(self, what: str, code: str, **facts: str) -> None:
        if what not in self._warned:
            self._warned.add(what)
            self._tell(code, facts)


def handed(name: str, environ: Mapping[str, str] = os.environ) -> Path | None:
    """What systemd hands to the service alone (LoadCredential=): comes first, since it may not read the file itself."""
    folder = environ.get("CREDENTIALS_DIRECTORY", "")
    path = Path(folder) / name
    return path if folder and path.is_file() else None


def key_file(folder: Path, name: str, environ: Mapping[str, str] = os.environ) -> Path:
    """The file of a private key: that one itself, which may be renewed, or where only root may read it what was handed."""
    path = folder / name
    return path if os.access(path, os.R_OK) else handed(credential(name), environ) or path


def credential(name: str) -> str:
    """What systemd calls the file of a secret when it hands it to the service: its path, as one word."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip(".")
