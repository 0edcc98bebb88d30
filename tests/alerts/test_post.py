"""The post: one e-mail a minute at most, never the same twice, and never lost because a server said no."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from quelia.alerts.letter import Letter
from quelia.alerts.post import MaybeSent, NotSent, Post
from quelia.domain.cause import Cause
from quelia.store.errors import DatabaseUnusable
from quelia.store.incidents import Closed, Incidents, Notice, Opened
from tests.domain.examples import NOW
from tests.store.moment import until

CAUSE = Cause("timeout")


class Office:
    """A post whose clock is set by hand. sent: the sources of each e-mail. fails: what the server says next."""

    def __init__(self, folder: Path) -> None:
        self.incidents = Incidents(folder / "quelia.sqlite3")
        self.now = NOW
        self.sent: list[list[int]] = []
        self.tried: list[float] = []
        self.fails: list[Exception] = []
        self.post = self.again()

    def again(self) -> Post:
        """As a new process would begin."""
        self.post = Post(
            self.incidents, self.write, self.send, gather_s=60.0, clock=lambda: self.now, steady=lambda: self.now
        )
        return self.post

    def write(self, notices: Sequence[Notice]) -> Letter | None:
        return Letter(",".join(str(each.source) for each in notices), "")

    def send(self, letter: Letter) -> None:
        self.tried.append(self.now)
        if self.fails:
            raise self.fails.pop(0)
        self.sent.append([int(source) for source in letter.subject.split(",")])

    def breaks(self, *sources: int) -> None:
        self.incidents.save({}, (), [Opened(each, self.now, self.now, None, CAUSE) for each in sources], self.now)

    def mends(self, *sources: int) -> None:
        self.incidents.save({}, (), [Closed(each, self.now, self.now) for each in sources], self.now)

    def passes(self, seconds: float) -> None:
        """The thread as it would go on: it looks when it said that it would."""
        end = self.now + seconds
        while (wait_s := self.post.go()) <= end - self.now:
            self.now += max(0.1, wait_s)
        self.now = end


@pytest.fixture
def office(folder: Path) -> Office:
    return Office(folder)


def test_an_incident_is_told(office: Office) -> None:
    office.breaks(7)
    office.passes(61)
    assert office.sent == [[7]]


def test_it_is_told_once(office: Office) -> None:
    office.breaks(7)
    office.passes(86_400)
    assert office.sent == [[7]]


def test_a_restart_tells_it_no_second_time(office: Office) -> None:
    office.breaks(7)
    office.passes(120)
    office.again()
    office.passes(3600)
    assert office.sent == [[7]]


def test_what_was_not_told_before_a_restart_is_told_after_it(office: Office) -> None:
    office.breaks(7)
    office.passes(10)
    office.again()
    office.passes(60)
    assert office.sent == [[7]]


def test_fifty_that_fail_within_a_minute_are_one_email(office: Office) -> None:
    for number in range(50):
        office.breaks(number)
        office.passes(1)
    office.passes(3600)
    assert office.sent == [[*range(50)]]


def test_there_is_one_email_a_minute_at_most(office: Office) -> None:
    for number in range(100):
        office.breaks(number)
        office.passes(7)
    office.passes(600)
    assert sorted(source for letter in office.sent for source in letter) == [*range(100)]
    assert all(after - before >= 60 for before, after in zip(office.tried, office.tried[1:], strict=False))


def test_that_it_is_back_is_another_email(office: Office) -> None:
    office.breaks(7)
    office.passes(600)
    office.mends(7)
    office.passes(600)
    assert office.sent == [[7], [7]]


def test_one_that_is_refused_is_tried_again_later_and_later(office: Office) -> None:
    office.fails = [NotSent()] * 5
    office.breaks(7)
    with capture_logs() as lines:
        office.passes(7200)
    assert office.sent == [[7]]
    gaps = [after - before for before, after in zip(office.tried, office.tried[1:], strict=False)]
    assert gaps == [60, 120, 240, 480, 960]
    assert [line["event"] for line in lines] == ["alert not sent", "alerts are sent again"]


def test_it_is_tried_every_hour_for_as_long_as_it_takes(office: Office) -> None:
    office.fails = [NotSent()] * 5000
    office.breaks(7)
    office.passes(3 * 86_400)
    assert office.tried[-1] - office.tried[-2] == 3600
    office.fails = []
    office.passes(3600)
    assert office.sent == [[7]]


def test_what_comes_while_it_is_refused_comes_along(office: Office) -> None:
    office.fails = [NotSent()]
    office.breaks(7)
    office.passes(61)
    office.breaks(8)
    office.passes(600)
    assert office.sent == [[7, 8]]


def test_one_that_may_have_been_taken_is_not_sent_again(office: Office) -> None:
    office.fails = [MaybeSent()]
    office.breaks(7)
    office.passes(86_400)
    assert (len(office.tried), office.incidents.waiting()) == (1, [])


class _Killed(BaseException):
    """The process ends while it hands over."""


def test_a_process_that_is_killed_while_it_hands_over_tells_nobody_twice(office: Office) -> None:
    office.fails = [_Killed()]  # type: ignore[list-item]
    office.breaks(7)
    with pytest.raises(_Killed):
        office.passes(120)
    office.again()
    office.passes(86_400)
    assert len(office.tried) == 1


def test_what_is_no_longer_there_is_not_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.write = lambda _: None  # type: ignore[method-assign, assignment]
    office.again()
    office.breaks(7)
    office.passes(120)
    assert (office.tried, office.incidents.waiting()) == ([], [])


def test_a_database_that_is_away_is_waited_for(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> list[Notice]:
        raise DatabaseUnusable

    office.breaks(7)
    with monkeypatch.context() as patched:
        patched.setattr(office.incidents, "waiting", away)
        office.passes(100)
    office.passes(300)
    assert office.sent == [[7]]


def test_a_clock_that_was_set_back_keeps_nothing_back(office: Office) -> None:
    office.breaks(7)
    wait_s = Post(
        office.incidents, office.write, office.send, gather_s=60.0, clock=lambda: NOW - 86_400, steady=lambda: NOW
    ).go()
    assert (office.sent, wait_s <= 60) == ([[7]], True)


def test_its_thread_tells_what_it_is_told_of_and_ends_when_it_is_closed(office: Office) -> None:
    post = Post(office.incidents, office.write, office.send, gather_s=0.0, clock=lambda: NOW, steady=lambda: NOW)
    post.start()
    office.breaks(7)
    post.tell()
    until(lambda: office.sent == [[7]])
    post.close()
    until(lambda: "alerts" not in {thread.name for thread in threading.enumerate()})


def test_whatever_goes_wrong_the_next_is_tried(office: Office) -> None:
    moments = iter(range(0, 10**9, 4000))
    post = Post(
        office.incidents, office.write, office.send, gather_s=0.0, clock=lambda: NOW, steady=lambda: next(moments)
    )
    office.fails = [ZeroDivisionError()]
    office.breaks(7)
    with capture_logs():
        post.start()
        post.tell()
        until(lambda: office.tried)
        office.breaks(8)
        post.tell()
        until(lambda: office.sent == [[8]])
        post.close()
