"""What our log is told, whatever a test before this one set up: there a logger may be kept that lets little through."""

import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import structlog
from structlog.testing import capture_logs


@contextmanager
def said() -> Iterator[list[MutableMapping[str, Any]]]:
    """The events of all levels, with their facts, as nobody masked them."""
    for module in list(sys.modules.values()):
        logger = getattr(module, "log", None)
        if type(logger).__module__ == "structlog._config":
            vars(logger).pop("bind", None)  # made for the set-up of before, and kept
    before = structlog.get_config()
    structlog.reset_defaults()
    try:
        with capture_logs() as events:
            yield events
    finally:
        structlog.configure(**before)
