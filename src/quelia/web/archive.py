"""The archive: answers about the past, made in a thread of their own and once for all who ask the same."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from quelia.domain.rollup import Rollup
from quelia.domain.span import DAY_S
from quelia.web.answer import Question, write

FRESH_S = 10  # as long as a shared cache may keep an answer
_THREADS = 1  # a second one answers no more in a second, and keeps the loop waiting twice as long
_MOST_UNDER_WAY = 64  # different questions at once; more of them are refused, not queued for minutes
_MOST_KEPT = 32  # answers of at most 200 kB


class History(Protocol):
    """What the archive asks of the store."""

    def rollups(self, track: tuple[int, str], start_s: int, end_s: int, *, fine: bool = False) -> list[Rollup]:
        """What a quantity was from `start_s` to before `end_s`, oldest first. Raises DatabaseUnusable."""
        ...


class Busy(Exception):
    """Too many are asking different things; trying again soon can help."""


class Archive:
    """clock: seconds since 1970. keep_days: how long single readings are there to answer from."""

    def __init__(self, history: History, clock: Callable[[], float], *, keep_days: int) -> None:
        self.clock, self.kept_s = clock, keep_days * DAY_S
        self._history = history
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="history")
        self._under_way = 0
        self._kept: dict[Question, tuple[float, asyncio.Future[bytes]]] = {}

    async def ask(self, question: Question) -> bytes:
        """The answer, at most `FRESH_S` seconds old. Raises Busy or DatabaseUnusable."""
        now = self.clock()
        asked_at, answer = self._kept.get(question, (now, None))
        if answer is None or (answer.done() and not 0 <= now - asked_at < FRESH_S):
            answer = self._begin(question)
            self._kept.pop(question, None)  # so that the newest comes last
            self._kept[question] = (now, answer)
        return await asyncio.shield(answer)  # who leaves takes nothing away from the others

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)

    def _begin(self, question: Question) -> asyncio.Future[bytes]:
        if self._under_way >= _MOST_UNDER_WAY:
            raise Busy
        self._under_way += 1
        answer = asyncio.get_running_loop().run_in_executor(self._threads, self._answer, question)
        answer.add_done_callback(lambda _: self._over(question, answer))
        return answer

    def _over(self, question: Question, answer: asyncio.Future[bytes]) -> None:
        self._under_way -= 1
        if answer.cancelled() or answer.exception() is not None:
            self._kept.pop(question, None)
        done = [each for each, (_, other) in self._kept.items() if other.done()]
        for each in done[: max(0, len(done) - _MOST_KEPT)]:
            del self._kept[each]

    def _answer(self, question: Question) -> bytes:
        span = question.span
        found = self._history.rollups((question.plant_id, question.quantity), span.start_s, span.end_s, fine=span.fine)
        return write(question, found)
