"""Logos as they are served, read in plain SQL: by the random name that is their address."""

import sqlite3
from contextlib import closing
from pathlib import Path

from quelia.store.errors import DatabaseUnusable

_LOCK_WAIT_S = 2.0
_CONTENT = "SELECT content FROM store_logo WHERE name = ?"
_MOST_KEPT = 256  # some kilobytes each


class Logos:
    """From any thread. What a name stands for never changes, so that it is looked up once."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._kept: dict[str, bytes] = {}

    def content(self, name: str) -> bytes | None:
        """WebP; None where there is none of that name. Raises DatabaseUnusable."""
        known = self._kept.get(name)
        if known is not None:
            return known
        try:
            address = f"{self._database.absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(address, uri=True, timeout=_LOCK_WAIT_S)) as connection:
                row = connection.execute(_CONTENT, (name,)).fetchone()
        except sqlite3.Error as error:
            raise DatabaseUnusable from error
        if row is None:
            return None
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        content = bytes(row[0])
        self._kept[name] = content
        return content
