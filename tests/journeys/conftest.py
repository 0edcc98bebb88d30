"""What the journeys share: a browser, an owner's server and an installation of quelia."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from playwright.sync_api import BrowserContext

from tests.journeys.chromium import launch_arguments
from tests.journeys.inverter import Inverter
from tests.journeys.owner import OwnerServer
from tests.journeys.service import Service

KEY = "sk-Zk7+/=journey&key%20-2931"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("journey")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | launch_arguments()


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"locale": "fr-FR", "timezone_id": "Europe/Paris"}


@pytest.fixture
def trouble(context: BrowserContext) -> Iterator[list[str]]:
    """What the pages complain of: script errors and refusals of the content security policy. Empty at the end."""
    found: list[str] = []
    context.on("weberror", lambda error: found.append(str(error.error)))
    context.on("console", lambda line: found.append(line.text) if "Security Policy" in line.text else None)
    yield found
    assert found == []


@pytest.fixture
def inverter() -> Iterator[Inverter]:
    """That is plugged in."""
    made = Inverter()
    made.plug_in()
    yield made
    made.close()


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def owner(authority: trustme.CA) -> Iterator[OwnerServer]:
    server = OwnerServer(authority, header="X-API-Key", key=KEY)
    server.up()
    yield server
    server.close()


@pytest.fixture
def service(authority: trustme.CA, tmp_path: Path) -> Iterator[Service]:
    ca_file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    service = Service(tmp_path, ca_file)
    yield service
    service.stop()
