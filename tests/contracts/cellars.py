"""What keeps readings and grants leases. A cellar more is one line in `CELLARS`.

Light to import: the processes that the contract tests kill are made of this module too.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import NamedTuple, Protocol

from quelia.domain.catalog import Catalog
from quelia.domain.path import Path as PathInAnswer
from quelia.domain.plant import Plant
from quelia.domain.reading import Reading, Value
from quelia.domain.source import Point, Source
from quelia.domain.unit import UNITS
from quelia.live import intake, poller
from quelia.store.history import History
from quelia.store.leases import FolderLeases
from quelia.store.series import Series as EmbeddedSeries
from quelia.web import archive
from tests.store.moment import until
from tests.store.process import say

NOW = 1_705_314_600.0  # 2024-01-15T10:30:00Z
PLANT = Plant(slug="marseille", name="Marseille", energy="solar", latitude=43.3, longitude=5.4)
MEASURED = {"power": "MW", "temperature": "°C"}
SOURCE = Source(
    id=7,
    slug="scada",
    url="https://scada.example.org/live",
    points=tuple(
        Point(plant=PLANT.slug, quantity=quantity, path=PathInAnswer(quantity), unit=UNITS[unit])
        for quantity, unit in MEASURED.items()
    ),
)
CATALOG = Catalog([PLANT], [SOURCE], [], {PLANT.slug: 1})

# by quantity: a number in the base unit, None for "no value", or the reason of a failure
Outcomes = Mapping[str, float | str | None]

_BATCH_S = 0.005
_LOCK_WAIT_S = 0.05


class Upkeep(NamedTuple):
    """How a series keeps its history. every_s: hours, unless a test is about it."""

    keep_days: int = 35
    every_s: float = 86_400.0
    clock: Callable[[], float] = time.time


_NONE = Upkeep()


class Series(intake.Series, Protocol):
    """All that the program asks of a series."""

    unrecorded: int

    def use(self, catalog: Catalog) -> None: ...

    def start(self) -> None: ...

    def latest(self, catalog: Catalog) -> list[Reading]: ...

    def close(self) -> None: ...


class Leases(poller.Leases, Protocol):
    """All that the program asks of leases."""

    def release(self) -> None: ...


class Cellar(Protocol):
    """One database, as each of the processes that share it sees it."""

    def prepare(self) -> None:
        """Make its tables."""
        ...

    def leases(self) -> Leases: ...

    def series(self, *, batch_s: float = _BATCH_S, upkeep: Upkeep = _NONE) -> Series: ...

    def history(self) -> archive.History: ...

    def outage(self) -> AbstractContextManager[None]:
        """Nothing can be written as long as it lasts."""
        ...

    def query(self, sql: str) -> list[tuple[object, ...]]: ...

    def is_sound(self) -> bool:
        """Whether the database finds nothing broken in itself."""
        ...


class Embedded:
    """SQLite in a data folder."""

    def __init__(self, folder: Path) -> None:
        self._database = folder / "quelia.sqlite3"

    def prepare(self) -> None:
        # not imported above: it brings Django, of which a process that is to be killed has no need
        import_module("tests.store.cellar").plain_tables(self._database)

    def leases(self) -> Leases:
        return FolderLeases(self._database)

    def series(self, *, batch_s: float = _BATCH_S, upkeep: Upkeep = _NONE) -> Series:
        return EmbeddedSeries(
            self._database,
            batch_s=batch_s,
            lock_wait_s=_LOCK_WAIT_S,
            keep_days=upkeep.keep_days,
            upkeep_s=upkeep.every_s,
            clock=upkeep.clock,
        )

    def history(self) -> archive.History:
        return History(self._database)

    @contextmanager
    def outage(self) -> Iterator[None]:
        with closing(sqlite3.connect(self._database, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")

    def query(self, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self._database)) as connection:
            return connection.execute(sql).fetchall()

    def is_sound(self) -> bool:
        return self.query("PRAGMA integrity_check") == [("ok",)]


CELLARS: dict[str, Callable[[Path], Cellar]] = {"sqlite": Embedded}


def reading(turn: int, outcomes: Outcomes | None = None, *, measured: bool = False, plant: str = PLANT.slug) -> Reading:
    """What the source said at its turn number `turn`: one megawatt unless told otherwise."""
    received_at = NOW + turn * SOURCE.interval_s + 0.125
    return Reading(
        plant=plant,
        source=SOURCE.id,
        received_at=received_at,
        measured_at=received_at - 1 if measured else None,
        values=tuple(_value(*each) for each in ({"power": 1e6} if outcomes is None else outcomes).items()),
        interval_s=SOURCE.interval_s,
        stale_after_s=SOURCE.stale_after(SOURCE.interval_s),
    )


def started(cellar: Cellar, *, batch_s: float = _BATCH_S, upkeep: Upkeep = _NONE) -> Series:
    series = cellar.series(batch_s=batch_s, upkeep=upkeep)
    series.use(CATALOG)
    series.start()
    return series


def keep_up(cellar: Cellar, now: float, *, keep_days: int = 35) -> None:
    """One whole round of upkeep, as if it were `now`."""
    rounds = 0

    def clock() -> float:
        nonlocal rounds
        rounds += 1  # the time is asked for where a round begins
        return now

    series = started(cellar, upkeep=Upkeep(keep_days, 0.001, clock))
    until(lambda: rounds > 1)
    series.close()


def hold(cellar: str, folder: str) -> None:
    """A process that holds the lease of the source until it is killed, and says its epoch."""
    say(CELLARS[cellar](Path(folder)).leases().hold([SOURCE.id])[SOURCE.id])
    input()


def write(cellar: str, folder: str) -> None:
    """A process that records at the pace of a busy poller until it is killed."""
    series = started(CELLARS[cellar](Path(folder)))
    for turn in count():
        series.append([reading(turn)])
        time.sleep(0.0005)


def write_and_keep_up(cellar: str, folder: str) -> None:
    """A process in which time flies, so that it has much to roll up, until it is killed."""
    now = NOW
    series = started(CELLARS[cellar](Path(folder)), upkeep=Upkeep(every_s=0.001, clock=lambda: now))
    for turn in count(step=12):
        series.append([reading(turn, {"power": float(turn)})])
        now = reading(turn).received_at
        time.sleep(0.0005)


def _value(quantity: str, outcome: float | str | None) -> Value:
    if isinstance(outcome, str):
        return Value(quantity, MEASURED[quantity], None, outcome)
    return Value(quantity, MEASURED[quantity], outcome)
