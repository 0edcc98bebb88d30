from pathlib import Path

import pytest

from quelia.bridge.site import Site
from tests.contracts.outputs.installation import output, site


@pytest.fixture
def here(tmp_path: Path) -> Site:
    return site(tmp_path)


@pytest.mark.parametrize("typed", ["", "/", "/v1/push", "/v1/push/"])
def test_the_address_may_be_that_of_quelia_or_that_of_its_door(here: Site, typed: str) -> None:
    push = output({"type": "push", "url": f"https://carte.example{typed}", "key": "qp_x"}, here)
    assert push.shown([]) == ["POST https://carte.example/v1/push"]
