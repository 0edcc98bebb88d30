"""The bridge: tables, documentation and texts know the same inputs and outputs, and it carries nothing of the house along."""

import re
import subprocess
import sys
from importlib.util import find_spec

import pytest

from quelia.bridge.draft import keys
from quelia.bridge.inputs import INPUTS
from quelia.bridge.inputs.input import PointSettings
from quelia.bridge.outputs import OUTPUTS
from quelia.bridge.parts import part
from quelia.bridge.problem import kind_of_point
from quelia.domain.errors import REASONS
from quelia.texts import DEFAULT, LANGUAGES, texts
from tests.house.tree import DOCS

_PAGES = "".join(page.read_text("utf-8") for page in sorted(DOCS.glob("bridge*.md")))
_WRITTEN = [name for name, module in INPUTS.items() if find_spec(module)]
_LIGHT = """
import sys
import quelia.cli.bridge
from quelia.bridge.parts import part
for name in {inputs}: part("input", name, "")
for name in {outputs}: part("output", name, "")
rooms = ("admin", "alerts", "app", "bus", "live", "onboarding", "settings", "store", "web")
print([name for name in sys.modules if name.startswith(("django", *("quelia." + room for room in rooms)))])
"""


@pytest.mark.parametrize("name", [*_WRITTEN, *OUTPUTS])
def test_every_input_and_output_is_described(name: str) -> None:
    assert re.search(rf"`{name}`|type = \"{name}\"", _PAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", _WRITTEN)
def test_everything_that_init_asks_has_words(name: str, lang: str) -> None:
    module = part("input", name, "")
    asks = tuple(each.removeprefix("point.") for each in module.ASKS if each.startswith("point."))
    asked = [*keys(module.Settings, module.ASKS), *keys(kind_of_point(module.Settings) or PointSettings, asks)]
    assert {each.name for each in asked} - texts(lang, "bridge")["ask"].keys() == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_type_that_init_offers_has_a_meaning(lang: str) -> None:
    assert texts(lang, "bridge")["type"].keys() == {*INPUTS, *OUTPUTS}


def test_every_reason_and_the_frozen_ones_are_explained_to_a_technician() -> None:
    assert texts(DEFAULT, "bridge")["reason"].keys() == {*REASONS, "frozen"}


def test_the_bridge_is_run_without_the_rest_of_the_house() -> None:
    program = _LIGHT.format(inputs=_WRITTEN, outputs=list(OUTPUTS))
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.strip() == "[]"
