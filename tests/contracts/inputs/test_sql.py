"""A database at the plant: SQLite as a file, PostgreSQL as a server, on good and bad days."""

import asyncio
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from quelia.bridge.frozen import Frozen
from quelia.bridge.inputs import sql
from quelia.bridge.problem import ConfigError
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.domain.errors import NotANumber, NotConnected, PathMismatch, SourceError, TooLarge
from tests.bridge.inputs.sites import NOW
from tests.contracts.inputs.database import Postgres, postgres

POINT = {"plant": "val", "unit": "kW", "column": "p_kw"}


def opened(folder: Path, *points: dict[str, Any], **settings: Any) -> sql.Sql:
    usual = {"type": "sql", "name": "scada", "url": "sqlite:///scada.db", "query": "SELECT * FROM live", "timeout_s": 2}
    table = usual | settings | {"point": [POINT | each for each in points or ({},)]}
    site = Site(folder, folder, lambda written: written, lambda: NOW, lambda: 0.0)
    return sql.opened(msgspec.convert(table, sql.Settings), site)


@pytest.fixture
def scada(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "scada.db", isolation_level=None)) as database:
        database.execute("CREATE TABLE live (site TEXT, p_kw REAL, at INTEGER)")
        yield database


@pytest.mark.parametrize(
    ("written", "number", "value", "error"),
    [
        (412.5, "json", 412.5, None), (0, "json", 0, None), (None, "json", None, None), ("412,5", "comma", 412.5, None),
        ("412,5", "json", None, NotANumber), (b"\x00", "json", None, NotANumber), ("nan", "dot", None, NotANumber),
    ],
)  # fmt: skip
async def test_a_cell_is_a_number_or_says_why_not(
    tmp_path: Path,
    scada: sqlite3.Connection,
    written: object,
    number: str,
    value: float | None,
    error: type[Any] | None,
) -> None:
    scada.execute("CREATE TABLE cell (p_kw)")
    scada.execute("INSERT INTO cell VALUES (?)", (written,))
    (sample,) = await opened(tmp_path, {"number": number}, query="SELECT p_kw FROM cell").read()
    assert sample.value == value
    assert (sample.error is None) if error is None else isinstance(sample.error, error)


async def test_several_plants_come_with_one_query(tmp_path: Path, scada: sqlite3.Connection) -> None:
    scada.executemany("INSERT INTO live VALUES (?, ?, ?)", [("a", 1.5, NOW - 30), ("b", 2.5, NOW - 60)])
    source = opened(
        tmp_path, {"key": "b"}, {"plant": "mont", "key": "a", "column": "P_KW"}, key_column="site", time="at"
    )
    found = [(each.plant, each.value, each.measured_at) for each in await source.read()]
    assert found == [("val", 2.5, NOW - 60), ("mont", 1.5, NOW - 30)]


async def test_which_of_several_rows_is_never_guessed(tmp_path: Path, scada: sqlite3.Connection) -> None:
    assert await faults(opened(tmp_path)) == ["sql_no_row"]
    scada.executemany("INSERT INTO live VALUES (?, ?, ?)", [("a", 1.5, 0), ("b", 2.5, 0)])
    assert await faults(opened(tmp_path)) == ["sql_rows"]
    assert await faults(opened(tmp_path, {"column": "p_mw"}, query="SELECT * FROM live LIMIT 1")) == ["sql_column"]
    scada.executemany("INSERT INTO live VALUES (?, ?, ?)", [("c", 1.0, 0)] * 1000)
    with pytest.raises(TooLarge):
        await opened(tmp_path).read()


async def test_of_two_columns_with_one_name_none_is_taken(tmp_path: Path, scada: sqlite3.Connection) -> None:
    scada.execute("INSERT INTO live VALUES ('a', 1.5, 0)")
    both = "SELECT a.p_kw, a.at, b.p_kw, b.at FROM live a, (SELECT 99 AS p_kw, 0 AS at) b"
    with pytest.raises(PathMismatch) as refused:
        await opened(tmp_path, query=both).read()
    assert (refused.value.fault, refused.value.facts["column"]) == ("sql_column_twice", "p_kw")
    (sample,) = await opened(tmp_path, query=both.replace("b.p_kw", "b.p_kw AS other")).read()
    assert sample.value == 1.5  # nobody asked for the other


async def faults(source: sql.Sql) -> list[str]:
    return [each.error.fault if each.error else "" for each in await source.read()]


async def test_a_row_that_nobody_writes_any_more_is_frozen(tmp_path: Path, scada: sqlite3.Connection) -> None:
    scada.execute("INSERT INTO live VALUES ('a', 1.5, ?)", (NOW - 301,))
    with pytest.raises(Frozen):
        await opened(tmp_path, time="at", max_age_s=300).read()
    scada.execute("UPDATE live SET at = ?", (NOW - 300,))
    (sample,) = await opened(tmp_path, time="at", max_age_s=300).read()
    assert sample.value == 1.5


async def test_a_file_that_is_away_or_locked_is_read_the_next_time(tmp_path: Path, scada: sqlite3.Connection) -> None:
    scada.execute("INSERT INTO live VALUES ('a', 1.5, 0)")
    source = opened(tmp_path, timeout_s=0.2)
    scada.execute("BEGIN EXCLUSIVE")
    with pytest.raises(NotConnected):
        await source.read()
    scada.execute("ROLLBACK")
    assert (await source.read())[0].value == 1.5
    (tmp_path / "scada.db").rename(tmp_path / "away.db")
    with pytest.raises(NotConnected):
        await source.read()
    assert not (tmp_path / "scada.db").exists()
    (tmp_path / "away.db").rename(tmp_path / "scada.db")
    assert (await source.read())[0].value == 1.5


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM live", "SELECT 1; DELETE FROM live", "WITH gone AS (DELETE FROM live RETURNING *) SELECT * FROM gone",
        "SELECT * INTO other FROM live", "", "EXPLAIN SELECT 1", "/* SELECT */ UPDATE live SET p_kw = 1",
        "SELECT 1 -- one\n; DROP TABLE live", "SELECT '--'; DROP TABLE live", "SELECT '/*'; DROP TABLE live; --*/",
        "PRAGMA writable_schema = 1",
    ],
)  # fmt: skip
def test_what_is_not_one_question_is_refused(tmp_path: Path, query: str) -> None:
    with pytest.raises((ConfigError, msgspec.ValidationError)):
        opened(tmp_path, query=query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT p_kw, 'DELETE; UPDATE' AS note FROM live", "select p_kw as last_update, p_kw from live;",
        "WITH newest AS (SELECT * FROM live) SELECT p_kw FROM newest -- the newest", "SELECT p_kw FROM live WHERE site = ':a'",
        "SELECT p_kw FROM live /* it's the newest */", "SELECT REPLACE('1.5', ',', '.') + 0 AS p_kw FROM live",
    ],
)  # fmt: skip
async def test_a_question_is_asked_as_it_is_written(tmp_path: Path, scada: sqlite3.Connection, query: str) -> None:
    scada.execute("INSERT INTO live VALUES (':a', 1.5, 0)")
    (sample,) = await opened(tmp_path, query=query).read()
    assert (sample.value, sample.error) == (1.5, None)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with postgres(tmp_path_factory.mktemp("scada")) as made:
        yield made


@pytest.fixture
def live(server: Postgres) -> Postgres:
    server.do("DELETE FROM live", "INSERT INTO live VALUES ('a', 412.50, '2026-12-01 00:59:00+01')")
    return server


async def of(server: Postgres, folder: Path, **settings: Any) -> list[Sample]:
    return list(await opened(folder, url=server.url, **({"password": server.password} | settings)).read())


async def test_a_server_is_read(live: Postgres, tmp_path: Path) -> None:
    (sample,) = await of(live, tmp_path, time="at", query="SELECT p_kw, at FROM live WHERE site LIKE 'a%'")
    assert (sample.value, sample.measured_at) == (412.5, NOW - 60)


async def test_no_query_can_write_there(live: Postgres, tmp_path: Path) -> None:
    live.do("CREATE OR REPLACE FUNCTION wipe() RETURNS NUMERIC LANGUAGE SQL AS 'DELETE FROM live RETURNING p_kw'")
    live.do("GRANT EXECUTE ON FUNCTION wipe TO reader")
    with pytest.raises(SourceError):
        await of(live, tmp_path, query="SELECT wipe() AS p_kw")
    assert (await of(live, tmp_path))[0].value == 412.5


async def test_a_login_that_is_refused_is_told_without_it(
    live: Postgres, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(NotConnected) as error:
        await of(live, tmp_path, password="marker-4711")
    assert error.value.fault == "sql_away"
    assert "marker-4711" not in f"{caplog.text}{error.value!r}"


async def test_a_server_that_was_away_is_read_again(live: Postgres, tmp_path: Path) -> None:
    source = opened(tmp_path, url=live.url, password=live.password)
    live.stop()
    with pytest.raises(NotConnected):
        await source.read()
    live.start()
    assert (await source.read())[0].value == 412.5


async def test_a_table_that_is_not_there_is_the_fault_of_the_query(live: Postgres, tmp_path: Path) -> None:
    with pytest.raises(PathMismatch) as error:
        await of(live, tmp_path, query="SELECT * FROM elsewhere")
    assert error.value.fault == "sql_query"


async def test_a_table_of_millions_is_refused_before_it_is_all_here(live: Postgres, tmp_path: Path) -> None:
    async with asyncio.timeout(20):
        with pytest.raises(TooLarge):
            await of(live, tmp_path, query="SELECT generate_series(1, 1000000000) AS p_kw", timeout_s=30)
