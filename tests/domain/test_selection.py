"""Which plants somebody asked for."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.selection import Selection, folded

SAMPLE = json.loads((Path(__file__).parents[1] / "samples" / "selections.json").read_text("utf-8"))


@pytest.mark.parametrize("case", SAMPLE["cases"], ids=str)
def test_a_plant_is_found_by_what_is_said_of_it(case: dict[str, Any]) -> None:
    plant = SAMPLE["plant"]
    asked = Selection(case.get("words", ""), tuple(case.get("energies", ())), case.get("region", ""))
    said = (plant["name"], plant["energyWord"], plant["place"])
    assert asked.takes(plant["energy"], plant["region"], said) is case["found"]


def test_ligatures_are_two_letters() -> None:
    assert Selection(words="coeur").takes("solar", "", ("Cœur d’Hérault",))


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
