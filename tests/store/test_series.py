"""What SQLite adds to the contract of the series (tests/contracts/test_series.py): disks that take nothing, other files."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from quelia.store.series import Series
from tests.contracts.cellars import CATALOG, NOW, reading
from tests.store.cellar import plain_tables, query
from tests.store.moment import until
from tests.store.outages import CASES, Outlasted, outlast_all
from tests.store.process import Process


@pytest.fixture(scope="module")
def outlasted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outlasted]:
    """What became of each of the cases, in a process of its own: a full disk is one for all of its files."""
    folder = tmp_path_factory.mktemp("outages")
    for case in CASES:
        (folder / case).mkdir()
        plain_tables(folder / case / "quelia.sqlite3")
    with Process(outlast_all, folder, bound=True) as process:
        return {case: Outlasted(*outcome) for case, outcome in json.loads(process.hear()).items()}


@pytest.mark.parametrize("case", CASES)
def test_recording_resumes_by_itself_after(case: str, outlasted: dict[str, Outlasted]) -> None:
    assert outlasted[case][:2] == (2, 0)


@pytest.mark.parametrize("case", CASES)
def test_two_lines_are_said_of(case: str, outlasted: dict[str, Outlasted]) -> None:
    assert outlasted[case].said == ["readings cannot be recorded", "readings are recorded again"]


# --- another file in the place of the one that was written into


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return plain_tables(tmp_path / "quelia.sqlite3")


@pytest.fixture
def start(database: Path) -> Iterator[Callable[..., Series]]:
    """Starts a series on the database; all are closed at the end."""
    made: list[Series] = []

    def one_more(**options: Any) -> Series:
        made.append(Series(database, batch_s=0.005, lock_wait_s=0.05, **options))
        made[-1].use(CATALOG)
        made[-1].start()
        return made[-1]

    yield one_more
    for series in made:
        series.close()


def count(database: Path, table: str = "reading") -> int:
    return len(query(database.parent, f"SELECT * FROM {table}"))


def put_back(copy: Path, database: Path) -> None:
    """As an operator does it: what belongs to the file that is there goes, then the copy takes the name."""
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    copy.replace(database)


def test_readings_go_into_the_file_that_has_the_name(start: Callable[..., Series], database: Path) -> None:
    series = start()
    series.append([reading(0)])
    until(lambda: count(database) == 1)
    put_back(plain_tables(database.with_name("copy")), database)
    series.append([reading(1), reading(2)])
    until(lambda: count(database) == 2)
    assert series.unrecorded == 0


def test_the_upkeep_is_that_of_the_file_that_has_the_name(start: Callable[..., Series], database: Path) -> None:
    series = start(upkeep_s=60)
    series.append([reading(0)])
    until(lambda: count(database) == 1)
    series.close()
    copy = database.with_name("copy")
    query(database.parent, f"VACUUM INTO '{copy}'")
    start(upkeep_s=0.001, clock=lambda: NOW + 86_400)
    until(lambda: count(database, "rollup") == 1)
    put_back(copy, database)
    until(lambda: count(database, "rollup") == 1)


def test_what_comes_while_there_is_no_file_is_recorded_once_there_is(
    start: Callable[..., Series], database: Path
) -> None:
    series = start()
    series.append([reading(0)])
    until(lambda: count(database) == 1)
    with capture_logs() as logs:
        away = database.rename(database.with_name("away"))
        series.append([reading(1)])
        until(lambda: logs)
        assert not database.exists()
        away.rename(database)
        until(lambda: count(database) == 2)
    assert series.unrecorded == 0
