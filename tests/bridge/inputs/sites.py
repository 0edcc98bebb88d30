"""A bridge around one input, with a clock that stands where a test puts it."""

from pathlib import Path

import msgspec

from quelia.bridge.inputs import INPUTS
from quelia.bridge.inputs.input import Input
from quelia.bridge.parts import part
from quelia.bridge.site import Site
from quelia.domain.toml import tables

NOW = 1_796_083_200.0  # 2026-12-01 00:00 UTC


def site(folder: Path, now: float = NOW) -> Site:
    return Site(folder, folder / "keep", lambda written: written.removeprefix("env:"), lambda: now, lambda: now)


def opened(text: str, folder: Path, now: float = NOW) -> Input:
    """The input of a table as it stands below `[[input]]`."""
    table = {"name": "input", **tables(text)}
    assert table["type"] in INPUTS
    module = part("input", str(table["type"]), "type")
    made: Input = module.opened(msgspec.convert(table, module.Settings), site(folder, now))
    return made
