"""These talk to a real quelia, in a process of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.outputs.installation import declared
from tests.journeys.service import Service


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("journey")


@pytest.fixture
def quelia(tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path)
    yield service
    service.stop()


@pytest.fixture
def key(quelia: Service) -> str:
    """Of the pushed source of a quelia that runs."""
    made = declared(quelia)
    quelia.start()
    return made
