"""An input that does what it is told to, the good and the bad, and an output that remembers: for the tests of the bridge.

Both are found by name, as all others are; the fixture `odd` puts them into the tables.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from quelia.bridge.frozen import Frozen
from quelia.bridge.inputs.input import Input, InputSettings, PointSettings
from quelia.bridge.outputs.output import Output, OutputSettings
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.domain.bridge import Report
from quelia.domain.errors import NotConnected

ASKS = ("level", "point.at")

Deed = Literal["reads", "fails", "freezes", "hangs", "clings", "breaks", "blocks", "infinite"]


class Point(PointSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    at: int = 0


class OddSettings(InputSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    level: float = 0.0
    mode: Literal["calm", "wild"] = "calm"
    password: str = ""
    point: list[Point]


class OddInput:
    """deed: what it does next time; whoever holds it may change it."""

    def __init__(self, settings: OddSettings, site: Site) -> None:
        self.settings, self.site = settings, site
        self.deed: Deed = "reads"
        self.reads = self.closes = self.at_once = self.most_at_once = 0
        self.read_at: list[float] = []
        if settings.password:
            self.site.secret(settings.password)

    async def read(self) -> Sequence[Sample]:
        self.reads += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.read_at.append(asyncio.get_running_loop().time())
        try:
            return await getattr(self, f"_{self.deed}")()  # type: ignore[no-any-return]
        finally:
            self.at_once -= 1

    async def close(self) -> None:
        self.closes += 1

    def _samples(self, value: float) -> list[Sample]:
        now = self.site.clock()
        return [
            Sample(plant=each.plant, quantity=each.quantity, unit=each.unit, value=value, read_at=now, raw=str(each.at))
            for each in self.settings.point
        ]

    async def _reads(self) -> Sequence[Sample]:
        return self._samples(self.settings.level)

    async def _infinite(self) -> Sequence[Sample]:
        return self._samples(float("inf"))

    async def _fails(self) -> Sequence[Sample]:
        raise NotConnected("nobody is there", "refused")

    async def _freezes(self) -> Sequence[Sample]:
        raise Frozen("it stands still", "file", age_s="120")

    async def _breaks(self) -> Sequence[Sample]:
        raise RuntimeError("a library's text with hunter2 in it")

    async def _hangs(self) -> Sequence[Sample]:
        await asyncio.Event().wait()
        raise AssertionError

    async def _clings(self) -> Sequence[Sample]:
        """Takes no notice of being cut."""
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                if self.deed != "clings":
                    raise

    async def _blocks(self) -> Sequence[Sample]:
        time.sleep(30)  # noqa: ASYNC251 - that is the fault
        return []


class OutSettings(OutputSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    slow: bool = False
    password: str = ""


class OddOutput:
    """samples, reports: what it was given."""

    waiting = dropped = unsent = 0
    trouble = refused = ""
    ahead_s = 0.0
    oldest_at: float | None = None

    def __init__(self, settings: OutSettings, site: Site) -> None:
        self.slow = settings.slow
        self.samples: list[Sample] = []
        self.reports: list[Report] = []
        self.closed = False
        self.come = asyncio.Event()
        if settings.password:
            site.secret(settings.password)

    async def take(self, samples: Sequence[Sample]) -> None:
        if self.slow:
            await asyncio.Event().wait()
        self.samples += samples
        self.come.set()

    async def report(self, report: Report) -> None:
        self.reports.append(report)

    async def run(self) -> None:
        return

    async def close(self) -> None:
        self.closed = True

    def shown(self, samples: Sequence[Sample]) -> list[str]:
        return [f"{each.plant} {each.quantity} {each.value}" for each in samples]


Settings: type[msgspec.Struct] = OddSettings
opened: Callable[[OddSettings, Site], Input] = OddInput
out_opened: Callable[[OutSettings, Site], Output] = OddOutput
