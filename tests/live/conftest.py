"""The tests of the hall count time instead of waiting for it."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.live.virtual import FACTORIES


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return FACTORIES


@pytest.fixture(autouse=True)
def lines() -> Iterator[list[MutableMapping[str, Any]]]:
    """The lines of the log, each with its `event`."""
    with capture_logs() as captured:
        yield captured
