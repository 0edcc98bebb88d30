import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.place import degree, pair

SAMPLES = json.loads((Path(__file__).parents[1] / "samples" / "places.json").read_text("utf-8"))


@pytest.mark.parametrize(("text", "latitude", "longitude"), SAMPLES["pairs"])
def test_a_pair_is_read_as_people_write_it(text: str, latitude: float, longitude: float) -> None:
    assert pair(text) == pytest.approx((latitude, longitude), abs=1e-6)


@pytest.mark.parametrize(("text", "value"), SAMPLES["single"])
def test_one_coordinate_is_read_as_people_write_it(text: str, value: float) -> None:
    assert degree(text) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("text", SAMPLES["none"])
def test_what_is_no_coordinate_is_none(text: str) -> None:
    assert (degree(text), pair(text)) == (None, None)


@given(st.floats(-90, 90).map(lambda value: round(value, 5)), st.floats(-180, 180).map(lambda value: round(value, 5)))
def test_what_is_written_with_points_or_commas_is_the_same_place(latitude: float, longitude: float) -> None:
    plain = f"{latitude:.5f}", f"{longitude:.5f}"
    comma = [each.replace(".", ",") for each in plain]
    assert pair(", ".join(plain)) == pair(" ".join(comma)) == pair(";".join(comma)) == (latitude, longitude)
