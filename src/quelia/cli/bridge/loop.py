"""The loop in which a bridge runs, and how it is left."""

import asyncio
import os
import sys
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")
_others: list[threading.Thread] = []  # of whoever called us: they are not ours to end


def run_in_loop(doing: Coroutine[Any, Any, _T]) -> _T:
    """Not `asyncio.run`: that waits in the end for threads, and one may hang in a system call for good."""
    # not Proactor, which is what Windows begins with: the library of MQTT needs the other
    _others[:] = _lasting()
    loop = asyncio.SelectorEventLoop()
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(doing)
    finally:
        if not threads():
            asyncio.set_event_loop(None)
            loop.close()


def leave(code: int) -> None:
    """End the process at once where a thread is left that Python would wait for."""
    if threads():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def threads() -> list[threading.Thread]:
    """Those that the bridge began, and that keep a process from ending."""
    return [each for each in _lasting() if each not in _others]


def _lasting() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each is not threading.main_thread() and not each.daemon]
