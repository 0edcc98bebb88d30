"""What the bridge says when it is asked is never an old number as a new one."""

import pytest

from quelia.bridge.outputs.served import Board, NotSaid, Now
from quelia.bridge.sample import Sample
from quelia.domain.errors import NotConnected

NOW = 1_796_083_200.0
THEN = Now(NOW, NOW)


def sample(value: float | None = 42.5, age_s: float = 0.0, **facts: object) -> Sample:
    usual = {"plant": "val", "quantity": "power", "unit": "MW", "value": value, "read_at": NOW - age_s}
    return Sample(**(usual | facts))  # type: ignore[arg-type]


def board(*samples: Sample) -> Board:
    made = Board(60.0)
    for each in samples:
        made.note([each], each.read_at)
    return made


def refusal(found: Board, plant: str | None = None) -> tuple[int, str]:
    with pytest.raises(NotSaid) as said:
        found.simple(THEN) if plant is None else found.whole(plant, THEN)
    return said.value.status, said.value.code


def test_the_simple_form_is_that_of_the_letter() -> None:
    assert board(sample()).simple(THEN) == {"current_power": 42.5}


def test_the_whole_form_has_units_and_the_time() -> None:
    found = board(sample(), sample(3.0, 5, quantity="temperature", unit="°C"))
    assert found.whole("val", THEN) == {
        "status": "ok",
        "timestamp": "2026-11-30T23:59:55Z",
        "data": {"power": {"value": 42.5, "unit": "MW"}, "temperature": {"value": 3.0, "unit": "°C"}},
    }
    assert found.whole("val", THEN, "temperature")["data"] == {"temperature": {"value": 3.0, "unit": "°C"}}


def test_no_value_is_null_and_not_nothing() -> None:
    assert board(sample(None)).simple(THEN) == {"current_power": None}


@pytest.mark.parametrize(
    ("samples", "status", "code"),
    [
        ([], 503, "waiting"), ([sample(age_s=61)], 503, "stale"), ([sample(measured_at=NOW - 61)], 503, "stale"),
        ([sample(None, error=NotConnected("no line"))], 503, "connection"),
        ([sample(age_s=61, measured_at=NOW + 3000)], 503, "stale"),
        ([sample(), sample(None, error=NotConnected("no line"))], 503, "connection"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_said_to_be_so(samples: list[Sample], status: int, code: str) -> None:
    assert refusal(board(*samples)) == (status, code)
    assert refusal(board(*samples), "val") == (status, code)


def test_no_clock_that_is_set_back_makes_an_old_value_young() -> None:
    found = board(sample())
    an_hour_later = Now(NOW, NOW + 3600)  # by the clock on the wall no time has passed
    with pytest.raises(NotSaid, match="stale"):
        found.simple(an_hour_later)


def test_a_quantity_that_fails_is_left_out() -> None:
    found = board(sample(), sample(None, quantity="temperature", unit="°C", error=NotConnected("no line")))
    assert list(found.whole("val", THEN)["data"]) == ["power"]


def test_of_several_plants_each_has_its_own_address() -> None:
    found = board(sample(), sample(1.5, plant="mont"))
    assert refusal(found) == (404, "several_plants")
    assert found.whole("mont", THEN)["data"]["power"]["value"] == 1.5
    assert refusal(found, "elsewhere") == (404, "unknown")


def test_what_is_simulated_says_so() -> None:
    assert board(sample(simulated=True)).simple(THEN) == {"current_power": 42.5, "simulated": True}
    assert board(sample(simulated=True)).whole("val", THEN)["simulated"] is True
