"""One input while the bridge runs: its turns, how it does, and what is said of that in the log."""

import asyncio
import random
from collections.abc import Callable, Sequence

import structlog

from quelia.bridge.inputs.input import InputSettings, points_of
from quelia.bridge.pulse import Pulse
from quelia.bridge.reader import Reader, failed
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.bridge.trial import handed_on
from quelia.domain.bridge import InputReport, InputState
from quelia.domain.errors import REASONS, SourceError

log = structlog.get_logger()

_MOST_PHASE_S = 10.0  # inputs that begin together do not all read together, and the first value need not wait long
_CAUSE_AGAIN_S = 60.0  # a cause that changes back and forth is not a line each time
_TURNS = 5  # that it may miss before the bridge is taken for stuck


class Station:
    """Reads its input at its interval, counted by a clock that never leaps, and hands on what it read."""

    def __init__(self, reader: Reader, site: Site, hand_on: Callable[[Sequence[Sample]], None]) -> None:
        self._reader, self._site, self._hand_on = reader, site, hand_on
        self.settings: InputSettings = reader.settings
        self.state: InputState = "waiting"
        self.error: SourceError | None = None
        self.read_at: float | None = None
        self.reads = self.failures = 0
        self.changed = asyncio.Event()
        self._lost_at = self._told_at = 0.0
        self._lost_reads = 0
        self.pulse = Pulse(self.settings.name, _TURNS * self.settings.interval_s + self.settings.timeout_s + 30.0)

    async def run(self) -> None:
        """Turn until cancelled."""
        now = asyncio.get_running_loop().time
        self.pulse.beat(now())
        due = now() + random.uniform(0, min(self.settings.interval_s, _MOST_PHASE_S))
        while True:
            await asyncio.sleep(max(0.0, due - now()))
            await self.turn()
            if not self._reader.hangs:  # what hangs for good ends the process: only that frees what it holds
                self.pulse.beat(now())
            due = next_due(due, self.settings.interval_s, now())

    async def turn(self) -> None:
        """One read, handed on."""
        self.reads += 1
        try:
            samples = await self._reader.read()
        except SourceError as error:
            samples = failed(self.settings, error, self._site.clock())
        self._judge([each.error for each in samples if each.error is not None])
        self._hand_on(handed_on(samples))

    def report(self) -> InputReport:
        code, fault = (self.error.code, self.error.fault) if self.error else ("", "")
        points = tuple("/".join(filter(None, (each.plant, each.quantity))) for each in points_of(self.settings))
        return InputReport(
            name=self.settings.name,
            type=self.settings.type,
            state=self.state,
            points=points,
            code=code,
            fault=fault,
            read_at=self.read_at,
        )

    def _judge(self, errors: Sequence[SourceError]) -> None:
        before, told = self.state, _cause(self.error)
        failing = [each for each in errors if each.code in REASONS]
        self.error = next(iter(failing or errors), None)
        self.state = "failing" if failing else "frozen" if errors else "well"
        now = self._site.monotonic()
        if self.error is None:
            self.read_at = self._site.clock()
            if before in ("failing", "frozen"):
                lost_s = round(now - self._lost_at)
                log.info("input is back", input=self.settings.name, lost_s=lost_s, failed_reads=self._lost_reads)
            self._lost_reads = 0
        else:
            self.failures += 1
            self._lost_reads += 1
            new = before not in ("failing", "frozen")
            self._lost_at = now if new else self._lost_at
            if new or (_cause(self.error) != told and now - self._told_at >= _CAUSE_AGAIN_S):
                self._told_at = now
                facts = {"code": self.error.code, "fault": self.error.fault, "error": str(self.error)}
                log.warning("input is lost" if new else "input is lost otherwise", input=self.settings.name, **facts)
        if (before, told) != (self.state, _cause(self.error)):
            self.changed.set()


def next_due(due: float, interval_s: float, now: float) -> float:
    """When to read next: turns that were missed are left out, and the phase is kept."""
    following = due + interval_s
    return following if following > now else now + interval_s - (now - due) % interval_s


def _cause(error: SourceError | None) -> tuple[str, str]:
    return (error.code, error.fault) if error else ("", "")
