from pathlib import Path

import msgspec
import pytest

from quelia.bridge.outputs.push import Settings
from quelia.bridge.problem import ConfigError
from quelia.bridge.site import Site
from tests.contracts.outputs.installation import output, site


@pytest.fixture
def here(tmp_path: Path) -> Site:
    return site(tmp_path)


@pytest.mark.parametrize("typed", ["", "/", "/v1/push", "/v1/push/"])
def test_the_address_may_be_that_of_quelia_or_that_of_its_door(here: Site, typed: str) -> None:
    push = output({"type": "push", "url": f"https://carte.example{typed}", "key": "qp_x"}, here)
    assert push.shown([]) == ["POST https://carte.example/v1/push"]


def test_two_ways_to_write_one_address_are_one_queue() -> None:
    told = [{"type": "push", "url": f"https://carte.example{typed}", "key": "qp_x"} for typed in ("", "/", "/v1/push")]
    assert len({msgspec.convert(table, Settings).place for table in told}) == 1


@pytest.mark.parametrize(
    "proxy", ["proxy.example:3128", "https://proxy.example", "http://", "http://u:marker@p:x", "no"]
)
def test_what_is_no_address_of_a_proxy_is_refused_and_not_repeated(here: Site, proxy: str) -> None:
    with pytest.raises(ConfigError) as refused:
        output({"type": "push", "url": "https://carte.example", "key": "qp_x", "proxy": proxy}, here)
    (problem,) = refused.value.problems
    assert (problem.where, problem.code, problem.fact) == ("output.proxy", "output_proxy", "")
