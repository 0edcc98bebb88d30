"""The times of rows: where they stand, how they are written, and on which side the newest is."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from quelia.bridge.table import Column, Columns
from quelia.domain.instant import instant

Cells = Sequence[str]


class RowTimes(NamedTuple):
    """columns: one, or two for date and time; none: rows have no time. written: as in strptime, or None for a usual one."""

    columns: Sequence[Column]
    written: str | None
    timezone: str

    def at(self, cells: Cells, columns: Columns, now: float) -> float | None:
        """Seconds since 1970; None where no time stands. Raises PathMismatch: there is no such column."""
        places = [columns.index(column) for column in self.columns]
        if max(places) >= len(cells):
            return None
        text = " ".join(cells[place] for place in places)
        if self.written is None:
            return instant(text, self.timezone, now)
        try:
            told = datetime.strptime(text, self.written)  # noqa: DTZ007 - its zone is that of the settings
        except ValueError:
            return None
        return instant(told.isoformat(), self.timezone, now)

    def newest_on_top(self, rows: Sequence[Cells], columns: Columns, now: float) -> bool:
        """Whether no row is younger than the one above it, and some are older: such files are written anew each time."""
        if not self.columns:
            return False
        first: float | None = None
        last: float | None = None
        for cells in rows:
            at = self.at(cells, columns, now)
            if at is None:
                continue
            if last is not None and at > last:
                return False
            first, last = at if first is None else first, at
        return first is not None and last is not None and first > last


def whole_time(time_format: str) -> bool:
    """Whether a time written so can be read again, with its year, month, day, hour and minute."""
    moment = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    try:
        told = datetime.strptime(moment.strftime(time_format), time_format)  # noqa: DTZ007 - no instant is meant
    except (ValueError, re.error):
        return False
    return told.replace(tzinfo=UTC) == moment
