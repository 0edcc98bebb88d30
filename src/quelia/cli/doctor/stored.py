"""What the doctor says of the data folder and of the database in it."""

import os
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from quelia.cli.finding import Finding, broken, look, well
from quelia.settings import Settings
from quelia.store import survey
from quelia.store.folder import rights

_MB, _GB = 1_000_000, 1_000_000_000
_LITTLE_SPACE, _NO_SPACE = _GB, _GB // 20
_LARGE_JOURNAL = 256 * _MB  # SQLite empties it at 4 MB, unless somebody reads for hours
_AHEAD_S = 60.0  # clocks of one machine differ by nothing; this is somebody setting it


def folder(settings: Settings) -> Iterator[Finding]:
    place = settings.folder
    if not place.exists():
        yield look("folder_none", folder=place.absolute())
        return
    if not place.is_dir():
        yield broken("folder_is_none", folder=place)
        return
    if not os.access(place, os.R_OK | os.W_OK | os.X_OK):
        yield broken("folder_read_only", folder=place)
    free = shutil.disk_usage(place).free
    if free < _NO_SPACE:
        yield broken("disk_full", folder=place, free=free / _GB)
    elif free < _LITTLE_SPACE:
        yield look("disk_low", folder=place, free=free / _GB)
    else:
        yield well("folder", folder=place.absolute(), free=free / _GB)


def rights_of_files(settings: Settings) -> Iterator[Finding]:
    """The key ring is looked at by another check."""
    if not settings.folder.is_dir():
        return
    owner = rights(settings.folder)
    database = settings.database_file
    beside = (database, *(database.with_name(f"{database.name}{end}") for end in ("-wal", "-shm")))
    others = (*beside, database.with_suffix(".lock"))
    for each in (settings.folder, *(file for file in others if file.exists())):
        found, wanted = rights(each), "700" if each.is_dir() else "600"
        if not found.private:
            yield look("open_to_others", file=each, mode=f"{found.mode:o}", wanted=wanted)
        if found.uid != owner.uid and each.parent == settings.folder:
            yield broken("of_another", file=each, user=found.user, owner=owner.user)


def integrity(settings: Settings) -> Iterator[Finding]:
    file = settings.database_file
    if not file.exists():
        yield look("database_none", file=file)
        return
    journal = file.with_name(f"{file.name}-wal")
    size, waiting = file.stat().st_size, journal.stat().st_size if journal.exists() else 0
    facts = {"file": file, "size": size / _MB, "journal": waiting / _MB}
    with survey.looking(file) as connection:
        found = survey.integrity(connection)
    if found.faults:
        yield broken("database_damaged", file=file, faults=found.faults)
    else:
        yield well("database_whole" if found.whole else "database_partly", **facts)
    if waiting > _LARGE_JOURNAL:
        yield look("journal_large", journal=waiting / _MB)


def migrations(settings: Settings) -> Iterator[Finding]:
    if not settings.database_file.exists():
        return
    with survey.looking(settings.database_file) as connection:
        missing, later = survey.migrations_apart(connection)
    if later:
        yield broken("migrations_later", names=", ".join(sorted(later)))
    elif missing:
        yield look("migrations_missing", names=", ".join(sorted(missing)))
    else:
        yield well("migrations")


def readings(settings: Settings) -> Iterator[Finding]:
    if not settings.database_file.exists():
        return
    with survey.looking(settings.database_file) as connection:
        received_at = survey.last_reading(connection)
    if received_at is None:
        yield look("reading_none")
        return
    at = f"{datetime.fromtimestamp(received_at, UTC):%Y-%m-%d %H:%M:%S} UTC"
    ahead = received_at > time.time() + _AHEAD_S
    yield broken("reading_ahead", at=at) if ahead else well("reading_last", at=at)


def zones(settings: Settings) -> Iterator[Finding]:
    if not settings.database_file.exists():
        return
    with survey.looking(settings.database_file) as connection:
        names = survey.zones(connection)
    for name in names:
        if not _known(name):
            yield broken("zone_unknown", zone=name)


def _known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # not found, no name of a zone, or that of a folder
        return False
    return True
