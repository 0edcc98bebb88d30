from itertools import permutations, product
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.errors import REASONS
from quelia.domain.judge import Tracks, expires_at, follow, judge, shown
from quelia.domain.plant import Amount
from quelia.domain.reading import Reading, Shown, ShownValue, Value
from quelia.domain.unit import UNITS
from tests.domain.examples import MARSEILLE, NOW, plant, reading

LASTING = ["auth", "rate_limited", "secret_missing"]
PASSING = sorted(set(REASONS) - set(LASTING))


def after(*readings: Reading) -> Tracks:
    tracks: Tracks = {}
    for each in readings:
        tracks = follow(tracks, each)
    return tracks


def show(*readings: Reading, now: float = NOW, quantities: tuple[str, ...] = ("power",), **facts: Any) -> Shown:
    return shown(plant(**facts), quantities, after(*readings), now)


def failure(reason: str = "timeout", at: float = NOW, **facts: Any) -> Reading:
    return reading(None, reason, received_at=at, **facts)


# what can be true


def judged(number: float | None, **facts: Any) -> Value:
    """The power of a plant of 18.2 MW, as judged."""
    return judge(reading(number, **facts), plant()).values[0]


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0, 1.04, 1.199, 1.2])
def test_up_to_120_percent_of_the_capacity_is_a_real_reading(share: float) -> None:
    assert judged(share * 18.2e6) == Value("power", "MW", share * 18.2e6)


@pytest.mark.parametrize("share", [1.201, 1.5, 1000.0])
def test_above_120_percent_of_the_capacity_is_implausible(share: float) -> None:
    assert judged(share * 18.2e6) == Value("power", "MW", None, "implausible")


def test_kilowatts_taken_for_megawatts_are_implausible() -> None:
    assert judged(UNITS["MW"].to_base(15_800)).reason == "implausible"


@given(st.integers(1, 10**8))
def test_exactly_120_percent_is_never_implausible(tenths_of_kw: int) -> None:
    capacity = Amount(UNITS["kW"].to_base(tenths_of_kw / 10), UNITS["kW"])
    number = UNITS["kW"].to_base(tenths_of_kw * 12 / 100)
    assert judge(reading(number), plant(capacity=capacity)).values[0].reason is None


def test_own_consumption_is_a_real_reading() -> None:
    assert judged(-50_000.0).reason is None


def test_no_value_is_not_implausible() -> None:
    assert judged(None) == Value("power", "MW", None)


def test_a_reason_stays_what_it_is() -> None:
    assert judged(None, reason="path").reason == "path"


@pytest.mark.parametrize(
    ("quantity", "unit", "number", "reason"),
    [
        ("temperature", "°C", -41.0, None),
        ("temperature", "°C", 151.0, "implausible"),
        ("wind_speed", "m/s", -1.0, "implausible"),
        ("irradiance", "W/m²", 1361.0, None),
        ("state_of_charge", "%", 101.0, "implausible"),
        ("energy_today", "MWh", 90e6, None),
        ("gas_flow", "Nm³/h", 350.0, None),
        ("gas_flow", "m³/h", 1e9, None),
        ("power", "W", 30e9, "implausible"),
    ],
)
def test_what_physics_does_not_allow_is_implausible(
    quantity: str, unit: str, number: float, reason: str | None
) -> None:
    each = reading(number, quantity=quantity, unit=unit)
    assert judge(each, plant(capacity=None)).values[0].reason == reason


def test_the_capacity_in_gas_judges_the_gas_and_not_the_power() -> None:
    biomethane = plant(energy="biomethane", capacity=Amount(350.0, UNITS["Nm³/h"]))
    found = [judge(reading(*number), biomethane).values[0].reason for number in ((421.0,), (5e6,))]
    gas = judge(reading(421.0, quantity="gas_flow", unit="Nm³/h"), biomethane).values[0].reason
    assert (found, gas) == ([None, None], "implausible")


@pytest.mark.parametrize(
    ("capacity", "unit", "reason"),
    [("m³/h", "m³/h", "implausible"), ("m³/h", "Nm³/h", None), ("Nm³/h", "m³/h", None)],
)
def test_gas_of_an_unknown_condition_is_judged_by_its_like_only(capacity: str, unit: str, reason: str | None) -> None:
    biomethane = plant(energy="biomethane", capacity=Amount(350.0, UNITS[capacity]))
    assert judge(reading(421.0, quantity="gas_flow", unit=unit), biomethane).values[0].reason == reason


def test_the_capacity_says_nothing_of_a_secondary_value() -> None:
    each = reading(90e6, quantity="energy_today", unit="MWh")
    assert judge(each, plant()).values[0].reason is None


def test_one_implausible_value_takes_no_good_one_away() -> None:
    both = reading(values=(Value("power", "MW", 99e9), Value("temperature", "°C", 21.0)))
    assert [each.reason for each in judge(both, plant()).values] == ["implausible", None]


# following


def test_the_newest_reading_counts() -> None:
    tracks = after(reading(1e6), reading(2e6, received_at=NOW + 5))
    assert (tracks["power"].value, tracks["power"].received_at) == (Value("power", "MW", 2e6), NOW + 5)


OLDER = [
    reading(2e6, received_at=NOW - 1),
    failure(at=NOW - 1),
    reading(2e6, epoch=0, received_at=NOW + 60),
    failure("auth", epoch=0, at=NOW + 60),
]


@pytest.mark.parametrize("late", OLDER, ids=["older", "older failure", "lost lease", "failure of a lost lease"])
def test_an_older_reading_or_one_of_a_lost_lease_changes_nothing(late: Reading) -> None:
    tracks = after(reading(1e6, epoch=1))
    assert follow(tracks, late) == tracks


def test_the_holder_of_a_newer_lease_is_heard_although_its_clock_is_behind() -> None:
    tracks = after(reading(1e6, epoch=1), reading(2e6, epoch=2, received_at=NOW - 3))
    assert tracks["power"].value == Value("power", "MW", 2e6)


def test_a_failure_heard_twice_counts_once() -> None:
    assert show(reading(), failure(at=NOW + 5), failure(at=NOW + 5), now=NOW + 5).state == "live"


def test_a_good_reading_heard_twice_changes_nothing() -> None:
    tracks = after(reading())
    assert follow(tracks, reading()) == tracks


def test_of_values_pushed_together_the_last_counts() -> None:
    tracks = after(reading(1e6, measured_at=NOW - 60), reading(2e6, measured_at=NOW))
    assert tracks["power"].value == Value("power", "MW", 2e6)


def test_a_late_measure_of_a_backlog_does_not_replace_a_newer_one() -> None:
    tracks = after(reading(2e6, measured_at=NOW), reading(1e6, measured_at=NOW - 3600, received_at=NOW + 1))
    assert (tracks["power"].value, tracks["power"].measured_at) == (Value("power", "MW", 2e6), NOW)


def test_a_clock_that_stands_still_does_not_hold_the_value_back() -> None:
    tracks = after(reading(1e6, measured_at=NOW), reading(2e6, measured_at=NOW, received_at=NOW + 5))
    assert tracks["power"].value == Value("power", "MW", 2e6)


def test_a_late_measure_ends_a_failure_all_the_same() -> None:
    good = reading(2e6, measured_at=NOW)
    late = reading(1e6, measured_at=NOW - 60, received_at=NOW + 15)
    assert show(good, failure(at=NOW + 5), failure(at=NOW + 10), late, now=NOW + 15).state == "live"


FOUR = [
    reading(number * 1e6, received_at=NOW + at, epoch=epoch)
    for number, (epoch, at) in enumerate(product((1, 2), (0, 5)))
]


@pytest.mark.parametrize("order", list(permutations(FOUR)))
def test_good_readings_may_come_in_any_order(order: tuple[Reading, ...]) -> None:
    assert after(*order) == after(FOUR[-1])


def test_each_quantity_has_its_own_track() -> None:
    tracks = after(
        reading(), reading(21.0, quantity="temperature", unit="°C"), failure(quantity="temperature", at=NOW + 5)
    )
    assert {name: track.failures for name, track in tracks.items()} == {"power": 0, "temperature": 1}


def test_following_leaves_the_tracks_before_as_they_were() -> None:
    before = after(reading(1e6))
    copy = dict(before)
    follow(before, reading(2e6, received_at=NOW + 5))
    assert before == copy


# states


def test_a_plant_without_a_source_has_no_state() -> None:
    assert (show(quantities=()).state, show(quantities=()).values) == ("none", ())


def test_a_plant_that_measures_only_the_weather_has_no_state() -> None:
    assert show(reading(21.0, quantity="temperature", unit="°C"), quantities=("temperature",)).state == "none"


def test_before_the_first_reading_a_plant_is_waiting() -> None:
    each = show()
    assert (each.state, each.values, each.received_at, each.interval_s, each.clock) == (
        "waiting",
        (),
        None,
        None,
        "server",
    )


def test_a_good_reading_is_live() -> None:
    each = show(reading())
    assert (each.state, each.reason, each.values) == ("live", None, (ShownValue("power", 15.8, "MW"),))


@pytest.mark.parametrize(("age", "state"), [(0, "live"), (15, "live"), (15.001, "stale"), (86400, "stale")])
def test_a_value_older_than_stale_after_is_stale_and_still_shown(age: float, state: str) -> None:
    each = show(reading(), now=NOW + age)
    assert (each.state, each.values) == (state, (ShownValue("power", 15.8, "MW"),))


def test_the_age_counts_from_the_owners_clock_where_it_is_sane() -> None:
    assert [show(reading(measured_at=at)).state for at in (NOW - 15, NOW - 16, None)] == ["live", "stale", "live"]


@pytest.mark.parametrize(("number", "values"), [(None, ()), (0.0, (0.0,)), (-50_000.0, (-0.05,))])
def test_null_zero_and_own_consumption_are_no_production(number: float | None, values: tuple[float, ...]) -> None:
    each = show(reading(number))
    assert (each.state, tuple(value.value for value in each.values)) == ("no_production", values)


def test_no_production_becomes_stale_too() -> None:
    assert show(reading(0.0), now=NOW + 16).state == "stale"


def test_a_paused_plant_shows_no_value_whatever_its_readings() -> None:
    readings: tuple[list[Reading], ...] = ([reading()], [failure("auth")], [])
    assert [(show(*each, paused="Travaux").state, show(*each, paused="Travaux").values) for each in readings] == [
        ("paused", ())
    ] * 3


@pytest.mark.parametrize("reason", PASSING)
def test_one_failure_is_not_shown_and_the_second_in_a_row_is(reason: str) -> None:
    first, second = failure(reason, NOW + 5), failure(reason, NOW + 10)
    assert [show(reading(), *each, now=NOW + 10).state for each in ([first], [first, second])] == ["live", "error"]


@pytest.mark.parametrize("reason", LASTING)
def test_a_failure_that_will_last_is_shown_at_once(reason: str) -> None:
    each = show(reading(), failure(reason, NOW + 5), now=NOW + 5)
    assert (each.state, each.reason) == ("error", reason)


@pytest.mark.parametrize("reason", PASSING + LASTING)
def test_a_failure_without_a_good_reading_before_is_shown_at_once(reason: str) -> None:
    each = show(failure(reason))
    assert (each.state, each.reason, each.values) == ("error", reason, ())


def test_the_reason_shown_is_that_of_the_latest_failure() -> None:
    assert show(reading(), failure("timeout", NOW + 5), failure("html", NOW + 10)).reason == "html"


def test_failures_with_a_good_reading_between_them_are_not_in_a_row() -> None:
    readings = [reading(), failure(at=NOW + 5), reading(received_at=NOW + 10), failure(at=NOW + 15)]
    assert show(*readings, now=NOW + 15).state == "live"


def test_the_first_good_reading_after_an_error_is_live() -> None:
    failures = [failure(at=NOW + 5 * turn) for turn in range(1, 9)]
    assert show(reading(), *failures, reading(received_at=NOW + 60), now=NOW + 60).state == "live"


def test_no_production_is_good_news_and_ends_an_error() -> None:
    assert show(failure(), reading(None, received_at=NOW + 5), now=NOW + 5).state == "no_production"


def test_an_error_wins_over_an_old_value() -> None:
    each = show(reading(), failure(at=NOW + 60), failure(at=NOW + 120), now=NOW + 120)
    assert (each.state, each.values) == ("error", ())


def test_an_old_value_with_one_failure_is_stale() -> None:
    assert show(reading(), failure(at=NOW + 20), now=NOW + 20).state == "stale"


def test_the_pace_in_force_decides_when_a_value_is_stale() -> None:
    slow = reading(interval_s=60.0, stale_after_s=180.0)
    assert [show(slow, now=NOW + age).state for age in (180, 181)] == ["live", "stale"]


def test_gas_is_the_main_value_where_there_is_no_power() -> None:
    gas = reading(350.0, quantity="gas_flow", unit="Nm³/h")
    each = show(gas, quantities=("temperature", "gas_flow"))
    assert (each.state, each.values) == ("live", (ShownValue("gas_flow", 350.0, "Nm³/h"),))


def test_power_is_the_main_value_where_there_is_gas_too() -> None:
    gas = reading(350.0, quantity="gas_flow", unit="Nm³/h")
    assert show(gas, failure(), quantities=("gas_flow", "power")).state == "error"


# other values


WARM: Any = {"quantity": "temperature", "unit": "°C"}
BOTH = ("temperature", "power")


def secondary(*readings: Reading, now: float = NOW) -> dict[str, Any]:
    """The temperature as the public reads it beside the power."""
    each = msgspec.json.decode(msgspec.json.encode(show(*readings, now=now, quantities=BOTH)))
    return next((value for value in each["values"] if value["quantity"] == "temperature"), {})


def test_the_main_value_comes_first() -> None:
    each = show(reading(21.0, **WARM), reading(), quantities=BOTH)
    assert [value.quantity for value in each.values] == ["power", "temperature"]


def test_a_secondary_value_in_the_state_of_the_plant_does_not_repeat_it() -> None:
    assert secondary(reading(), reading(21.0, **WARM)) == {"quantity": "temperature", "value": 21.0, "unit": "°C"}


@pytest.mark.parametrize(
    ("main", "now", "own"),
    [
        ([failure()], NOW, "live"),
        ([reading(0.0)], NOW, "live"),
        ([reading(None)], NOW, "live"),
        ([], NOW, "live"),
        ([reading(received_at=NOW + 20)], NOW + 20, "stale"),
    ],
    ids=["error", "zero", "null", "waiting", "stale"],
)
def test_a_secondary_value_in_another_state_says_so(main: list[Reading], now: float, own: str) -> None:
    assert secondary(reading(21.0, **WARM), *main, now=now)["state"] == own


@pytest.mark.parametrize("number", [0.0, -12.0])
def test_a_temperature_below_zero_is_not_no_production(number: float) -> None:
    assert secondary(reading(), reading(number, **WARM)) == {"quantity": "temperature", "value": number, "unit": "°C"}


def test_a_secondary_value_that_fails_is_left_out_and_harms_nothing() -> None:
    each = show(reading(), failure("path", **WARM), quantities=BOTH)
    assert (each.state, [value.quantity for value in each.values]) == ("live", ["power"])


def test_a_secondary_value_without_a_number_is_left_out() -> None:
    assert secondary(reading(), reading(None, **WARM)) == {}


def test_a_secondary_value_measured_at_another_time_says_when() -> None:
    main = reading(measured_at=NOW - 1)
    found = [secondary(main, reading(21.0, measured_at=at, **WARM)).get("measured_at") for at in (NOW - 1, NOW - 4)]
    assert found == [None, "2024-01-15T10:29:56Z"]


def test_a_quantity_that_no_source_measures_any_more_is_not_shown() -> None:
    assert [each.quantity for each in show(reading(), reading(21.0, **WARM)).values] == ["power"]


# as the public reads it


def test_a_reading_is_encoded_as_the_contract_says() -> None:
    each = reading(measured_at=NOW, received_at=NOW + 1.22, stale_after_s=15.0)
    assert msgspec.json.decode(msgspec.json.encode(show(each, now=NOW + 1.224))) == {
        "plant": MARSEILLE,
        "state": "live",
        "reason": None,
        "values": [{"quantity": "power", "value": 15.8, "unit": "MW"}],
        "measured_at": "2024-01-15T10:30:00Z",
        "clock": "plant",
        "received_at": "2024-01-15T10:30:01.220Z",
        "at": "2024-01-15T10:30:01.224Z",
        "interval_s": 5,
        "stale_after_s": 15,
    }


def test_of_a_plant_with_power_and_gas_the_reading_says_which_one_counts() -> None:
    both = shown(plant(), ("gas_flow", "power"), {}, NOW)
    assert both.main == "power"


def test_a_pause_is_shown_with_its_wording() -> None:
    paused = shown(plant(paused="Travaux"), ("power",), {}, NOW)
    assert (paused.state, paused.wording) == ("paused", "Travaux")


def test_a_reading_is_encoded_on_one_line_in_the_order_of_the_contract() -> None:
    text = msgspec.json.encode(show(reading(received_at=NOW))).decode()
    assert text == (
        '{"plant":"centrale-marseille","state":"live","reason":null,"values":[{"quantity":"power","value":15.8,"unit":"MW"}],'
        '"measured_at":null,"clock":"server","received_at":"2024-01-15T10:30:00Z","at":"2024-01-15T10:30:00Z",'
        '"interval_s":5,"stale_after_s":15}'
    )


def test_a_simulated_plant_says_so_and_no_other_does() -> None:
    said = [msgspec.json.decode(msgspec.json.encode(show(simulated=each))).get("simulated") for each in (True, False)]
    assert said == [True, None]


def test_the_clock_is_the_plants_only_where_it_was_believed() -> None:
    assert [show(reading(measured_at=at)).clock for at in (NOW, None)] == ["plant", "server"]


def test_an_error_still_says_when_the_last_good_reading_came() -> None:
    each = show(reading(measured_at=NOW - 2), failure(at=NOW + 5), failure(at=NOW + 10), now=NOW + 10)
    assert (each.measured_at, each.received_at) == ("2024-01-15T10:29:58Z", "2024-01-15T10:30:00Z")


def test_a_value_is_shown_in_the_unit_it_was_declared_in() -> None:
    found = [show(reading(number, unit=unit)).values[0] for number, unit in ((15.8e6, "kW"), (12.0, "t/h"))]
    assert [(each.value, each.unit) for each in found] == [(15800.0, "kW"), (12.0, "t/h")]


# what becomes stale by itself


def test_the_next_to_become_stale_is_told() -> None:
    tracks = after(reading(), reading(21.0, stale_after_s=60.0, **WARM))
    assert [expires_at(tracks, now) for now in (NOW, NOW + 15, NOW + 16, NOW + 61)] == [
        NOW + 15,
        NOW + 15,
        NOW + 60,
        None,
    ]


def test_what_has_no_value_cannot_become_stale() -> None:
    assert expires_at(after(failure()), NOW) is None


AGES = st.floats(0, 1e5, allow_nan=False)


@given(st.floats(1.6e9, 1.9e9), AGES, st.floats(15, 1e4))
def test_what_is_not_stale_yet_is_told_when_it_will_be(received: float, age: float, stale_after: float) -> None:
    now = received + age
    each = reading(received_at=received, stale_after_s=stale_after)
    assert (show(each, now=now).state == "stale") is (expires_at(after(each), now) is None)


EVENTS = st.tuples(
    st.sampled_from([None, 0.0, -5e4, 15.8e6]) | st.sampled_from(sorted(REASONS)),
    st.integers(-3, 90),
    st.sampled_from(["power", "temperature"]),
)


@given(st.lists(EVENTS, max_size=8), st.sampled_from([None, "Travaux"]), st.integers(0, 300))
def test_a_value_stands_only_in_the_states_that_may_have_one(
    events: list[tuple[float | str | None, int, str]], paused: str | None, later: int
) -> None:
    readings = [
        reading(
            None if isinstance(each, str) else each,
            each if isinstance(each, str) else None,
            received_at=NOW + at,
            quantity=quantity,
        )
        for each, at, quantity in events
    ]
    found = show(*readings, now=NOW + later, quantities=BOTH, paused=paused)
    msgspec.json.encode(found)
    states = {value.quantity: value.state or found.state for value in found.values}
    assert states.get("power", "live") in ("live", "stale", "no_production")
    assert states.get("temperature", "live") in ("live", "stale")
    assert (found.reason is not None) is (found.state == "error")


# what was kept while there was no network


def test_a_failure_of_the_past_is_no_failure_of_now() -> None:
    good = reading(5e6, measured_at=NOW)
    late = [failure("connection", NOW + second, measured_at=NOW - 3600 + second) for second in (1, 2, 3)]
    assert show(good, *late, now=NOW + 4).state == "live"


def test_a_good_value_of_the_past_does_not_end_a_failure_of_now() -> None:
    good = reading(5e6, measured_at=NOW - 10)
    failed = [failure("connection", NOW + second, measured_at=NOW + second) for second in (1, 2)]
    late = reading(4e6, received_at=NOW + 3, measured_at=NOW - 3600)
    assert show(good, *failed, late, now=NOW + 4).state == "error"


def test_a_failure_of_the_past_does_not_make_two_in_a_row() -> None:
    good = reading(5e6, measured_at=NOW - 10)
    failed = failure("connection", NOW + 1, measured_at=NOW + 1)
    late = failure("connection", NOW + 2, measured_at=NOW - 5)
    assert show(good, failed, late, now=NOW + 3).state == "live"


def test_a_value_of_the_past_does_not_replace_one_that_bears_no_time() -> None:
    late = reading(4e6, received_at=NOW + 1, measured_at=NOW - 3600)
    assert show(reading(5e6), late, now=NOW + 2).values[0].value == 5.0


def test_clocks_that_differ_a_little_keep_no_value_back() -> None:
    timed = reading(4e6, received_at=NOW + 0.1, measured_at=NOW - 0.6)
    assert show(reading(5e6), timed, now=NOW + 1).values[0].value == 4.0


# what nobody measured


def test_a_simulated_value_is_shown_as_such_until_a_real_one_comes() -> None:
    simulated, real = reading(5e6, simulated=True), reading(4e6, received_at=NOW + 5)
    assert show(simulated).simulated is True
    assert show(simulated, real, now=NOW + 5).simulated is msgspec.UNSET


def test_a_device_that_could_not_be_read_is_not_called_simulated() -> None:
    failed = [failure("connection", NOW + 5), failure("connection", NOW + 10)]
    shown = show(reading(5e6, simulated=True), *failed, now=NOW + 10)
    assert (shown.state, shown.simulated) == ("error", msgspec.UNSET)


def test_one_simulated_value_among_real_ones_marks_the_plant() -> None:
    warm = reading(20.0, quantity="temperature", unit="°C", simulated=True)
    assert show(reading(), warm, quantities=("power", "temperature")).simulated is True


TRIED = ("power", "energy_today")


def tried(**facts: Any) -> Reading:
    """A simulated value that somebody sent once to try, of a quantity beside the main one."""
    return reading(3e6, quantity="energy_today", unit="MWh", simulated=True, **facts)


def test_a_simulated_value_beside_real_ones_goes_with_its_mark_once_it_is_old() -> None:
    later = NOW + 16
    shown = show(tried(), reading(received_at=later), now=later, quantities=TRIED)
    assert ([each.quantity for each in shown.values], shown.simulated) == (["power"], msgspec.UNSET)


def test_as_long_as_it_is_fresh_it_is_shown_with_its_mark() -> None:
    shown = show(tried(), reading(received_at=NOW + 14), now=NOW + 14, quantities=TRIED)
    assert ([each.quantity for each in shown.values], shown.simulated) == (["power", "energy_today"], True)


def test_a_real_value_beside_it_is_shown_when_it_is_old() -> None:
    energy = reading(3e6, quantity="energy_today", unit="MWh")
    shown = show(energy, reading(received_at=NOW + 16), now=NOW + 16, quantities=TRIED)
    assert [(each.quantity, each.state) for each in shown.values] == [("power", None), ("energy_today", "stale")]


def test_a_simulated_power_keeps_its_mark_however_old_since_its_number_stays() -> None:
    shown = show(reading(simulated=True), now=NOW + 9999)
    assert (shown.state, [each.value for each in shown.values], shown.simulated) == ("stale", [15.8], True)
