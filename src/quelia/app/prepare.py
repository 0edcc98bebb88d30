"""What every command needs before anything else: the data folder, the guard and the vault that the settings ask for."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from quelia.admin.settings import values as django_values
from quelia.admin.start import start_django
from quelia.settings import Settings, SettingsError
from quelia.sources.guard import Guard
from quelia.store.errors import DatabaseUnusable
from quelia.store.folder import alone
from quelia.store.keyring import KeyRing
from quelia.store.vault import Vault

_USUAL_PORTS = (443, 8443)


def prepare(settings: Settings, *, first_visit: bool = False) -> None:
    """Make the data folder, start Django and bring the database up to date.

    first_visit: whether who comes first may make the first account. Raises OSError, KeyRingError or DatabaseUnusable.
    """
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.database_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with alone(settings.folder):  # two that migrate at once would be in each other's way
        _make(settings.database_file)
        keys = KeyRing.open(settings.folder).derived("office")
        start_django(django_values(settings, keys, first_visit=first_visit))
    settings.database_file.chmod(0o600)


def _make(database: Path) -> None:
    """Once, for nothing that opens it later makes one. Raises DatabaseUnusable where only its journal is there.

    SQLite would delete that beside a new file, and what it holds was acknowledged.
    """
    if database.exists():
        return
    journal = database.with_name(f"{database.name}-wal")
    if journal.exists() and journal.stat().st_size:
        raise DatabaseUnusable
    database.touch(0o600)


def guard_of(settings: Settings, own: Sequence[tuple[str, int]] = ()) -> Guard:
    """own: where we listen, besides the public address. Raises SettingsError for what is neither a host nor a network."""
    try:
        return Guard(
            allow_private=settings.allow_private_sources, ports=settings.source_ports, own=(_public(settings), *own)
        )
    except ValueError as error:
        raise SettingsError("setting_value", "QUELIA_ALLOW_PRIVATE_SOURCES") from error


def guard_for_strangers(settings: Settings, own: Sequence[tuple[str, int]] = ()) -> Guard:
    """For what anybody typed: public addresses, and of the ports of sources the two usual ones at most."""
    ports = [port for port in _USUAL_PORTS if port in settings.source_ports] or _USUAL_PORTS[:1]
    return Guard(ports=ports, own=(_public(settings), *own))


def _public(settings: Settings) -> tuple[str, int]:
    public = urlsplit(settings.public_url)
    return public.hostname or "", public.port or (443 if public.scheme == "https" else 80)


def vault_of(settings: Settings) -> Vault:
    """Raises KeyRingError."""
    return Vault(KeyRing.open(settings.folder), lambda: KeyRing.read(settings.folder))
