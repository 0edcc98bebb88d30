"""Presets held against real answers, kept outside the project: QUELIA_PAYLOADS names their folder.

What is read follows from the preset and from what an operator knows (his host, his area); only what comes of it is
compared with what the index of the answers says.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path as File
from typing import Any

import pytest

from quelia.sources.preset import PRESETS
from tests.sources.preset_checks import examples, reading

FOLDER = os.environ.get("QUELIA_PAYLOADS")
if FOLDER is None:
    pytest.skip("REAL ANSWERS NOT READ: QUELIA_PAYLOADS names no folder", allow_module_level=True)

ROWS: dict[str, dict[str, Any]] = {
    row["id"]: row for row in json.loads((File(FOLDER) / "index.json").read_text("utf-8"))
}
LATER = 1_800_000_000.0  # in 2027, later than all of them

# the row of the index, the preset, and what of the preset an operator fills in otherwise than in its example
CASES: list[tuple[str, str, Mapping[str, str]]] = [
    ("fronius-v1-powerflow-night", "fronius", {}),
    ("fronius-powerflow-hybrid-night", "fronius", {}),
    ("fronius-gen24-powerflow-zero", "fronius", {}),
    ("opendtu-total", "opendtu", {}),
    ("opendtu-total-live", "opendtu", {}),
    ("sunpower-pvs5", "sunpower-pvs", {}),
    ("sunpower-pvs6-night", "sunpower-pvs", {}),
    ("influxdb-v1-query", "influxdb", {}),
    ("openems-channel-regex", "openems", {}),
    ("openems-ess", "openems", {"component": "ess0"}),
    ("energinet-5min", "energinet", {}),
    ("shelly-gen2-pro3em", "shelly-em", {}),
    ("shelly-gen1-plug", "shelly-gen1", {}),
]
TIMELESS = {"opendtu", "openems"}  # their answers say no time
CHOSEN = {"influxdb": 1000}  # where only the operator knows the unit, the preset says kW


def body(row: dict[str, Any], slug: str, values: Mapping[str, str]) -> bytes:
    """What the address of the preset answers, where what was kept is more than that."""
    kept = (File(str(FOLDER)) / str(row["file"])).read_bytes()
    if slug.startswith("shelly"):  # kept together with the settings
        return json.dumps(json.loads(kept)["status"]).encode()
    if slug == "openems":  # asked for many channels at once
        address = f"{values['component']}/ActivePower"
        return json.dumps(next(each for each in json.loads(kept) if each["address"] == address)).encode()
    return kept


@pytest.mark.parametrize(("name", "slug", "filled"), CASES, ids=[f"{slug}-{name}" for name, slug, _ in CASES])
def test_a_real_answer_gives_what_its_index_says(name: str, slug: str, filled: Mapping[str, str]) -> None:
    row, preset = ROWS[name], PRESETS[slug]
    values = {**examples(preset), **filled}
    found = reading(preset, body(row, slug, values), values, now=LATER)
    power = found.values[0]
    assert (power.quantity, power.reason) == ("power", None)
    if row["expect"] == "null":
        assert power.number is None
    else:
        assert power.number == pytest.approx(float(row["value"]) * CHOSEN.get(slug, row["scale_to_W"]), rel=1e-9)
    assert (found.measured_at is None) == (slug in TIMELESS)


@pytest.mark.parametrize(("name", "slug", "filled"), CASES, ids=[f"{slug}-{name}" for name, slug, _ in CASES])
def test_nothing_else_of_a_real_answer_is_misread(name: str, slug: str, filled: Mapping[str, str]) -> None:
    row, preset = ROWS[name], PRESETS[slug]
    values = {**examples(preset), **filled}
    found = reading(preset, body(row, slug, values), values, now=LATER)
    assert {value.quantity: value.reason for value in found.values if value.reason is not None} == {}
