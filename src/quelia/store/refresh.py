"""Refresh tokens that their server replaced: the new one takes the place of the old, sealed. Plain SQL, past Django."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from quelia.domain.auth import declared
from quelia.store.errors import DatabaseUnusable
from quelia.store.folder import alone
from quelia.store.vault import Vault, secrets_of

_BUSY_S = 10.0
_NOTE = "UPDATE store_revision SET number = number + 1 WHERE id = 1"  # a running service looks anew


class Held(NamedTuple):
    """What a source is to keep. source: its number, a draft's is below 0. place: which of its secrets that is."""

    source: int
    place: int
    secret: str


def replace(database: Path, vault: Vault, wanted: Iterable[Held]) -> int:
    """Put each where one that was declared alike stands: all or none. Returns how many stood not there already.

    A source that meanwhile has another secret keeps it. Raises DatabaseUnusable, OSError, KeyRingError, or SecretMissing.
    """
    try:
        address = f"{database.absolute().as_uri()}?mode=rw"
        with (
            alone(database.absolute().parent),
            closing(sqlite3.connect(address, uri=True, timeout=_BUSY_S, isolation_level=None)) as connection,
        ):
            connection.execute("BEGIN IMMEDIATE")
            put = sum(_put(connection, vault, *held) for held in wanted)
            if put:
                connection.execute(_NOTE)
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise DatabaseUnusable from error
    return put


def _put(connection: sqlite3.Connection, vault: Vault, number: int, place: int, secret: str) -> bool:
    table, row = ("store_source", number) if number >= 0 else ("store_draft", -number)
    found = connection.execute(f"SELECT CAST(secrets AS BLOB) FROM {table} WHERE id = ?", (row,)).fetchone()  # noqa: S608
    if found is None or found[0] is None:
        return False
    secrets = vault.unseal(bytes(found[0]), secrets_of(number))
    if place >= len(secrets) or declared(secrets[place]) != declared(secret) or secrets[place] == secret:
        return False
    secrets[place] = secret
    sealed = vault.seal(secrets, secrets_of(number))
    connection.execute(f"UPDATE {table} SET secrets = ? WHERE id = ?", (sealed, row))  # noqa: S608 - ours
    return True
