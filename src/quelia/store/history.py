"""The past of one quantity, read in plain portable SQL: rollups, and single readings where there are none yet."""

from pathlib import Path

from quelia.domain.rollup import QUARTER_S, Rollup, thin
from quelia.store.kept import connected
from quelia.store.rollups import minutes
from quelia.store.rows import TrackId

_LOCK_WAIT_S = 2.0
_LONGEST_TAIL_S = (
    86_400  # more than that is not rolled up only for minutes after an update; then it shows up bit by bit
)

_LAST = "SELECT max(start_s) FROM rollup WHERE plant_id = ? AND quantity = ?"
_ROLLUPS = """
    SELECT start_s, unit, minutes, mean, lowest, highest FROM rollup
    WHERE plant_id = ? AND quantity = ? AND start_s >= ? AND start_s < ? ORDER BY start_s
"""


class History:
    """Reads from an embedded database, from any thread."""

    def __init__(self, database: Path) -> None:
        self._database = database

    def rollups(self, track: TrackId, start_s: int, end_s: int, *, fine: bool = False) -> list[Rollup]:
        """What a quantity was from `start_s` to before `end_s`, oldest first; gaps stay absent.

        By quarters of an hour, both ends being whole ones; where `fine`, by minutes, as long as single readings are kept.
        Raises DatabaseUnusable.
        """
        with connected(self._database, _LOCK_WAIT_S) as connection:
            if fine:
                return minutes(connection, track, start_s, end_s)
            (last_s,) = connection.execute(_LAST, track).fetchone()
            tail_s = max(start_s, end_s - _LONGEST_TAIL_S, last_s + QUARTER_S if last_s is not None else start_s)
            known = connection.execute(_ROLLUPS, (*track, start_s, min(tail_s, end_s))).fetchall()
            tail = minutes(connection, track, tail_s, end_s) if tail_s < end_s else []
        return [Rollup._make(row) for row in known] + thin(tail, range(tail_s, end_s, QUARTER_S))
