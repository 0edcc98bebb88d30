"""A loop whose time is counted and not waited for: an hour of polling takes milliseconds, and always the same ones."""

import asyncio
import selectors
from collections.abc import Callable, Mapping
from typing import Any

BEGINNING = 1000.0  # not 0: what is falsy must not look like what is unset


class _Impatient(selectors.SelectSelector):
    """Where the loop would sleep, its time leaps instead."""

    leapt_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if not found:
            assert timeout is not None, "everybody waits and nothing is going to happen"
            self.leapt_s += timeout
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    """Deterministic: nothing runs in threads."""

    def __init__(self) -> None:
        self._impatient = _Impatient()
        super().__init__(self._impatient)

    def time(self) -> float:
        return BEGINNING + self._impatient.leapt_s

    def run_in_executor(  # type: ignore[override] # the name of its variables is its own
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - as a thread would hand it over
            done.set_exception(error)
        return done


FACTORIES: Mapping[str, Callable[[], asyncio.AbstractEventLoop]] = {"virtual": VirtualLoop}
