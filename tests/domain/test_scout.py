"""What is seen in an answer that nobody knows yet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.path import Path
from quelia.domain.scout import nearest, numbers, times

ANSWER = {
    "meta": {"site": "Plateau", "version": 3},
    "data": {
        "production": {"currentPower": 15.8, "maxPower": 18, "unit": "MW"},
        "meteo": {"temperature": "21,5", "wind_speed": 6},
        "todayEnergy": 42,
        "alarm": False,
        "comment": "none",
    },
    "inverters": [{"pac_kw": 4.2}, {"pac_kw": 4.4}],
}


def test_what_is_produced_now_comes_first() -> None:
    first = numbers(ANSWER)[0]
    assert (first.path, first.written, first.quantity) == ("$.data.production.currentPower", 15.8, "power")


@pytest.mark.parametrize(
    ("path", "quantity", "unit"),
    [
        ("$.data.meteo.temperature", "temperature", "°C"),
        ("$.data.meteo.wind_speed", "wind_speed", "m/s"),
        ("$.data.todayEnergy", "energy_today", "kWh"),
        ("$.inverters[1].pac_kw", "power", "kW"),
        ("$.meta.version", None, None),
    ],
)
def test_a_quantity_and_its_unit_are_guessed_from_the_words_of_the_path(
    path: str, quantity: str | None, unit: str | None
) -> None:
    (found,) = [each for each in numbers(ANSWER) if each.path == path]
    assert (found.quantity, found.unit) == (quantity, unit)


def test_a_number_that_stands_as_a_text_is_one_and_a_word_or_a_truth_is_none() -> None:
    assert {each.written for each in numbers(ANSWER)} == {3, 15.8, 18, "21,5", 6, 42, 4.2, 4.4}


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("data.production.curentPower", "$.data.production.currentPower"),
        ("production.currentPower", "$.data.production.currentPower"),
        ("data.Production.CurrentPower", "$.data.production.currentPower"),
        ("inverters[7].pac_kw", "$.inverters[0].pac_kw"),
    ],
)
def test_a_path_that_leads_to_nothing_has_neighbours(asked: str, meant: str) -> None:
    assert meant in nearest(Path(asked), ANSWER)


def test_a_path_that_is_like_nothing_has_none() -> None:
    assert nearest(Path("zzz"), ANSWER) == []


_KEYS = st.text(max_size=8)
documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.floats(allow_nan=False, allow_infinity=False) | _KEYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(documents)
def test_every_path_that_is_proposed_leads_to_its_number(document: object) -> None:
    for each in numbers(document):
        assert Path(each.path).nodes(document) == [each.written]


def test_what_is_called_a_time_is_found_the_topmost_first() -> None:
    answer = {"data": {"lastUpdateTime": "2026-11-27 15:41:09", "on": True}, "ts": 1764324000, "time_ok": True}
    assert list(times(answer)) == [("$.ts", 1764324000), ("$.data.lastUpdateTime", "2026-11-27 15:41:09")]
