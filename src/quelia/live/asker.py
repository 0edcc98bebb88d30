"""The asker: what one turn of a source is. Step 2 of the road, and the hand-over to step 3."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence, Set
from typing import Protocol

import structlog

from quelia.domain.cause import Cause, cause_of, counts_as_failed
from quelia.domain.errors import NotConnected, SourceError
from quelia.domain.extract import Tick
from quelia.domain.reading import Reading
from quelia.domain.source import Source
from quelia.live.intake import Intake
from quelia.live.turn import Turn, live_pace
from quelia.metrics import POLL_SECONDS, POLLS, POLLS_FAILED

log = structlog.get_logger()

Read = Callable[[Source], Awaitable[bytes]]

_CAREFUL_S = 60.0  # asked less often than this, one call too many is worth a note before each


class Diary(Protocol):
    """Remembers over a restart when sources were asked, and what their servers asked for. Wall-clock seconds."""

    def note(self, source: int, asked_at: float, not_before: float | None) -> None:
        """Returns once it is written; never raises. not_before: none of the two takes an older one back."""
        ...


class Tally(Protocol):
    """Remembers how long calls took, and why they failed. Wall-clock seconds."""

    def note(self, source: int, at: float, elapsed_s: float, cause: Cause | None, *, failed: bool) -> None:
        """Never waits and never raises. failed: whether what its plants are about was missing."""
        ...

    def count(self, source: int, at: float, elapsed_s: float) -> None:
        """A call that says nothing of how the source does."""
        ...


class Asker:
    """Asks a source once. `read` fetches an answer, or raises SourceError."""

    def __init__(
        self,
        read: Read,
        intake: Intake,
        diary: Diary,
        tally: Tally,
        *,
        monotonic: Callable[[], float],
        clock: Callable[[], float],
    ) -> None:
        self._read, self._intake, self._diary = read, intake, diary
        self._tally = tally
        self._monotonic, self._clock = monotonic, clock

    async def ask(self, turn: Turn, epoch: int) -> None:
        """Read the source of `turn`, take in what it said, and note how it does."""
        if turn.source.daily_quota or live_pace(turn.source) > _CAREFUL_S:
            # before the call: one that a crash hides would be made again
            await asyncio.to_thread(self._diary.note, turn.source.id, self._clock(), None)
        source = turn.source  # only now: the secret that is lent is that of this moment, and must not go elsewhere
        begun_at = self._monotonic()
        answer = await self._answer(source, well=turn.health.failing_since is None)
        POLLS.inc()
        elapsed_s = self._monotonic() - begun_at
        POLL_SECONDS.observe(elapsed_s)
        if turn.source.points != source.points:
            return  # what was read is no longer what is meant: it is neither shown nor recorded
        readings = await self._intake.take(source, answer, Tick(self._clock(), turn.pace, epoch))
        reasons = {value.reason for reading in readings for value in reading.values}
        self._count(source, answer, readings, reasons, elapsed_s)
        self._note(turn, None if None in reasons else next(iter(reasons), None), answer)
        wait_s = getattr(answer, "retry_after_s", None)
        if wait_s:
            now = self._clock()
            await asyncio.to_thread(self._diary.note, source.id, now, now + turn.health.not_before - self._monotonic())

    def count_trial(self, source: Source, elapsed_s: float) -> None:
        """A call of somebody who tries the source out. What came of it is between him and its server."""
        if not source.draft:
            self._tally.count(source.id, self._clock(), elapsed_s)

    def _count(
        self,
        source: Source,
        answer: bytes | SourceError,
        readings: Sequence[Reading],
        reasons: Set[str | None],
        elapsed_s: float,
    ) -> None:
        if source.draft:
            return  # nobody looks after it yet, but the one who tries it out
        well = bool(readings) and reasons <= {None}
        error = answer if isinstance(answer, SourceError) and not well else None  # one that sleeps fails in nothing
        cause = cause_of(source, error, readings)
        failed = cause is not None and counts_as_failed(source, readings)
        self._tally.note(source.id, self._clock(), elapsed_s, cause, failed=failed)

    async def _answer(self, source: Source, *, well: bool) -> bytes | SourceError:
        try:
            return await self._read(source)
        except SourceError as error:
            return error
        except Exception:
            if well:  # once when lost, not with each answer
                log.exception("read failed", source=source.slug)
            return NotConnected("the answer could not be read")

    def _note(self, turn: Turn, reason: str | None, answer: bytes | SourceError) -> None:
        """Follow the source's health; one line when it is lost, one when it is back.

        One that sleeps at night has no reason to be down, but is asked no more often than one that is.
        """
        now, source, before = self._monotonic(), turn.source, turn.health
        if reason is not None:
            POLLS_FAILED.inc()
        silent = answer if isinstance(answer, SourceError) else None
        well = reason is None and silent is None
        turn.health = before.after(well, now, getattr(answer, "retry_after_s", None))
        if not well and before.failing_since is None:
            event = "source lost" if reason is not None else "source asleep"
            detail = str(silent) if silent is not None else ""
            log.warning(event, source=source.slug, reason=reason or getattr(silent, "code", ""), detail=detail)
        elif well and before.failing_since is not None:
            log.info("source recovered", source=source.slug, silent_s=round(now - before.failing_since, 1))
