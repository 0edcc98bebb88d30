"""What the tests of the bridge share."""

from pathlib import Path
from typing import Protocol

import pytest

from quelia.bridge.config import Config, parse
from quelia.bridge.inputs import INPUTS
from quelia.bridge.outputs import OUTPUTS
from quelia.bridge.problem import ConfigError

BRIDGE = '[bridge]\nname = "roof"\n'
POINT = '[[input.point]]\nplant = "roof-a"\nunit = "kW"\n'
INPUT = f'[[input]]\ntype = "odd"\nname = "inverter"\n{POINT}'
OUTPUT = '[[output]]\ntype = "oddout"\n'


@pytest.fixture(autouse=True)
def _odd(monkeypatch: pytest.MonkeyPatch) -> None:
    """An input and an output more in the tables, see odd.py."""
    monkeypatch.setitem(INPUTS, "odd", "tests.bridge.odd")
    monkeypatch.setitem(INPUTS, "bookless", "tests.bridge.bookless")
    monkeypatch.setitem(OUTPUTS, "oddout", "tests.bridge.oddout")


class Read(Protocol):
    def __call__(self, *parts: str) -> Config: ...


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a configuration made of parts."""

    def read(*parts: str) -> Config:
        return parse("".join(parts), tmp_path / "bridge.toml", {})

    return read


def refused(read: Read, *parts: str) -> list[tuple[str, str]]:
    """Where and why a configuration is refused."""
    with pytest.raises(ConfigError) as refusal:
        read(*parts)
    return [(each.where, each.code) for each in refusal.value.problems]
