"""Reads one input, one read at a time, each within its time, whatever the input does."""

import asyncio
import math
import traceback
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from quelia.bridge.inputs.input import Input, InputSettings, points_of
from quelia.bridge.sample import Sample
from quelia.domain.errors import NotANumber, NotConnected, SourceError, TimedOut

# for what was cut to let go of its connection
_GRACE_S = 0.5
_T = TypeVar("_T")


class Reader:
    """What hangs is cut and closed. What does not even take notice of that is not read again before it has ended: a second
    read beside the first would be a second connection, or a second thread, and then a third.
    """

    def __init__(self, settings: InputSettings, opened: Input) -> None:
        self.settings, self._input = settings, opened
        self._hanging: set[asyncio.Task[object]] = set()

    @property
    def hangs(self) -> bool:
        """Something that was cut goes on all the same."""
        self._hanging = {each for each in self._hanging if not each.done()}
        return bool(self._hanging)

    async def read(self) -> list[Sample]:
        """One sample a point. Raises SourceError, and nothing else."""
        if self.hangs:
            raise TimedOut(f"{self.settings.name} still hangs in an earlier read", "hangs")
        try:
            samples = await self._within(self._input.read(), self.settings.timeout_s)
        except SourceError:
            raise
        except TimeoutError:
            await self.close()
            seconds = f"{self.settings.timeout_s:g}"
            raise TimedOut(f"{self.settings.name} gave nothing within {seconds} s", "slow", timeout=seconds) from None
        except Exception as error:  # noqa: BLE001 - a fault of ours or of a library is no reason to stop the others
            await self.close()
            raise NotConnected(f"{self.settings.name}: {origin(error)}", "unexpected", kind=origin(error)) from None
        return [_number(each) for each in samples]

    async def close(self) -> None:
        """Never raises, and never takes long."""
        try:
            await self._within(self._input.close(), _GRACE_S)
        except Exception:  # noqa: BLE001 - it is being given up, and its next read begins afresh
            return

    async def _within(self, doing: Coroutine[Any, Any, _T], longest_s: float) -> _T:
        """Not `wait_for`: that waits until what it cancelled has ended."""
        task = asyncio.create_task(doing)
        try:
            done, _ = await asyncio.wait({task}, timeout=longest_s)
            if not done:
                task.cancel()
                await asyncio.wait({task}, timeout=_GRACE_S)
        except asyncio.CancelledError:
            task.cancel()
            raise
        finally:
            if not task.done():
                self._hanging.add(task)
                task.add_done_callback(_forget)
        if not done:
            raise TimeoutError
        return task.result()


def failed(settings: InputSettings, error: SourceError, now: float) -> list[Sample]:
    """What a read that failed says of each point."""
    return [
        Sample(plant=each.plant, quantity=each.quantity, unit=each.unit, value=None, read_at=now, error=error)
        for each in points_of(settings)
    ]


def _number(sample: Sample) -> Sample:
    if sample.value is None or math.isfinite(sample.value):
        return sample
    error = NotANumber(f"{sample.plant}/{sample.quantity} is no finite number", "not_finite")
    return msgspec.structs.replace(sample, value=None, error=error)


def _forget(task: asyncio.Task[object]) -> None:
    """Nobody waits for it any more; what it ends with would be logged as never looked at."""
    if not task.cancelled():
        task.exception()


def origin(error: BaseException) -> str:
    """The class of an error and where it was raised. Not its text: a library may have put a secret in it."""
    frames: Sequence[traceback.FrameSummary] = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}{place}"
