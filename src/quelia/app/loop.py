"""The loop where visitors are served, as threads of the office ask it for something."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_LONGEST_S = 90.0  # of a whole trial: three calls of ten seconds at most, two as another site, and what is between


class Loop:
    """running: set before the first question; who asks came over it."""

    def __init__(self) -> None:
        self.running: asyncio.AbstractEventLoop | None = None

    def found(self, work: Coroutine[Any, Any, T]) -> T:
        """What somebody on the loop finds out. Raises TimeoutError."""
        assert self.running is not None, "who asks came over the loop"
        return asyncio.run_coroutine_threadsafe(work, self.running).result(_LONGEST_S)
