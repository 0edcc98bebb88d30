"""When sources were asked and what their servers asked for, so that a restart does not ask them too soon. Plain SQL."""

from collections.abc import Sequence
from pathlib import Path

import structlog

from quelia.domain.pace import LONGEST_WAIT_S
from quelia.domain.reading import Reading
from quelia.store.errors import DatabaseUnusable
from quelia.store.kept import connected

log = structlog.get_logger()

_LOCK_WAIT_S = 2.0  # a call waits for its note: rather without one than late
_NOTE = """
    INSERT INTO asked (source_id, asked_ms, not_before_ms) VALUES (?, ?, ?)
    ON CONFLICT (source_id) DO UPDATE SET
        asked_ms = excluded.asked_ms, not_before_ms = COALESCE(excluded.not_before_ms, asked.not_before_ms)
"""
_ALL = "SELECT source_id, asked_ms, not_before_ms FROM asked"


class Asked:
    """The notes in an embedded database."""

    def __init__(self, database: Path) -> None:
        self._database = database

    def note(self, source: int, asked_at: float, not_before: float | None) -> None:
        """Wall-clock seconds. Never raises: a note that cannot be made is said in the log."""
        not_before_ms = round(not_before * 1000) if not_before is not None else None
        try:
            with connected(self._database, _LOCK_WAIT_S) as connection, connection:
                connection.execute(_NOTE, (source, round(asked_at * 1000), not_before_ms))
        except DatabaseUnusable as error:
            log.warning("call not noted", source_id=source, cause=type(error.__cause__).__name__)

    def since(self, latest: Sequence[Reading], now: float) -> tuple[dict[int, float], dict[int, float]]:
        """By source: how many seconds ago it was asked, and for how many more its server asked us to wait.

        latest: what was recorded stands for the calls of which no note is made. Raises DatabaseUnusable.
        """
        at = {reading.source: reading.received_at for reading in latest}
        barred: dict[int, float] = {}
        for source, asked_ms, not_before_ms in self._rows():
            at[source] = max(asked_ms / 1000, at.get(source, 0.0))
            if not_before_ms is not None and not_before_ms / 1000 > now:
                barred[source] = min(not_before_ms / 1000 - now, LONGEST_WAIT_S)
        return {source: max(0.0, now - each) for source, each in at.items()}, barred

    def _rows(self) -> list[tuple[int, int, int | None]]:
        with connected(self._database, 10) as connection:
            return connection.execute(_ALL).fetchall()
