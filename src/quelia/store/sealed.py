"""Every sealed secret: which key it needs, whether it opens, and how it is sealed anew. Plain SQL, past Django."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from quelia.domain.errors import SecretMissing
from quelia.store.errors import DatabaseUnusable
from quelia.store.survey import looking, tables
from quelia.store.vault import Place, Vault, factor, key_of, secrets_of, secrets_of_answer

_BUSY_S = 10.0
_NOTE = "UPDATE store_revision SET number = number + 1 WHERE id = 1"  # a running service looks anew


Of = Literal["source", "account", "answer"]


class Drawer(NamedTuple):
    """Where sealed values lie.

    table: that which must be there. rows: number, name and content of each row. replace: puts another content there,
    if the one that was read still is. of: what the name is of.
    """

    table: str
    place: Callable[[int], Place]
    rows: str
    replace: str
    of: Of = "source"


def _column(table: str, place: Callable[[int], Place]) -> Drawer:
    """A column `secrets` beside a `slug`."""
    rows = f"SELECT id, slug, CAST(secrets AS BLOB) FROM {table} WHERE secrets IS NOT NULL ORDER BY slug"  # noqa: S608 - ours
    return Drawer(table, place, rows, f"UPDATE {table} SET secrets = ? WHERE id = ? AND secrets = ?")  # noqa: S608


def _factors(key: str) -> Drawer:
    """Second factors, as allauth keeps them: hexadecimal text under a key of a JSON document."""
    content = f"json_extract(data, '$.{key}')"
    rows = f"""
        SELECT mfa_authenticator.id, email, CAST({content} AS BLOB) FROM mfa_authenticator
        JOIN store_user ON store_user.id = user_id WHERE {content} IS NOT NULL ORDER BY email
    """  # noqa: S608 - the key is one of ours
    replace = f"UPDATE mfa_authenticator SET data = json_set(data, '$.{key}', CAST(? AS TEXT)) WHERE id = ? AND CAST({content} AS BLOB) = ?"  # noqa: S608, E501
    return Drawer("mfa_authenticator", lambda _: factor(), rows, replace, "account")


def _answers() -> Drawer:
    """Those of answers, which have no slug: they are known by their owner's, where he is known."""
    table = "store_answer"
    rows = f"""
        SELECT {table}.id, COALESCE(slug, '–'), CAST(secrets AS BLOB) FROM {table}
        LEFT JOIN store_owner ON store_owner.id = owner_id WHERE secrets IS NOT NULL ORDER BY {table}.id
    """  # noqa: S608 - ours
    replace = f"UPDATE {table} SET secrets = ? WHERE id = ? AND secrets = ?"  # noqa: S608
    return Drawer(table, secrets_of_answer, rows, replace, "answer")


DRAWERS: tuple[Drawer, ...] = (
    _column("store_source", secrets_of),
    _column("store_draft", lambda number: secrets_of(-number)),
    _answers(),
    _factors("secret"),  # of an application that shows codes
    _factors("seed"),  # of recovery codes
)


class Sealed(msgspec.Struct, frozen=True):
    """The secrets of one row, as they are stored."""

    drawer: Drawer
    row: int
    name: str
    stored: bytes

    @property
    def place(self) -> Place:
        return self.drawer.place(self.row)

    @property
    def content(self) -> bytes:
        """What the vault made of them."""
        if self.drawer.of != "account":
            return self.stored
        try:
            return bytes.fromhex(self.stored.decode())
        except ValueError:
            return b""  # no more of it is left

    def as_stored(self, content: bytes) -> bytes:
        return content if self.drawer.of != "account" else content.hex().encode()


class Closed(msgspec.Struct, frozen=True):
    """A source, or an account, whose secrets do not open. key: the one they name, empty where they are damaged."""

    name: str
    why: Literal["damaged", "unknown_key", "wrong_key"]
    key: str = ""
    of: Of = "source"


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
    return connection.execute(row.drawer.replace, (row.as_stored(content), row.row, row.stored)).rowcount


def _rows(connection: sqlite3.Connection) -> Iterator[Sealed]:
    there = tables(connection)
    found = [drawer for drawer in DRAWERS if drawer.table in there]
    if not found:
        raise DatabaseUnusable  # "nothing is sealed" would be no answer of a database that is not ours
    for drawer in found:
        for row, name, stored in connection.execute(drawer.rows):
            yield Sealed(drawer, row, name, stored)


def _closed(vault: Vault, row: Sealed) -> Closed | None:
    try:
        vault.unseal(row.content, row.place)
    except SecretMissing:
        key = key_of(row.content)
        if key is None:
            return Closed(row.name, "damaged", of=row.drawer.of)
        return Closed(row.name, "wrong_key" if vault.knows(key) else "unknown_key", key, row.drawer.of)
    return None
