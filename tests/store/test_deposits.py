"""Deposits in a real database: acknowledged means on the disk, and twice is once."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from quelia.domain.catalog import Catalog
from quelia.domain.judge import follow
from quelia.domain.push import Receipt, Refused
from quelia.domain.reading import Reading
from quelia.store.deposits import Deposits
from quelia.store.errors import DatabaseUnusable
from quelia.store.forgetting import forgetting
from quelia.store.rollups import roll_up
from quelia.store.rows import newest, reading_of
from tests.domain.examples import MARSEILLE, NOW, plant, reading, source
from tests.store.cellar import plain_tables

CATALOG = Catalog([plant()], (), (), {MARSEILLE: 3})
DAY_S = 86_400
KEY = 1


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = plain_tables(tmp_path / "quelia.sqlite3")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE store_pushkey (id INTEGER PRIMARY KEY, used_at TEXT)")
        connection.execute("INSERT INTO store_pushkey VALUES (1, NULL)")
    return file


@asynccontextmanager
async def opened(
    database: Path, *, now: float = NOW, wait_s: float = 2.0, most: int = 20_000
) -> AsyncIterator[Deposits]:
    deposits = Deposits(database, clock=lambda: now, wait_s=wait_s, most_waiting=most)
    deposits.use(CATALOG)
    deposits.start()
    try:
        yield deposits
    finally:
        deposits.close()


def told(number: float | None = 15.8e6, ago_s: float | None = 0.0, **facts: object) -> Reading:
    return reading(number, measured_at=NOW - ago_s if ago_s is not None else None, **facts)  # type: ignore[arg-type]


def asked(database: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


def numbers(database: Path) -> list[object]:
    return [row[0] for row in asked(database, "SELECT number FROM reading ORDER BY received_ms")]


def counts(receipt: Receipt) -> tuple[int, int]:
    return len(receipt.new), receipt.repeated


# stored once


async def test_what_is_acknowledged_stands_there(database: Path) -> None:
    async with opened(database) as deposits:
        assert counts(await deposits.put(KEY, [told()])) == (1, 0)
        found = asked(
            database, "SELECT plant_id, quantity, source_id, received_ms, measured_ms, number, unit FROM reading"
        )
    now_ms = int(NOW * 1000)
    assert found == [(3, "power", 7, now_ms, now_ms, 15.8e6, "MW")]


async def test_what_was_measured_at_one_moment_is_stored_once(database: Path) -> None:
    async with opened(database) as deposits:
        first = await deposits.put(KEY, [told(1e6), told(2e6, 5)])
        again = await deposits.put(KEY, [told(1e6), told(2e6, 5), told(3e6, 10)])
    assert [counts(first), counts(again)] == [(2, 0), (1, 2)]
    assert len(numbers(database)) == 3


async def test_the_same_moment_twice_in_one_body_is_stored_once(database: Path) -> None:
    async with opened(database) as deposits:
        assert counts(await deposits.put(KEY, [told(1e6), told(2e6)])) == (1, 1)
    assert numbers(database) == [1e6]


async def test_it_is_known_again_after_a_restart(database: Path) -> None:
    async with opened(database) as deposits:
        await deposits.put(KEY, [told(), told(1e6, None)], "a word")
    async with opened(database, now=NOW + 3600) as deposits:
        assert counts(await deposits.put(KEY, [told(), told(1e6, None)], "a word")) == (0, 2)
    assert len(numbers(database)) == 2


async def test_without_a_time_a_word_makes_it_one(database: Path) -> None:
    async with opened(database) as deposits:
        words = ("a", "a", "b", "", "")
        receipts = [counts(await deposits.put(KEY, [told(1e6, None)], word)) for word in words]
        other = counts(await deposits.put(2, [told(1e6, None)], "a"))
    assert receipts == [(1, 0), (0, 1), (1, 0), (1, 0), (1, 0)]
    assert other == (1, 0)  # the words of two keys are not the same


async def test_a_word_that_never_changes_loses_nothing_that_bears_a_time(database: Path) -> None:
    async with opened(database) as deposits:
        receipts = [counts(await deposits.put(KEY, [told(ago_s=place)], "always")) for place in range(5)]
    assert receipts == [(1, 0)] * 5


async def test_a_word_that_stands_for_something_else_is_refused_and_nobody_else_with_it(database: Path) -> None:
    async with opened(database) as deposits:
        await deposits.put(KEY, [told(1e6, None)], "always", "one")
        outcomes = await asyncio.gather(
            deposits.put(KEY, [told(2e6, None), told(9e6, 5)], "always", "two"),
            deposits.put(KEY, [told(3e6, None)], "other", "three"),
            deposits.put(KEY, [told(1e6, None)], "always", "one"),
            return_exceptions=True,
        )
        (other, again) = (outcomes[1], outcomes[2])
        assert isinstance(outcomes[0], Refused)
        assert outcomes[0].code == "word_reused"
        assert isinstance(other, Receipt)
        assert isinstance(again, Receipt)
        assert [counts(other), counts(again)] == [(1, 0), (0, 1)]
        assert counts(await deposits.put(KEY, [told(9e6, 5)])) == (1, 0)  # of what was refused nothing was kept
    assert sorted(each for each in numbers(database) if isinstance(each, float)) == [1e6, 3e6, 9e6]


async def test_a_word_that_was_kept_before_there_were_digests_is_a_repetition(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("INSERT INTO deposit_key VALUES (1, 'old', ?, NULL)", (NOW * 1000,))
    async with opened(database) as deposits:
        assert counts(await deposits.put(KEY, [told(1e6, None)], "old", "one")) == (0, 1)


async def test_of_many_at_once_one_is_new(database: Path) -> None:
    async with opened(database) as deposits:
        same = await asyncio.gather(*(deposits.put(KEY, [told()]) for _ in range(50)))
        worded = await asyncio.gather(*(deposits.put(KEY, [told(1.0, None)], "a") for _ in range(50)))
    for receipts in (same, worded):
        assert sum(len(each.new) for each in receipts) == 1
        assert sum(each.repeated for each in receipts) == 49


async def test_two_who_write_at_once_store_it_once(database: Path) -> None:
    async with opened(database) as one, opened(database) as other:
        receipts = await asyncio.gather(
            *(each.put(KEY, [told(ago_s=place)]) for place in range(20) for each in (one, other))
        )
    assert sum(len(each.new) for each in receipts) == 20
    assert len(numbers(database)) == 20


# where it stands


async def test_readings_of_one_moment_stand_in_the_order_in_which_they_were_measured(database: Path) -> None:
    async with opened(database) as deposits:
        await deposits.put(KEY, [told(3e6, 0), told(1e6, 20), told(2e6, 10)])
    assert numbers(database) == [1e6, 2e6, 3e6]


async def test_what_comes_later_in_the_same_millisecond_stands_behind(database: Path) -> None:
    async with opened(database) as deposits:
        for number in range(5):
            await deposits.put(KEY, [told(float(number), None)])
    assert numbers(database) == [0.0, 1.0, 2.0, 3.0, 4.0]


async def test_a_week_of_backlog_is_not_put_into_the_future(database: Path) -> None:
    async with opened(database) as deposits:
        for start in range(0, 5_000, 500):
            await deposits.put(KEY, [told(1.0, place + 1) for place in range(start, start + 500)])
        (receipt,) = (await deposits.put(KEY, [told(2.0, 0)]),)
    ((count, last_ms),) = asked(database, "SELECT COUNT(*), MAX(received_ms) FROM reading")
    assert count == 5_001
    assert isinstance(last_ms, int)
    assert last_ms <= NOW * 1000 + 1_000
    assert receipt.new[0].received_at == last_ms / 1000


async def test_a_backlog_keeps_what_is_of_now_about_now_and_stands_whole_in_the_history(database: Path) -> None:
    count = 10_000
    async with opened(database) as deposits:
        for start in range(count, 0, -1_000):
            await deposits.put(KEY, [told(1.0, place) for place in range(start - 1, start - 1_001, -1)])
    ((ahead_ms,),) = asked(database, "SELECT MAX(measured_ms - received_ms) FROM reading")
    ((last_ms,),) = asked(database, "SELECT MAX(received_ms) FROM reading")
    assert isinstance(ahead_ms, int)
    assert isinstance(last_ms, int)
    assert ahead_ms <= 1_000
    assert last_ms <= NOW * 1000 + 500
    with closing(sqlite3.connect(database)) as connection:
        roll_up(connection, int(NOW) + 3600, 100)
    minutes = {int(NOW - place) // 60 for place in range(count)}
    assert asked(database, "SELECT SUM(minutes), MIN(mean), MAX(mean) FROM rollup") == [(len(minutes), 1.0, 1.0)]


async def test_history_finds_room_where_others_stand_close_together(database: Path) -> None:
    first_ms = int(NOW - 7_200) * 1000 + 900_001
    with closing(sqlite3.connect(database)) as connection, connection:
        taken = [(3, "power", 7, first_ms + place, 5.0, "MW") for place in range(3_000)]
        connection.executemany(
            "INSERT INTO reading (plant_id, quantity, source_id, received_ms, number, unit) VALUES (?, ?, ?, ?, ?, ?)",
            taken,
        )
    async with opened(database) as deposits:
        await deposits.put(KEY, [told(1.0, 7_200 - place / 1000) for place in range(500)])
    found = asked(database, "SELECT COUNT(*), MIN(received_ms - measured_ms) FROM reading WHERE number = 1.0")
    assert found == [(500, found[0][1])]
    assert isinstance(found[0][1], int)
    assert found[0][1] > 900_000


async def test_after_a_restart_the_newest_by_the_clock_of_the_plant_counts(database: Path) -> None:
    async with opened(database) as deposits:
        await deposits.put(KEY, [told(5e6, 0)])
    async with opened(database, now=NOW + 60) as deposits:
        await deposits.put(KEY, [told(1e6, ago) for ago in (7200, 3600, 30)])
    with closing(sqlite3.connect(database)) as connection:
        (row,) = newest(connection, (3, "power"))
    assert row[5] == 5e6


async def test_after_a_restart_a_failure_without_a_time_is_still_one_of_now(database: Path) -> None:
    async with opened(database) as deposits:
        await deposits.put(KEY, [told(None, None, reason="connection")])
    with closing(sqlite3.connect(database)) as connection:
        (row,) = newest(connection, (3, "power"))
    failed = reading_of(MARSEILLE, source(pushed=True), row)
    tracks = follow(follow({}, failed), told(1e6, 60, received_at=NOW + 5))
    assert tracks["power"].reason == "connection"  # what was measured a minute before it does not end it


# history


async def test_what_was_measured_makes_its_quarter_due(database: Path) -> None:
    async with opened(database) as deposits:
        await deposits.put(KEY, [told(ago_s=0), told(ago_s=3 * DAY_S)])
    starts = {row[0] for row in asked(database, "SELECT start_s FROM rollup_due")}
    assert starts == {NOW // 900 * 900, (NOW - 3 * DAY_S) // 900 * 900}


async def test_what_is_simulated_is_stored_as_such_and_is_no_history(database: Path) -> None:
    async with opened(database) as deposits:
        await deposits.put(KEY, [told(simulated=True)])
    assert asked(database, "SELECT simulated FROM reading") == [(1,)]
    assert asked(database, "SELECT * FROM rollup_due") == []


async def test_when_a_key_was_used_is_noted_once_a_minute(database: Path) -> None:
    async with opened(database) as deposits:
        await deposits.put(KEY, [told()])
        asked(database, "SELECT 1")
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("UPDATE store_pushkey SET used_at = 'noted'")
        await deposits.put(KEY, [told(ago_s=1)])
    assert asked(database, "SELECT used_at FROM store_pushkey") == [("noted",)]
    async with opened(database) as deposits:
        await deposits.put(KEY, [told(ago_s=2)])
    assert asked(database, "SELECT used_at FROM store_pushkey") == [("2024-01-15 10:30:00",)]


# when the database is away


@contextmanager
def moved(database: Path) -> Iterator[None]:
    """The file is somewhere else for a while."""
    aside = database.rename(database.with_name("aside"))
    yield
    aside.rename(database)


async def refused(deposits: Deposits) -> None:
    with pytest.raises(DatabaseUnusable):
        await deposits.put(KEY, [told()])


async def test_while_another_holds_the_database_nothing_is_acknowledged(database: Path) -> None:
    async with opened(database, wait_s=0.05) as deposits:
        with closing(sqlite3.connect(database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await refused(deposits)
            other.execute("ROLLBACK")
        assert counts(await deposits.put(KEY, [told()])) == (1, 0)
    assert len(numbers(database)) == 1


async def test_a_database_that_is_gone_is_not_made_anew(database: Path) -> None:
    async with opened(database) as deposits:
        await deposits.put(KEY, [told(ago_s=9)])
        with moved(database):
            await refused(deposits)
            assert not list(database.parent.glob(database.name))
        assert counts(await deposits.put(KEY, [told()])) == (1, 0)


async def test_on_a_full_disk_nothing_is_acknowledged(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = sqlite3.connect
    full = threading.Event()

    def small(*words: object, **facts: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = usual(*words, **facts)  # type: ignore[call-overload]
        if full.is_set():
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(sqlite3, "connect", small)
    full.set()
    many = [told(ago_s=place) for place in range(2_000)]
    async with opened(database) as deposits:
        with pytest.raises(DatabaseUnusable):
            await deposits.put(KEY, many)
        assert numbers(database) == []
        full.clear()
        assert counts(await deposits.put(KEY, many)) == (2_000, 0)


async def test_a_line_that_is_too_long_is_refused_at_once(database: Path) -> None:
    async with opened(database, wait_s=0.3, most=3) as deposits:
        with closing(sqlite3.connect(database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            waiting = [asyncio.create_task(deposits.put(KEY, [told(ago_s=place)])) for place in range(10)]
            outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(each) for each in outcomes} == {DatabaseUnusable}
    assert numbers(database) == []


async def test_who_was_refused_while_he_stood_in_line_is_not_stored_later(database: Path) -> None:
    async with opened(database, wait_s=0.2) as deposits:
        with closing(sqlite3.connect(database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            outcomes = await asyncio.gather(
                *(deposits.put(KEY, [told(ago_s=place)]) for place in range(20)), return_exceptions=True
            )
            other.execute("ROLLBACK")
        await deposits.put(KEY, [told(7e6, 99)])
    assert all(isinstance(each, DatabaseUnusable) for each in outcomes)
    assert numbers(database) == [7e6]


async def test_an_outage_is_one_line_of_the_log_and_its_end_another(database: Path) -> None:
    with capture_logs() as lines:
        async with opened(database) as deposits:
            await deposits.put(KEY, [told(ago_s=5)])
            with moved(database):
                await refused(deposits)
                await refused(deposits)
            await deposits.put(KEY, [told()])
    assert [line["event"] for line in lines] == ["pushes cannot be stored", "pushes are stored again"]


async def test_after_the_end_nothing_is_taken(database: Path) -> None:
    async with opened(database) as deposits:
        pass
    await refused(deposits)


# forgetting


def run_through(database: Path, now: float, prepare: Callable[[sqlite3.Connection], None]) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        prepare(connection)
        for _ in forgetting(connection, now):
            pass
    return asked(database, "SELECT measured_ms FROM deposit ORDER BY 1")


def test_what_is_eight_days_old_is_forgotten_and_nothing_else(database: Path) -> None:
    edge_ms = round((NOW - 8 * DAY_S) * 1000)

    def prepare(connection: sqlite3.Connection) -> None:
        rows = [(plant, "power", edge_ms + offset, 0) for plant in (1, 2) for offset in range(-1_200, 2)]
        connection.executemany("INSERT INTO deposit VALUES (?, ?, ?, ?)", rows)
        connection.executemany(
            "INSERT INTO deposit_key VALUES (1, ?, ?, NULL)",
            [(f"w{place}", edge_ms + place) for place in range(-1_200, 2)],
        )

    assert run_through(database, NOW, prepare) == [(edge_ms,), (edge_ms,), (edge_ms + 1,), (edge_ms + 1,)]
    assert asked(database, "SELECT word FROM deposit_key ORDER BY received_ms") == [("w0",), ("w1",)]


@pytest.mark.parametrize(
    ("measured_at", "received_at"),
    [
        pytest.param(NOW + 240, NOW - 30, id="ahead of our clock, across a quarter"),
        pytest.param(NOW - 7 * DAY_S + 1, NOW, id="a week late"),
        pytest.param(NOW, NOW, id="now"),
    ],
)
async def test_whenever_it_was_measured_it_is_in_the_history_of_then(
    database: Path, measured_at: float, received_at: float
) -> None:
    async with opened(database, now=received_at) as deposits:
        await deposits.put(KEY, [reading(15.8e6, measured_at=measured_at)])
    start_s = int(measured_at // 900 * 900)
    with closing(sqlite3.connect(database)) as connection:
        assert roll_up(connection, int(NOW) + 3600, 10) == 1
    rows = asked(database, "SELECT start_s, mean FROM rollup")
    assert rows == [(start_s, 15.8e6)]


async def test_a_clock_that_is_ahead_is_kept_as_it_said(database: Path) -> None:
    async with opened(database) as deposits:
        await deposits.put(KEY, [told(ago_s=-200)])
        assert counts(await deposits.put(KEY, [told(ago_s=-200)])) == (0, 1)
    assert asked(database, "SELECT measured_ms - received_ms FROM reading") == [(200_000,)]
    with closing(sqlite3.connect(database)) as connection:
        (row,) = newest(connection, (3, "power"))
    remembered = reading_of(MARSEILLE, source(), row)
    assert remembered.measured_at == remembered.received_at
