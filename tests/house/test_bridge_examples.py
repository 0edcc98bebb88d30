"""Each example of docs/bridge*.md is one that the bridge takes, and names settings that there are in its remarks too."""

import re
from pathlib import Path

import msgspec
import pytest

from quelia.bridge.config import BridgeSettings, parse
from quelia.bridge.inputs import INPUTS
from quelia.bridge.outputs import OUTPUTS
from quelia.bridge.parts import part
from quelia.bridge.problem import kind_of_point
from tests.house.tree import DOCS

_BRIDGE = '[bridge]\nname = "x"\n'
_INPUT = (
    '[[input]]\ntype = "simulation"\nname = "made up"\n[[input.point]]\nplant = "ferme-du-val"\nunit = "kW"\npeak = 1\n'
)
_SQL = '[[input]]\ntype = "sql"\nname = "db"\nurl = "sqlite:///x.db"\n'
_OUTPUT = '[[output]]\ntype = "serve"\nport = 8490\n'
_EXAMPLES = [
    (page.name, text)
    for page in sorted(DOCS.glob("bridge*.md"))
    for text in re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
]
_REMARK = re.compile(r"(?:^|#|,|;|or) ?([a-z_]+) = ")


def _whole(text: str) -> str:
    """An example with what it leaves out."""
    begun = "" if "[bridge]" in text else _BRIDGE
    if "[[input]]" not in text:
        begun += _SQL if "[[input.point]]" in text else _INPUT
    return f"{begun}{text}\n{'' if '[[output]]' in text else _OUTPUT}"


def _settings() -> set[str]:
    structs: list[type[msgspec.Struct]] = [BridgeSettings]
    for table, names in (("input", INPUTS), ("output", OUTPUTS)):
        for name in names:
            struct = part(table, name, "").Settings
            structs += [struct, *([kind] if (kind := kind_of_point(struct)) else [])]
    return {field for struct in structs for field in struct.__struct_fields__}


@pytest.mark.parametrize(("page", "text"), _EXAMPLES)
def test_an_example_is_taken(page: str, text: str) -> None:
    assert parse(_whole(text), Path("/nowhere") / page, {}).inputs


def test_a_remark_names_a_setting_that_there_is() -> None:
    remarks = [line.partition("#")[2] for _, text in _EXAMPLES for line in text.splitlines()]
    assert {name for each in remarks for name in _REMARK.findall(f"#{each}")} - _settings() == set()
