"""What waits for one output, so that a slow one delays neither an input nor another output."""

import asyncio
from collections import deque
from collections.abc import Sequence

import structlog

from quelia.bridge.outputs.output import Output
from quelia.bridge.pulse import Pulse
from quelia.bridge.reader import origin
from quelia.bridge.sample import Sample
from quelia.domain.bridge import Report

log = structlog.get_logger()

_MOST = 10_000  # reads: minutes of what the fastest bridge reads
_LONGEST_TAKE_S = 60.0  # taking over is a write to this machine's disk
_LONGEST_REPORT_S = 20.0
_AGAIN_S = 5.0


class Feed:
    """Hands samples to an output in their order."""

    def __init__(self, name: str, output: Output) -> None:
        self.name, self.output = name, output
        self.pulse = Pulse(name, _LONGEST_TAKE_S)
        self.lost = 0
        self._waiting: deque[Sequence[Sample]] = deque()
        self._something = asyncio.Event()
        self._nothing = asyncio.Event()
        self._nothing.set()

    def put(self, samples: Sequence[Sample]) -> None:
        if not samples:
            return
        if len(self._waiting) >= _MOST:
            self._waiting.popleft()
            if not self.lost:
                log.error("an output takes too slowly; its oldest samples are lost", output=self.name)
            self.lost += 1
        self._waiting.append(samples)
        self._nothing.clear()
        self._something.set()

    async def run(self) -> None:
        """Until cancelled."""
        now = asyncio.get_running_loop().time
        while True:
            await self._something.wait()
            while self._waiting:
                self.pulse.beat(now())
                await self._take(self._waiting.popleft())
            self.pulse.rest()
            self._something.clear()
            self._nothing.set()

    async def emptied(self) -> None:
        """All that was put is taken over."""
        await self._nothing.wait()

    async def beside(self) -> None:
        """What the output does by itself; begun anew where it fails, of which the first is told."""
        told = ""
        while True:
            try:
                return await self.output.run()
            except Exception as error:  # noqa: BLE001 - one output that is broken must not end the others
                if origin(error) != told:
                    log.error("an output failed; it begins anew", output=self.name, kind=origin(error))
                told = origin(error)
            await asyncio.sleep(_AGAIN_S)

    async def report(self, report: Report) -> None:
        try:
            async with asyncio.timeout(_LONGEST_REPORT_S):
                await self.output.report(report)
        except Exception as error:  # noqa: BLE001 - as above
            log.warning("an output did not take the report", output=self.name, kind=type(error).__name__)

    async def _take(self, samples: Sequence[Sample]) -> None:
        try:
            await self.output.take(samples)
        except Exception as error:  # noqa: BLE001 - as above
            log.error("an output did not take samples", output=self.name, kind=type(error).__name__)
