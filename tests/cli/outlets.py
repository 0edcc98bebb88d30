"""Standard errors that take no line: light to import, for a process of its own."""

import json
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import structlog

from quelia.cli.logs import set_up_logs
from quelia.sources.redact import Redactor
from tests.store.outages import full_disk
from tests.store.process import say


def _full_device() -> TextIO:
    return open("/dev/full", "w", buffering=1)


def _unread_pipe() -> TextIO:
    reading, writing = os.pipe()
    os.close(reading)
    return os.fdopen(writing, "w", buffering=1)


def _closed_file() -> TextIO:
    file = open(os.devnull, "w")
    file.close()
    return file


def _closed_below() -> TextIO:
    file = open(os.devnull, "w", buffering=1)
    os.close(file.fileno())
    return file


def _none() -> None:
    return None


OUTLETS: dict[str, Callable[[], TextIO | None]] = {
    "a full device": _full_device,
    "a pipe that nobody reads": _unread_pipe,
    "a closed file": _closed_file,
    "a file that was closed below": _closed_below,
    "none at all": _none,
}


def log_into_all(folder: str) -> None:
    """A process that logs into each of them, and says as JSON what each line raised, and what a disk has that was full."""
    raised: dict[str, list[str]] = {name: _lines_into(make()) for name, make in OUTLETS.items()}
    say(json.dumps([raised, _what_a_full_disk_has(Path(folder))]))


def _lines_into(outlet: TextIO | None) -> list[str]:
    vars(sys)["stderr"] = outlet
    set_up_logs(Redactor())
    raised = []
    for line in (_ours, _a_librarys, _a_warning):
        try:
            line("lost")
        except Exception as error:  # noqa: BLE001 - whatever it is, the test is to see it
            raised.append(f"{line.__name__}: {type(error).__name__}")
    return raised


def _what_a_full_disk_has(folder: Path) -> str:
    file = folder / "quelia.log"
    vars(sys)["stderr"] = file.open("w", buffering=1)
    set_up_logs(Redactor())
    _ours("before")
    with full_disk(folder):
        _ours("meanwhile")
    _ours("after")
    return file.read_text()


def _ours(event: str) -> None:
    structlog.get_logger().warning(event, of="quelia")


def _a_librarys(event: str) -> None:
    logging.getLogger("library").error("%s", event)


def _a_warning(event: str) -> None:
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        structlog.get_logger().exception(event)
