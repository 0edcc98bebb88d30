"""The post: takes what is to be told to the mail server, in a thread of its own, and at most once.

What is told is marked in the database before it is handed over. A process that dies in between loses an e-mail rather
than send it twice; one that was surely not taken is given back, and tried again later and later.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

import structlog

from quelia.alerts.letter import Letter
from quelia.metrics import NOT_SENT
from quelia.store.errors import DatabaseUnusable
from quelia.store.incidents import Notice

log = structlog.get_logger()

GATHER_S = 60.0  # sources of one server fail within a minute of each other: one e-mail for all
_APART_S = 60.0
_LONGEST_S = 3600.0
_IDLE_S = 60.0  # it is looked in case nobody said that there is something
_CLOSE_S = 2.0


class NotSent(Exception):
    """No mail server took it: it may be sent again. Its text says why, in words of ours, where that is known."""


class MaybeSent(Exception):
    """The connection broke after it was handed over: sent again, it might come twice."""


class Outbox(Protocol):
    """What nobody was told yet. All raise DatabaseUnusable."""

    def waiting(self) -> list[Notice]: ...
    def take(self, notices: Sequence[Notice], now: float) -> None: ...
    def give_back(self, notices: Sequence[Notice]) -> None: ...


class Post:
    """write: the e-mail of some notices, None where nothing is left to say. send: hands it over, or raises the above.

    gather_s: how long the first waits for others. `clock`: seconds since 1970; `steady`: seconds that never leap.
    """

    def __init__(
        self,
        outbox: Outbox,
        write: Callable[[Sequence[Notice]], Letter | None],
        send: Callable[[Letter], None],
        *,
        gather_s: float,
        clock: Callable[[], float],
        steady: Callable[[], float],
    ) -> None:
        self._outbox, self._write, self._send = outbox, write, send
        self._gather_s, self._clock, self._steady = gather_s, clock, steady
        self._told, self._ended = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)
        self._not_before = steady()
        self._failures = 0

    def start(self) -> None:
        self._thread.start()

    def tell(self) -> None:
        """There is something."""
        self._told.set()

    def close(self) -> None:
        """Stop; what is being handed over may come to its end."""
        self._ended = True
        self._told.set()
        self._thread.join(_CLOSE_S)

    def go(self) -> float:
        """Hand over what is due. Returns the seconds until it is worth looking again."""
        wait_s = self._not_before - self._steady()
        if wait_s > 0:
            return wait_s
        try:
            notices = self._outbox.waiting()
            if not notices:
                return _IDLE_S
            age_s = self._clock() - notices[0].made_at
            if 0 <= age_s < self._gather_s:
                return self._gather_s - age_s
            self._hand_over(notices)
        except DatabaseUnusable:
            self._put_off("DatabaseUnusable")
        return self._not_before - self._steady()

    def _hand_over(self, notices: Sequence[Notice]) -> None:
        letter = self._write(notices)
        self._outbox.take(notices, self._clock())
        if letter is None:
            return
        try:
            self._send(letter)
        except NotSent as error:
            self._outbox.give_back(notices)
            self._put_off(_cause(error))
            return
        except MaybeSent as error:
            NOT_SENT.inc()
            log.error("alert may not have been sent", cause=_cause(error))
        if self._failures:
            log.info("alerts are sent again")
        self._failures = 0
        self._not_before = self._steady() + _APART_S

    def _put_off(self, cause: str) -> None:
        if not self._failures:
            log.error("alert not sent", cause=cause)
        NOT_SENT.inc()
        self._not_before = self._steady() + min(_LONGEST_S, _APART_S * 2 ** min(self._failures, 10))
        self._failures += 1

    def _run(self) -> None:
        while not self._ended:
            try:
                wait_s = self.go()
            except Exception as error:  # noqa: BLE001 - whatever one e-mail does, the next is tried
                self._put_off(type(error).__name__)
                wait_s = self._not_before - self._steady()
            # what comes while it waits for its turn does not make it sooner
            self._told.wait(max(0.1, wait_s))
            self._told.clear()


def _cause(error: NotSent | MaybeSent) -> str:
    return str(error) or type(error.__cause__ or error).__name__
