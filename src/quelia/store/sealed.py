"""Every sealed secret: which key it needs, whether it opens, and how it is sealed anew. Plain SQL, past Django."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

import msgspec

from quelia.domain.errors import SecretMissing
from quelia.store.errors import DatabaseUnusable
from quelia.store.survey import looking, tables
from quelia.store.vault import Place, Vault, key_of, secrets_of

# every table with sealed secrets, in its column `secrets` beside its `slug`, and the place of its rows
PLACES: dict[str, Callable[[int], Place]] = {
    "store_source": secrets_of,
    "store_draft": lambda number: secrets_of(-number),
}

_BUSY_S = 10.0
_REPLACE = "UPDATE {table} SET secrets = ? WHERE id = ? AND secrets = ?"
_NOTE = "UPDATE store_revision SET number = number + 1 WHERE id = 1"  # a running service looks anew


class Sealed(msgspec.Struct, frozen=True):
    """The secrets of one row, as they are stored."""

    table: str
    row: int
    slug: str
    content: bytes

    @property
    def place(self) -> Place:
        return PLACES[self.table](self.row)


class Closed(msgspec.Struct, frozen=True):
    """A source whose secrets do not open. key: the one it names, empty where it is damaged."""

    slug: str
    why: Literal["damaged", "unknown_key", "wrong_key"]
    key: str = ""


class Census(msgspec.Struct, frozen=True):
    """How many rows each key seals, keys that are on no ring included, and what does not open."""

    under: Counter[str]
    closed: list[Closed]


class Rotation(msgspec.Struct, frozen=True):
    """What became of the sealed secrets. sealed: how many anew; already: how many had the active key."""

    sealed: int
    already: int
    closed: list[Closed]


def census(database: Path, vault: Vault) -> Census:
    """Count, without changing anything. Raises DatabaseUnusable."""
    with looking(database) as connection:
        rows = list(_rows(connection))
    closed = [found for row in rows if (found := _closed(vault, row)) is not None]
    return Census(Counter(key for row in rows if (key := key_of(row.content)) is not None), closed)


def seal_anew(database: Path, vault: Vault, active: str) -> Rotation:
    """Seal everything with the active key, row by row: whatever ends it, each row opens with the old key or the new.

    What does not open is left as it is. To be done alone (folder.py). Raises DatabaseUnusable.
    """
    sealed, already, closed = 0, 0, []
    try:
        address = f"{database.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=_BUSY_S, isolation_level=None)) as connection:
            for row in list(_rows(connection)):
                found = _closed(vault, row)
                if found is not None:
                    closed.append(found)
                elif key_of(row.content) == active:
                    already += 1
                else:
                    sealed += _seal(connection, vault, row)
            if sealed:
                connection.execute(_NOTE)
    except sqlite3.Error as error:
        raise DatabaseUnusable from error
    return Rotation(sealed, already, closed)


def _seal(connection: sqlite3.Connection, vault: Vault, row: Sealed) -> int:
    """Returns 0 where somebody else gave the row other secrets meanwhile: theirs stay."""
    content = vault.seal(vault.unseal(row.content, row.place), row.place)
    statement = _REPLACE.format(table=row.table)
    return connection.execute(statement, (content, row.row, row.content)).rowcount


def _rows(connection: sqlite3.Connection) -> Iterator[Sealed]:
    found = sorted(PLACES.keys() & tables(connection))
    if not found:
        raise DatabaseUnusable  # "nothing is sealed" would be no answer of a database that is not ours
    for table in found:
        # the name is one of ours
        chosen = f"SELECT id, slug, CAST(secrets AS BLOB) FROM {table} WHERE secrets IS NOT NULL ORDER BY slug"  # noqa: S608
        for row, slug, content in connection.execute(chosen):
            yield Sealed(table, row, slug, content)


def _closed(vault: Vault, row: Sealed) -> Closed | None:
    try:
        vault.unseal(row.content, row.place)
    except SecretMissing:
        key = key_of(row.content)
        if key is None:
            return Closed(row.slug, "damaged")
        return Closed(row.slug, "wrong_key" if vault.knows(key) else "unknown_key", key)
    return None
