"""What the tests of `web` share, see street.py; those of the stream count time instead of waiting for it."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

import pytest
import uvloop
from structlog.testing import capture_logs

import tests.admin.office  # noqa: F401 - Django must be set up
from tests.live.virtual import FACTORIES
from tests.store.cellar import folder, load, prepared

__all__ = ["folder", "load", "prepared"]

# files are read in threads and sockets have a time of their own: those need the loop that serves
_REAL: Mapping[str, Callable[[], asyncio.AbstractEventLoop]] = {"real": uvloop.new_event_loop}


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return FACTORIES if item.path.name == "test_stream.py" else _REAL


@pytest.fixture(autouse=True)
def lines() -> Iterator[list[MutableMapping[str, Any]]]:
    """The lines of the log, each with its `event`."""
    with capture_logs() as captured:
        yield captured
