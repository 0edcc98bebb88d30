"""What the doctor says of the machine, of what is installed on it, and how it is set."""

import ctypes
import platform
import re
import resource
import sqlite3
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from quelia.app.files import most_streams
from quelia.cli.finding import Finding, broken, look, well
from quelia.settings import Settings
from quelia.sources.redact import MASK

# those that speak with owners, visitors, the database or the keys
_LIBRARIES = ("cryptography", "django", "httptools", "msgspec", "starlette", "tzdata", "uvicorn", "uvloop")
_EARLIEST, _LATEST = 2026, 2100  # quelia was written in the first; no clock is right after the second
_NOT_SET_RIGHT = 5  # TIME_ERROR of adjtimex(2)
_TIMEX_BYTES = 1024  # more than any system's struct timex has
_FEW_STREAMS = 1000
_PASSWORD = re.compile(r"//\S*@")  # in an address, and the user before it


def versions() -> Iterator[Finding]:
    yield well(
        "versions",
        quelia=version("quelia"),
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        openssl=ssl.OPENSSL_VERSION.removeprefix("OpenSSL "),
    )
    found = []
    for library in _LIBRARIES:
        try:
            found.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            yield broken("library_missing", library=library)
    yield well("libraries", libraries=", ".join(found))


def clock(now: datetime | None = None) -> Iterator[Finding]:
    now = now or datetime.now(UTC)
    at = f"{now:%Y-%m-%d %H:%M} UTC"
    if not _EARLIEST <= now.year <= _LATEST:
        yield broken("clock_implausible", at=at)
    elif _nobody_sets_it_right():
        yield look("clock_free", at=at)
    else:
        yield well("clock", at=at)


def zones() -> Iterator[Finding]:
    try:
        ZoneInfo("Europe/Paris")
    except ZoneInfoNotFoundError:
        yield broken("zones_missing")
    else:
        yield well("zones", version=version("tzdata"))


def files() -> Iterator[Finding]:
    streams = most_streams()
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    few = streams < _FEW_STREAMS
    yield (look if few else well)("files_few" if few else "files", limit=limit, streams=streams)


def settings_in_force(settings: Settings) -> Iterator[Finding]:
    """Those that are not as they come."""
    for name, value in msgspec.structs.asdict(settings).items():
        if name == "data" or value != getattr(Settings(), name):
            text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
            yield well("setting", setting=f"QUELIA_{name.upper()}", value=_PASSWORD.sub(f"//{MASK}@", text))
    yield well("settings_rest")


def _nobody_sets_it_right() -> bool:
    """What Linux itself knows of it, without asking anybody; False where the system cannot say."""
    try:
        state: int = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))  # modes = 0: changes nothing
    except (AttributeError, OSError):
        return False
    return state == _NOT_SET_RIGHT
