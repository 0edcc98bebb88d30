"""Settings: `QUELIA_*` in the environment, then `quelia.toml`, then what stands here. Described in docs/settings.md."""

import os
import re
import ssl
import tomllib
from collections.abc import Mapping
from math import inf
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

_BOUNDS: Mapping[str, tuple[float, float]] = {
    "streams_per_ip": (1, inf),
    "alert_after_s": (1, 7 * 86_400),  # what is down for a week is not news any more
    # a reading may come 7 days late, and a rollup is made anew of all that was read in its step
    "keep_readings_days": (9, inf),
    "setup_days": (1, 60),  # who waits for longer has forgotten what he sent
}
# set for the tests of the project, not for the program
_NOT_OURS = {"PAYLOADS", "CHROMIUM", "TEST"}
_LISTS = {"allow_private_sources", "source_ports", "trusted_proxies"}


class SettingsError(ValueError):
    """A setting that cannot be used. `setting`: its name as it was written; `code` finds the sentence in `texts/`."""

    def __init__(self, code: str, setting: str, detail: str = "") -> None:
        super().__init__(f"{setting}: {code} {detail}".rstrip())
        self.code, self.setting, self.detail = code, setting, detail


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an installation decides. Each field is `QUELIA_<FIELD>` in the environment; lists are split at commas there."""

    data: str = "quelia-data"
    database: str = ""
    bus: str = "memory:"
    public_url: str = "http://localhost:8000"
    trusted_proxies: tuple[str, ...] = ()
    allow_private_sources: tuple[str, ...] = ()
    ca_file: str = ""
    source_ports: tuple[int, ...] = (443, 8443)
    streams_per_ip: int = 200
    keep_readings_days: int = 35
    alert_after_s: float = 900.0
    smtp: str = ""
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    setup_days: int = 1

    @property
    def folder(self) -> Path:
        return Path(self.data)

    @property
    def database_file(self) -> Path:
        """The file of the embedded database."""
        path = self.database.removeprefix("sqlite://").removeprefix("/")
        return Path(path) if path else self.folder / "quelia.sqlite3"


def load(environ: Mapping[str, str] = os.environ, file: Path = Path("quelia.toml")) -> Settings:
    """Read the settings. Raises SettingsError for an unknown name or a value of the wrong kind."""
    from_environ = _from_environ(environ)
    try:
        settings = msgspec.convert(_from_file(file) | from_environ, Settings, strict=False)
    except msgspec.ValidationError as error:
        where = re.search(r"`\$\.(\w+)", str(error))
        field = where[1] if where else str(file)
        raise SettingsError("setting_value", _variable(field) if field in from_environ else field) from error
    _check(settings)
    return settings


def _from_file(file: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError("setting_file", str(file)) from error
    for name in values:
        if name not in Settings.__struct_fields__:
            raise SettingsError("setting_unknown", name)
    return values


def _from_environ(environ: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for variable, text in environ.items():
        if not variable.startswith("QUELIA_") or variable.removeprefix("QUELIA_") in _NOT_OURS:
            continue
        name = variable.removeprefix("QUELIA_").lower()
        if name not in Settings.__struct_fields__:
            raise SettingsError("setting_unknown", variable)
        values[name] = [part.strip() for part in text.split(",") if part.strip()] if name in _LISTS else text.strip()
    return values


def _check(settings: Settings) -> None:
    if not settings.database.startswith("sqlite://") and settings.database:
        raise SettingsError("setting_database", "QUELIA_DATABASE")
    if settings.bus != "memory:":
        raise SettingsError("setting_bus", "QUELIA_BUS")
    if not _is_origin(settings.public_url):
        raise SettingsError("setting_public_url", "QUELIA_PUBLIC_URL")
    if settings.smtp and not _is_post(settings.smtp):
        raise SettingsError("setting_smtp", "QUELIA_SMTP")  # not repeated: it holds a password
    if settings.ca_file:
        _check_authorities(settings.ca_file)
    if not settings.source_ports or not all(0 < port < 65536 for port in settings.source_ports):
        raise SettingsError("setting_value", "QUELIA_SOURCE_PORTS")
    for field, (least, most) in _BOUNDS.items():
        if not least <= getattr(settings, field) <= most:
            raise SettingsError("setting_value", _variable(field))


def _check_authorities(file: str) -> None:
    """Else every source would fail, one by one, for a reason that is none of theirs."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=file)
    except ssl.SSLError as error:
        raise SettingsError("setting_ca_pem", "QUELIA_CA_FILE", file) from error
    except (OSError, ValueError) as error:  # ValueError: a path that no system takes
        raise SettingsError("setting_ca_file", "QUELIA_CA_FILE", file) from error


def _is_origin(text: str) -> bool:
    """Scheme, host and port, and nothing behind them."""
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        return False
    bare = url.path in ("", "/") and not (url.query or url.fragment or "@" in url.netloc)
    return url.scheme in ("http", "https") and bool(url.hostname) and port != 0 and bare


def _is_post(text: str) -> bool:
    """A mail server, with nothing behind it."""
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        return False
    return url.scheme in ("smtp", "smtps") and bool(url.hostname) and port != 0 and url.path in ("", "/")


def _variable(field: str) -> str:
    return f"QUELIA_{field.upper()}"
