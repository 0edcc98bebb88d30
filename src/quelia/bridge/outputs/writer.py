"""Writing to a service of somebody else: the newest of each quantity, at a pace that it allows."""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Protocol

import structlog

from quelia.bridge.outputs.line import Line, NoAnswer
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.domain.bridge import Report

log = structlog.get_logger()

_LONGEST_WAIT_S = 300.0
_TOO_OLD_S = 300.0  # what could not be written for so long is not written as if it were new


class Refused(Exception):
    """The service takes nothing. code: for the log; wait_s: before it is asked again."""

    def __init__(self, code: str, wait_s: float = 60.0) -> None:
        super().__init__(code)
        self.code, self.wait_s = code, wait_s


class Write(Protocol):
    async def __call__(self, line: Line, samples: Sequence[Sample]) -> None:
        """Write them, in one call. Raises NoAnswer or Refused."""
        ...


class Writer:
    """name: of the service, for the log. lines: what would be written, for `shown`. every_s: from one call to the next."""

    waiting, oldest_at, dropped, refused, ahead_s = 0, None, 0, "", 0.0

    def __init__(
        self,
        name: str,
        site: Site,
        write: Write,
        lines: Callable[[Sequence[Sample]], list[str]],
        *,
        every_s: float,
        line: Line,
    ) -> None:
        self._name, self._site, self._write, self._every_s = name, site, write, every_s
        self._line = line
        self.shown = lines
        self._newest: dict[tuple[str, str], Sample] = {}
        self._on_its_way = 0
        self._something = asyncio.Event()
        self.trouble = ""

    @property
    def unsent(self) -> int:
        """Not kept for later: what is newer takes its place."""
        return len(self._newest) + self._on_its_way

    async def take(self, samples: Sequence[Sample]) -> None:
        for each in samples:
            if each.error is None and each.value is not None:  # such a service has no word for "no value"
                self._newest[each.plant, each.quantity] = each
                self._something.set()

    async def report(self, report: Report) -> None:
        """Nobody is told."""

    async def run(self) -> None:
        failures = 0
        while True:
            await self._something.wait()
            wait_s = await self._written()
            failures = failures + 1 if self.trouble else 0
            backoff_s = random.uniform(0, min(_LONGEST_WAIT_S, 2.0 ** min(failures, 8))) if failures else 0.0
            await asyncio.sleep(max(self._every_s, wait_s, backoff_s))

    async def close(self) -> None:
        await self._line.close()

    async def _written(self) -> float:
        """Write what is newest. Returns how long the service wants to be left alone."""
        now = self._site.clock()
        chosen = [each for each in self._newest.values() if now - each.read_at <= _TOO_OLD_S]
        self._newest.clear()
        self._something.clear()
        if not chosen:
            return 0.0
        self._on_its_way = len(chosen)
        try:
            await self._write(self._line, chosen)
        except NoAnswer as error:
            self._told(error.code)
            self._put_back(chosen)
            return 0.0
        except Refused as error:
            self._told(error.code)
            self._put_back(chosen)
            return error.wait_s
        finally:
            self._on_its_way = 0
        if self.trouble:
            log.info("a service takes what is written again", output=self._name)
        self.trouble = ""
        return 0.0

    def _put_back(self, samples: Sequence[Sample]) -> None:
        for each in samples:
            self._newest.setdefault((each.plant, each.quantity), each)
        self._something.set()

    def _told(self, code: str) -> None:
        if code != self.trouble:
            log.warning("a service takes nothing; the newest is written again", output=self._name, code=code)
        self.trouble = code
