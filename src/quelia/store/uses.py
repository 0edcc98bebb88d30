"""When each push key was last used, to the minute: what is written with each push would be written for nobody."""

import sqlite3
import time
from collections.abc import Iterable
from datetime import UTC, datetime

_EVERY_S = 60.0
_USED = "UPDATE store_pushkey SET used_at = ? WHERE id = ?"


class Uses:
    """Noted in the transaction of whoever writes, by one thread."""

    def __init__(self) -> None:
        self._noted_at: dict[int, float] = {}

    def note(self, connection: sqlite3.Connection, keys: Iterable[int], now: float) -> list[int]:
        """Write it of those for which it is time. Returns them, for `remember` once it is committed."""
        due = [key for key in keys if self._noted_at.get(key, float("-inf")) <= time.monotonic() - _EVERY_S]
        written = datetime.fromtimestamp(now, UTC).replace(tzinfo=None).isoformat(" ")  # as Django does
        connection.executemany(_USED, [(written, key) for key in due])
        return due

    def remember(self, keys: Iterable[int]) -> None:
        for key in keys:
            self._noted_at[key] = time.monotonic()
