import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.document import Document
from quelia.domain.errors import REASONS, TimedOut
from quelia.domain.extract import Tick, extract, failed
from quelia.domain.path import Path
from quelia.domain.reading import Value
from quelia.domain.source import Point, Source
from quelia.domain.unit import UNITS, declared_unit
from tests.domain.examples import MARSEILLE, NOW, TICK, documents, point, source, value, values

HUGE = pytest.param(10**400, id="10**400")  # JSON allows it, float() does not
SUM_OF_THREE = {"path": "phases[*]", "pick": "sum", "unit": "kW"}


def test_a_number_is_counted_in_the_base_unit() -> None:
    assert value({"power": 15.8}) == Value("power", "MW", 15.8e6)


def test_scale_multiplies_the_number_as_it_stands_in_the_answer() -> None:
    assert value({"power": -543}, unit="W", scale=-1.0).number == 543.0


def test_a_path_that_leads_nowhere_is_its_own_reason() -> None:
    assert value({"pouvoir": 15.8}) == Value("power", "MW", None, "path")


@pytest.mark.parametrize("written", ["15.8", True, False, [], [15.8], {}, {"v": 15.8}, "", "N/A", HUGE, 1e300])
def test_what_is_no_number_is_its_own_reason(written: Document) -> None:
    assert value({"power": written}) == Value("power", "MW", None, "not_a_number")


# pick


def test_several_nodes_are_refused_where_one_was_expected() -> None:
    assert value({"phases": [1, 2, 3]}, path="phases[*]").reason == "path"


@pytest.mark.parametrize(("pick", "number"), [("first", 1.0), ("last", 3.0), ("sum", 6.0)])
def test_of_several_nodes_the_picked_one_counts(pick: str, number: float) -> None:
    assert value({"phases": [1, 2, 3]}, path="phases[*]", pick=pick, unit="W").number == number


@pytest.mark.parametrize("pick", ["only", "first", "last", "sum"])
def test_whatever_is_picked_of_nothing_is_an_error(pick: str) -> None:
    assert value({"phases": []}, path="phases[*]", pick=pick).reason == "path"


def test_a_sum_leaves_out_what_has_no_value() -> None:
    assert value({"phases": [1, None, 3]}, **SUM_OF_THREE).number == 4000.0


def test_a_sum_of_no_values_is_no_value() -> None:
    assert value({"phases": [None, None]}, **SUM_OF_THREE) == Value("power", "kW", None)


def test_a_sum_with_something_else_in_it_is_refused() -> None:
    assert value({"phases": [1, "two", 3]}, **SUM_OF_THREE).reason == "not_a_number"


def test_the_last_of_several_may_have_no_value() -> None:
    assert value({"phases": [1, None]}, path="phases[*]", pick="last") == Value("power", "MW", None)


# no value


def test_null_is_no_value() -> None:
    assert value({"power": None}) == Value("power", "MW", None)


def test_null_is_an_error_where_the_source_is_set_so() -> None:
    assert value({"power": None}, null="error").reason == "not_a_number"


@pytest.mark.parametrize("written", [-9999, -9999.0, "-", " - "])
def test_what_the_system_says_for_no_value_is_no_value(written: Document) -> None:
    assert value({"power": written}, nulls=(-9999.0, "-")) == Value("power", "MW", None)


@pytest.mark.parametrize(
    ("written", "style"), [("-9999", "dot"), ("-9999.0", "dot"), ("-9999,0", "comma"), ("-9999 kW", "leading")]
)
def test_a_number_that_says_no_value_says_so_in_every_format(written: str, style: str) -> None:
    assert value({"power": written}, number=style, nulls=(-9999.0,)).number is None


@pytest.mark.parametrize("written", [False, [], {}, [0]])
def test_only_numbers_and_texts_can_say_no_value(written: Document) -> None:
    assert value({"power": written}, nulls=(0.0, "")).reason == "not_a_number"


def test_a_sum_leaves_out_what_says_no_value() -> None:
    assert value({"phases": [1, 65535, "-"]}, **SUM_OF_THREE, nulls=(65535.0, "-")).number == 1000.0


def test_zero_is_a_value() -> None:
    assert value({"power": 0}).number == 0.0


@pytest.mark.parametrize(("written", "scale"), [(-0.0, 1.0), (0, -1.0)])
def test_zero_has_no_sign(written: float, scale: float) -> None:
    assert str(value({"power": written}, scale=scale).number) == "0.0"


# units


def test_the_unit_behind_the_number_counts() -> None:
    assert value({"power": "15800 kW"}, number="leading") == Value("power", "kW", 15.8e6)


def test_the_declared_unit_counts_where_none_stands_behind_the_number() -> None:
    assert value({"power": "15,8"}, number="leading") == Value("power", "MW", 15.8e6)


def test_a_unit_of_another_quantity_is_an_error() -> None:
    assert [value({"power": text}, number="leading").reason for text in ("15.8 MWh", "15.8 m³/h", "15 %", "15 mW")] == [
        "unit"
    ] * 4


def test_the_unit_may_stand_elsewhere_in_the_answer() -> None:
    assert value({"power": 15.8, "u": "kW"}, unit=None, unit_path=Path("u")) == Value("power", "kW", 15.8e3)


@pytest.mark.parametrize("unit", ["mW", "kWh", "\ud7ff", "", None, 3, ["kW"], "Kilowatts"])
def test_a_unit_that_is_not_known_is_an_error(unit: Document) -> None:
    assert value({"power": 15.8, "u": unit}, unit=None, unit_path=Path("u")) == Value("power", "", None, "unit")


@pytest.mark.parametrize("path", ["v", "u[*]", "u"])
def test_a_unit_that_is_not_found_once_is_an_error(path: str) -> None:
    assert value({"power": 15.8, "u": ["kW", "kW"]}, unit=None, unit_path=Path(path)).reason in ("path", "unit")


def test_values_in_different_units_are_not_added_up() -> None:
    assert value({"phases": ["500 W", "1 kW"]}, **SUM_OF_THREE, number="leading").reason == "unit"


def test_a_bare_number_among_numbers_with_units_has_the_declared_unit() -> None:
    facts = {"path": "phases[*]", "pick": "sum", "number": "leading"}
    assert value({"phases": ["1 kW", 2]}, **facts, unit="W").reason == "unit"
    assert value({"phases": ["1 kW", 2]}, **facts, unit="kW").number == 3000.0


def test_no_symbol_but_a_declared_or_known_one_leaves_with_a_value() -> None:
    hostile: Document = {"power": "42 <script>", "u": "<b>\u202e"}
    found = [value(hostile, number="leading"), value(hostile, unit=None, unit_path=Path("u"))]
    assert [each.unit for each in found] == ["MW", ""]


def test_a_value_in_a_free_unit_is_not_converted() -> None:
    each = Point(plant=MARSEILLE, quantity="power", path=Path("power"), unit=declared_unit("t/h"))
    assert values(source(each), {"power": 15.8}) == [Value("power", "t/h", 15.8)]


# limits


@pytest.mark.parametrize(
    ("number", "reason"), [(0, None), (20, None), (20.001, "implausible"), (-0.001, "implausible")]
)
def test_a_number_beyond_the_limits_of_its_point_is_implausible(number: float, reason: str | None) -> None:
    assert value({"power": number}, minimum=0.0, maximum=20.0).reason == reason


def test_the_limits_are_in_the_declared_unit_whatever_unit_comes() -> None:
    found = [value({"power": text}, number="leading", maximum=20.0) for text in ("15800 kW", "15.8 MW", "20800 kW")]
    assert [each.reason for each in found] == [None, None, "implausible"]


def test_the_limits_count_after_the_scale() -> None:
    assert value({"power": 158}, scale=0.1, maximum=20.0).number == pytest.approx(15.8e6)


@pytest.mark.parametrize("unit", ["W", "GW", "m³/h"])
def test_a_number_that_its_scale_makes_endless_is_refused(unit: str) -> None:
    quantity = "gas_flow" if unit == "m³/h" else "power"
    assert value({"power": 1e18}, unit=unit, quantity=quantity, scale=1e300).reason == "not_a_number"


# several points


def test_one_bad_point_takes_no_good_one_away() -> None:
    points = (point(), point("t", "°C", quantity="temperature"), point("w", "m/s", quantity="wind_speed"))
    found = values(source(*points), {"power": 15.8, "t": "N/A"})
    assert [(each.number, each.reason) for each in found] == [(15.8e6, None), (None, "not_a_number"), (None, "path")]


def test_one_answer_may_hold_several_plants() -> None:
    points = (point("a.p", plant="a"), point("b.p", plant="b"), point("a.t", "°C", plant="a", quantity="temperature"))
    found = extract(source(*points), {"a": {"p": 1, "t": 20}, "b": {"p": 2}}, TICK)
    assert {each.plant: [value.number for value in each.values] for each in found} == {"a": [1e6, 20.0], "b": [2e6]}


def test_a_reading_says_where_and_when_it_comes_from() -> None:
    (found,) = extract(source(stale_after_s=30.0), {"power": 15.8}, Tick(received_at=NOW, interval_s=5.0, epoch=3))
    said = (
        found.plant,
        found.source,
        found.received_at,
        found.measured_at,
        found.interval_s,
        found.stale_after_s,
        found.epoch,
    )
    assert said == (MARSEILLE, 7, NOW, None, 5.0, 30.0, 3)


@pytest.mark.parametrize(("pace", "stale_after"), [(1.0, 15.0), (5.0, 15.0), (10.0, 30.0), (3600.0, 10800.0)])
def test_a_reading_is_stale_after_three_intervals_of_the_pace_in_force_and_15_s_at_least(
    pace: float, stale_after: float
) -> None:
    (found,) = extract(source(), {"power": 15.8}, Tick(received_at=NOW, interval_s=pace))
    assert (found.interval_s, found.stale_after_s) == (pace, stale_after)


# the owner's clock


def timed(document: Document, path: str = "at") -> float | None:
    (found,) = extract(source(timestamp_path=Path(path), timezone="Europe/Paris"), document, TICK)
    return found.measured_at


def test_the_owners_clock_is_believed_where_it_is_sane() -> None:
    assert timed({"power": 1, "at": "2024-01-15T11:29:57"}) == NOW - 3


@pytest.mark.parametrize("written", [None, "yesterday", 0, "2039-01-01T00:00:00Z", [], HUGE, True])
def test_a_clock_that_is_not_sane_takes_no_number_away(written: Document) -> None:
    document = {"power": 15.8, "at": written}
    each = source(timestamp_path=Path("at"))
    assert (timed(document), values(each, document)) == (None, [Value("power", "MW", 15.8e6)])


@pytest.mark.parametrize("path", ["nowhere", "at[*]", "$[*][*].x"])
def test_a_clock_that_is_not_found_once_takes_no_number_away(path: str) -> None:
    document: Document = {"power": 15.8, "at": [1705314600] * 30_000}
    each = source(timestamp_path=Path(path))
    assert (timed(document, path), values(each, document)) == (None, [Value("power", "MW", 15.8e6)])


# the answer's own word


@pytest.mark.parametrize(
    ("status", "ok"),
    [("ok", ("ok", "online")), (0, (0.0,)), (0.0, (0,)), (200, (200.0,)), (True, (True,)), ("0", ("0",))],
)
def test_an_answer_that_says_it_is_well_is_read(status: Document, ok: tuple[str | float | bool, ...]) -> None:
    each = source(status_path=Path("s"), status_ok=ok)
    assert values(each, {"power": 15.8, "s": status}) == [Value("power", "MW", 15.8e6)]


@pytest.mark.parametrize(
    ("status", "ok"),
    [
        ("OK", ("ok",)),
        (1, (True,)),
        (True, (1.0,)),
        (False, (0.0,)),
        ("0", (0.0,)),
        (None, ("ok",)),
        ([], ("ok",)),
        ("ok", ()),
    ],
)
def test_an_answer_that_says_it_is_not_well_gives_no_number(
    status: Document, ok: tuple[str | float | bool, ...]
) -> None:
    each = source(status_path=Path("s"), status_ok=ok)
    assert values(each, {"power": 15.8, "s": status}) == [Value("power", "MW", None, "status")]


def test_an_answer_without_the_status_it_should_have_gives_no_number() -> None:
    assert values(source(status_path=Path("s"), status_ok=("ok",)), {"power": 15.8}) == [
        Value("power", "MW", None, "path")
    ]


# what never comes


def test_an_answer_that_never_came_is_a_reading_of_each_plant() -> None:
    points = (
        point(plant="a"),
        point("t", "°C", plant="a", quantity="temperature"),
        point(plant="b", unit=None, unit_path=Path("u")),
    )
    found = failed(source(*points, timestamp_path=Path("at")), TimedOut("after 3 s"), TICK)
    assert [(each.plant, each.measured_at, each.values) for each in found] == [
        ("a", None, (Value("power", "MW", None, "timeout"), Value("temperature", "°C", None, "timeout"))),
        ("b", None, (Value("power", "", None, "timeout"),)),
    ]


PATHS = st.sampled_from(
    ["", "power", "a.b", "*", "$[*][*]", "$[?@.ok]", "0.power", "power[-1]", "/unit", "$[?@.power != null].at", "[0:3]"]
)


@st.composite
def sources(draw: st.DrawFn) -> Source:
    """Any source that `quelia load` could declare."""
    nulls = draw(st.sampled_from([(), (0.0,), ("-", ""), (-9999.0, "-")]))
    limits = draw(st.sampled_from([(None, None), (0.0, 20.0)]))
    points = tuple(
        Point(
            plant=draw(st.sampled_from(["a", "b"])),
            quantity=quantity,
            path=Path(draw(PATHS)),
            unit=draw(st.sampled_from([UNITS[symbol], declared_unit("t/h")])),
            unit_path=Path(draw(PATHS)) if draw(st.booleans()) else None,
            scale=draw(st.sampled_from([1.0, -1.0, 0.001, 1e300])),
            minimum=limits[0],
            maximum=limits[1],
            pick=draw(st.sampled_from(["only", "first", "last", "sum"])),
            number=draw(st.sampled_from(["json", "dot", "comma", "leading"])),
            nulls=nulls,
        )
        for quantity, symbol in (("power", "kW"), ("temperature", "°C"))
    )
    has_clock, has_status = draw(st.booleans()), draw(st.booleans())
    return source(
        *points,
        null=draw(st.sampled_from(["no_production", "error"])),
        timestamp_path=Path(draw(PATHS)) if has_clock else None,
        status_path=Path(draw(PATHS)) if has_status else None,
        status_ok=("ok", 0.0, True),
    )


@given(sources(), documents)
def test_any_document_gives_readings_that_can_be_told(each: Source, document: Document) -> None:
    readings = extract(each, document, TICK)
    told = [value for reading in msgspec.json.decode(msgspec.json.encode(readings)) for value in reading["values"]]
    assert len(told) == len(each.points)
    for _, unit, number, reason in told:
        assert isinstance(number, float) or number is None
        assert reason is None or (number is None and reason in REASONS)
        assert unit in UNITS or unit == "t/h"


@pytest.mark.parametrize(
    ("said", "simulated"), [(True, True), (False, False), ("true", False), (1, False), (None, False)]
)
def test_an_answer_may_say_that_nobody_measured_it(said: Document, simulated: bool) -> None:
    (reading,) = extract(source(), {"power": 1.0, "simulated": said}, TICK)
    assert reading.simulated is simulated


def test_what_is_simulated_stands_at_the_root() -> None:
    assert [
        each.simulated for each in extract(source(point("a.power")), {"a": {"power": 1.0, "simulated": True}}, TICK)
    ] == [False]
