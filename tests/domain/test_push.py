"""From the items of a body to readings: what is taken, what is refused and where."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.errors import REASONS
from quelia.domain.push import AHEAD_S, OLDEST_S, Refused, newest, readings
from quelia.domain.reading import Reading, Value, iso
from quelia.domain.source import Source
from quelia.domain.unit import UNITS, Unit
from tests.domain.examples import MARSEILLE, NOW, point, source

ONE = source(point(), pushed=True, url="")
TWO = source(
    point(),
    point(quantity="temperature", unit="°C"),
    point(plant="p2", unit="kW"),
    pushed=True,
    url="",
    interval_s=60.0,
)


def body(*items: object) -> bytes:
    return json.dumps(items[0] if len(items) == 1 else items).encode()


def taken(*items: object, by: Source = ONE) -> list[Reading]:
    return readings(by, body(*items), NOW)


def value(item: object, by: Source = ONE) -> Value:
    (reading,) = taken(item, by=by)
    return reading.values[0]


def refused(raw: bytes, by: Source = ONE) -> tuple[str, int | None]:
    with pytest.raises(Refused) as refusal:
        readings(by, raw, NOW)
    return refusal.value.code, refusal.value.index


# what is taken


def test_a_number_is_in_the_declared_unit() -> None:
    assert value({"value": 15.8}) == Value("power", "MW", 15.8e6)


def test_an_item_may_name_another_unit_of_its_quantity_and_is_shown_in_the_declared_one() -> None:
    assert value({"value": 15_800, "unit": "kW"}) == Value("power", "MW", 15.8e6)


def test_a_number_is_scaled_and_held_against_the_limits() -> None:
    scaled = source(point(scale=-0.001, minimum=0.0, maximum=20.0), pushed=True)
    assert value({"value": -15_800}, scaled) == Value("power", "MW", 15.8e6)
    assert value({"value": 1_000}, scaled) == Value("power", "MW", None, "implausible")


def test_limits_are_in_the_declared_unit_whatever_the_item_says() -> None:
    limited = source(point(maximum=20.0), pushed=True)
    assert value({"value": 15_800, "unit": "kW"}, limited).number == 15.8e6
    assert value({"value": 20_001, "unit": "kW"}, limited).reason == "implausible"


def test_null_is_no_value() -> None:
    assert value({"value": None}) == Value("power", "MW", None)


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("more", [{}, {"value": None}])
def test_a_reason_stands_in_place_of_a_value(reason: str, more: dict[str, object]) -> None:
    assert value({"reason": reason} | more) == Value("power", "MW", None, reason)


def test_one_object_is_a_list_of_one() -> None:
    assert taken({"value": 1}) == readings(ONE, b'[{"value": 1}]', NOW)


def test_what_bears_no_time_was_measured_when_it_came() -> None:
    (reading,) = taken({"value": 1})
    assert (reading.received_at, reading.measured_at) == (NOW, None)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2024-01-15T10:29:00Z", NOW - 60),
        ("2024-01-15T11:29:00+01:00", NOW - 60),
        ("2024-01-15T11:29:00.250+01:00", NOW - 59.75),
        ("2024-01-15 10:29:00Z", NOW - 60),
        ("20240115T102900Z", NOW - 60),
        ("2024-01-15t10:29:00z", NOW - 60),
    ],
)
def test_a_time_has_a_zone(text: str, at: float) -> None:
    (reading,) = taken({"value": 1, "measured_at": text})
    assert reading.measured_at == at


def test_a_reading_bears_what_is_expected_of_its_source() -> None:
    (reading,) = taken({"plant": "p2", "value": 1}, by=TWO)
    assert (reading.interval_s, reading.stale_after_s, reading.source) == (60.0, 180.0, 7)


def test_what_is_simulated_says_so() -> None:
    assert [
        each.simulated for each in taken({"value": 1, "simulated": True}, {"value": None, "measured_at": iso(NOW)})
    ] == [
        True,
        False,
    ]


def test_a_plant_with_one_quantity_needs_not_name_it() -> None:
    gas = source(point(quantity="gas_flow", unit="Nm³/h"), pushed=True)
    assert value({"value": 250}, gas) == Value("gas_flow", "Nm³/h", 250.0)


def test_a_unit_of_ones_own_is_taken_as_declared() -> None:
    own = source(point(unit=None), pushed=True)
    own = source(*(type(each)(plant=each.plant, quantity=each.quantity, path=each.path, unit=Unit("tr/min", "tr/min", None))
                   for each in own.points), pushed=True)  # fmt: skip
    assert value({"value": 12, "unit": "tr/min"}, own) == Value("power", "tr/min", 12.0)
    assert refused(body({"value": 12, "unit": "kW"}), own) == ("unit", 0)


def test_what_cannot_be_converted_is_taken_for_nothing_else() -> None:
    (declared,) = source(point(quantity="gas_flow", unit="m³/h")).points
    assert value({"value": 12, "unit": "m3/h"}, source(declared, pushed=True)) == Value("gas_flow", "m³/h", 12.0)
    own = source(msgspec.structs.replace(declared, unit=Unit("scfm", "scfm", None)), pushed=True)
    assert refused(body({"value": 12, "unit": "m³/h"}), own) == ("unit", 0)


numbers = st.floats(-1e17, 1e17, allow_nan=False)


@given(numbers, st.sampled_from([each for each in UNITS.values() if each.base == "W"]))
def test_any_number_in_any_unit_of_power_comes_out_in_watts(number: float, unit: Unit) -> None:
    assert value({"value": number, "unit": unit.symbol}).number == unit.to_base(number) + 0.0


@given(st.lists(st.integers(-int(OLDEST_S), int(AHEAD_S)), min_size=1, max_size=30))
def test_one_item_is_one_reading_and_they_keep_their_order(offsets: list[int]) -> None:
    items = [{"value": place, "measured_at": iso(NOW + offset)} for place, offset in enumerate(offsets)]
    found = taken(*items)
    assert [each.measured_at for each in found] == [NOW + offset for offset in offsets]
    assert [each.values[0].number for each in found] == [place * 1e6 for place in range(len(offsets))]


# what is refused


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (1, "item"),
        ([], "item"),
        (None, "item"),
        ({}, "no_value"),
        ({"value": "42"}, "number"),
        ({"value": True}, "number"),
        ({"value": []}, "number"),
        ({"value": 1e19}, "number"),
        ({"value": 1, "valeur": 1}, "unknown_key"),
        ({"value": 1, "reason": "timeout"}, "value_and_reason"),
        ({"reason": "broken"}, "reason"),
        ({"reason": 5}, "kind"),
        ({"value": 1, "plant": "elsewhere"}, "plant"),
        ({"value": 1, "plant": 5}, "kind"),
        ({"value": 1, "quantity": "temperature"}, "quantity"),
        ({"value": 1, "unit": "°C"}, "unit"),
        ({"value": 1, "unit": "mw"}, "unit"),
        ({"value": 1, "unit": ""}, "unit"),
        ({"value": 1, "simulated": "yes"}, "kind"),
        ({"value": 1, "simulated": 1}, "kind"),
        ({"value": 1, "measured_at": 1705314600}, "kind"),
        ({"value": 1, "measured_at": ""}, "time"),
        ({"value": 1, "measured_at": "yesterday"}, "time"),
        ({"value": 1, "measured_at": "2024-01-15T25:00:00Z"}, "time"),
        ({"value": 1, "measured_at": "2024-01-15T10:30:00"}, "time_zone"),
        ({"value": 1, "measured_at": "2024-01-15"}, "time_zone"),
        ({"value": 1, "measured_at": "0001-01-01T00:00:00+23:00"}, "too_old"),
        ({"value": 1, "measured_at": "9999-12-31T23:59:59-23:00"}, "in_future"),
        ({"value": 1, "measured_at": iso(NOW - OLDEST_S - 1)}, "too_old"),
        ({"value": 1, "measured_at": iso(NOW + AHEAD_S + 1)}, "in_future"),
    ],
)
def test_an_item_that_breaks_a_rule_is_named(item: object, code: str) -> None:
    good = {"value": 1, "measured_at": iso(NOW)}
    assert refused(body(item)) == (code, 0) or item == []
    assert refused(body(good, item)) == (code, 1)


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 5_000, "0." + "1" * 10 + "e400", "1" + "0" * 30]
)
def test_what_is_no_number_of_json_is_refused_with_its_index(number: str) -> None:
    assert refused(f'[{{"value": 1}}, {{"value": {number}}}]'.encode()) == ("number", 1)


def test_a_long_fraction_is_a_number() -> None:
    assert readings(ONE, b'{"value": 0.' + b"1" * 5_000 + b"}", NOW)[0].values[0].number == pytest.approx(111_111.1111)


def test_one_key_twice_is_refused() -> None:
    assert refused(b'[{"value": 1, "value": 2}]') == ("key_twice", 0)


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"{'value': 1}", b"\xff", '{"value": 1}'.encode("utf-16"), b"[" * 60_000, b"value=1"]
)
def test_what_is_no_json_is_refused_as_a_whole(raw: bytes) -> None:
    assert refused(raw) == ("json", None)


def test_an_empty_list_is_refused() -> None:
    assert refused(b"[]") == ("empty", None)


def test_a_source_of_several_plants_needs_to_be_told_which() -> None:
    assert refused(body({"value": 1}), TWO) == ("plant_needed", 0)


def test_two_values_of_one_moment_are_refused_where_it_is_not_said() -> None:
    assert refused(body({"value": 1}, {"value": 2})) == ("twice", 1)


def test_a_refusal_says_what_would_do() -> None:
    with pytest.raises(Refused) as refusal:
        taken({"plant": MARSEILLE, "quantity": "humidity", "value": 1}, by=TWO)
    assert refusal.value.facts == {"quantities": "power, temperature"}


json_values: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=8) | st.just([{}])
)
keys = st.sampled_from(["plant", "quantity", "value", "unit", "measured_at", "reason", "simulated", "other"])


@given(
    st.binary(max_size=40)
    | st.lists(st.dictionaries(keys, json_values, max_size=4), max_size=3).map(lambda each: json.dumps(each).encode())
)
def test_whatever_is_sent_is_taken_or_refused(raw: bytes) -> None:
    with suppress(Refused):
        assert readings(TWO, raw, NOW)


# what is announced


def test_of_a_body_the_newest_of_each_quantity_is_announced() -> None:
    found = taken(
        {"plant": MARSEILLE, "value": 1, "measured_at": iso(NOW - 10)},
        {"plant": MARSEILLE, "value": 2, "measured_at": iso(NOW - 5)},
        {"plant": MARSEILLE, "value": 3, "measured_at": iso(NOW - 20)},
        {"plant": "p2", "value": 4, "measured_at": iso(NOW - 500)},
        by=TWO,
    )
    assert {(each.plant, each.values[0].number) for each in newest(found)} == {(MARSEILLE, 2e6), ("p2", 4e3)}


def test_a_failure_without_a_time_is_one_of_now() -> None:
    (reading,) = newest(taken({"reason": "connection"}))
    assert reading.measured_at == NOW


def test_a_value_without_a_time_stays_without_one() -> None:
    (reading,) = newest(taken({"value": 1}))
    assert reading.measured_at is None


def test_a_clock_that_is_ahead_is_announced_as_now() -> None:
    ahead = datetime.fromtimestamp(NOW + 200, UTC).isoformat()
    (reading,) = newest(taken({"value": 1, "measured_at": ahead}))
    assert reading.measured_at == NOW
