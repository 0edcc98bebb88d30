"""What calls came to is gathered, written in batches, and lost by nobody's fault but a crash's."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quelia.domain.cause import Cause
from quelia.store.polls import Polls
from quelia.store.record import Failures, Record
from quelia.store.series import Series
from tests.domain.examples import NOW
from tests.store.moment import until

TIMEOUT, REFUSED = Cause("timeout"), Cause("connection", "refused")
UTC = {7: "UTC", 8: "UTC"}


class Book:
    """Polls with the database they are written to. moment_s: of the clock that never leaps."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "quelia.sqlite3"
        self.moment_s = 100.0
        self.polls = Polls(lambda: self.moment_s)
        self.record = Record(self.file)
        self.connection = sqlite3.connect(self.file, timeout=0.01)

    def write(self, now: float = NOW) -> None:
        self.moment_s += 60
        self.polls.write(self.connection, now)

    def fail(self, cause: Cause, times: int = 1, at: float = NOW, source: int = 7) -> None:
        for turn in range(times):
            self.polls.note(source, at + turn, 0.1, cause, failed=True)


@pytest.fixture
def book(folder: Path) -> Iterator[Book]:
    book = Book(folder)
    with closing(book.connection):
        yield book


def well(book: Book, *, at: float = NOW, elapsed_s: float = 0.1, source: int = 7) -> None:
    book.polls.note(source, at, elapsed_s, None, failed=False)


def test_calls_are_counted_by_source(book: Book) -> None:
    for source in (7, 7, 8):
        well(book, source=source)
    book.write()
    days = book.record.days(NOW, UTC)
    assert {source: day.calls for source, day in days.items()} == {7: 2, 8: 1}


def test_a_call_that_only_counts_mends_nothing_and_fails_in_nothing(book: Book) -> None:
    book.fail(TIMEOUT)
    book.polls.count(7, NOW, 0.1)
    book.write()
    day = book.record.days(NOW, UTC)[7]
    assert (day.calls, day.failed, book.polls.cause(7)) == (2, 1, TIMEOUT)


def test_what_was_written_before_is_added_to(book: Book) -> None:
    for _ in range(3):
        well(book)
        book.write()
    assert book.record.days(NOW, UTC)[7].calls == 3


def test_a_second_process_goes_on_with_the_same_numbers(book: Book) -> None:
    well(book)
    book.write()
    book.polls = Polls(lambda: book.moment_s)
    well(book)
    book.write()
    assert book.record.days(NOW, UTC)[7].calls == 2


def test_how_long_they_took_is_known_to_a_tenth(book: Book) -> None:
    for number in range(100):
        well(book, elapsed_s=0.1 if number < 90 else 2.0)
    book.write()
    day = book.record.days(NOW, UTC)[7]
    assert day.p50_s == pytest.approx(0.1, rel=0.1)
    assert day.p95_s == pytest.approx(2.0, rel=0.1)


def test_failures_are_counted(book: Book) -> None:
    well(book)
    book.fail(TIMEOUT, 2)
    book.write()
    day = book.record.days(NOW, UTC)[7]
    assert (day.calls, day.failed) == (3, 2)


def test_nobody_was_called_where_the_secret_is_missing(book: Book) -> None:
    book.fail(Cause("secret_missing"))
    book.write()
    assert (book.record.days(NOW, UTC), len(book.record.failures(7))) == ({}, 1)


def test_failures_in_a_row_are_one_entry(book: Book) -> None:
    book.fail(TIMEOUT, 3)
    book.write()
    assert book.record.failures(7) == [Failures(NOW, NOW + 2, 3, TIMEOUT)]


def test_a_row_that_goes_on_is_written_on(book: Book) -> None:
    book.fail(TIMEOUT)
    book.write()
    book.fail(TIMEOUT, at=NOW + 60)
    book.write()
    assert book.record.failures(7) == [Failures(NOW, NOW + 60, 2, TIMEOUT)]


def test_another_cause_is_another_entry(book: Book) -> None:
    book.fail(TIMEOUT)
    book.fail(REFUSED, at=NOW + 5)
    book.write()
    assert [each.cause for each in book.record.failures(7)] == [REFUSED, TIMEOUT]


def test_a_good_answer_ends_a_row(book: Book) -> None:
    book.fail(TIMEOUT)
    well(book)
    book.fail(TIMEOUT, at=NOW + 10)
    book.write()
    assert [each.first_at for each in book.record.failures(7)] == [NOW + 10, NOW]


def test_why_it_fails_now_is_known_until_it_is_well(book: Book) -> None:
    book.fail(TIMEOUT)
    before = book.polls.cause(7)
    well(book)
    assert (before, book.polls.cause(7)) == (TIMEOUT, None)


def test_a_hundred_failures_are_kept_of_a_source(book: Book) -> None:
    for number in range(150):
        book.fail((TIMEOUT, REFUSED)[number % 2], at=NOW + number)
        if number % 40 == 0:
            book.write()
    book.fail(TIMEOUT, source=8)
    book.write()
    kept = book.record.failures(7)
    assert (len(kept), kept[0].first_at, kept[-1].first_at) == (100, NOW + 149, NOW + 50)
    assert len(book.record.failures(8)) == 1


def test_failures_are_forgotten_after_ninety_days_and_calls_after_eight(book: Book) -> None:
    book.fail(TIMEOUT)
    book.write()
    book.moment_s += 4000
    well(book, source=8, at=NOW + 91 * 86_400)
    book.write(NOW + 91 * 86_400)
    assert book.record.failures(7) == []
    assert book.connection.execute("SELECT source_id FROM poll").fetchall() == [(8,)]


def test_it_is_not_written_all_the_time(book: Book) -> None:
    well(book)
    book.write()
    well(book)
    book.moment_s += 5
    book.polls.write(book.connection, NOW)
    assert book.record.days(NOW, UTC)[7].calls == 1


def test_what_cannot_be_written_is_written_later(book: Book) -> None:
    well(book)
    book.fail(TIMEOUT)
    with closing(sqlite3.connect(book.file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError):
            book.write()
        well(book)
        book.fail(REFUSED, at=NOW + 5)
        other.rollback()
    book.write()
    assert book.record.days(NOW, UTC)[7].calls == 4
    assert [each.cause for each in book.record.failures(7)] == [REFUSED, TIMEOUT]


def test_the_thread_that_writes_readings_writes_them_and_at_the_end_all_that_is_left(folder: Path) -> None:
    polls, record = Polls(), Record(folder / "quelia.sqlite3")
    series = Series(folder / "quelia.sqlite3", batch_s=0.005, upkeep_s=0.005, clock=lambda: NOW, polls=polls)
    series.start()
    polls.note(7, NOW, 0.1, None, failed=False)
    until(lambda: record.days(NOW, UTC).get(7) is not None)
    polls.note(7, NOW, 0.1, TIMEOUT, failed=True)
    series.close()
    assert (record.days(NOW, UTC)[7].calls, len(record.failures(7))) == (2, 1)
