from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.instant import instant, sane
from tests.domain.examples import NOW, documents

PARIS = "Europe/Paris"


def at(text: str) -> float:
    return datetime.fromisoformat(text).astimezone(UTC).timestamp()


@pytest.mark.parametrize(
    "written",
    [
        "2024-01-15T10:30:00Z",
        " 2024-01-15T10:30:00Z ",
        "2024-01-15 10:30:00Z",
        "2024-01-15T10:30Z",
        "2024-01-15T11:30:00+01:00",
        "2024-01-15T11:30:00.000+0100",
        "2024-01-15T11:30:00.000000000+01:00",
        "2024-01-15 05:30:00-0500",
        "20240115T103000Z",
        "2024-01-15T11:30:00",
        "2024-01-15 11:30:00.0",
        1705314600,
        1705314600.0,
        1705314600000,
        "1705314600",
        "1705314600.000",
        "1705314600000",
        "2024,01,15,11,30,00",
        "20240115113000",
        20240115113000,
        "240115113000",
        240115113000,
        "15/01/2024 11:30",
        "15/01/2024 11:30:00",
        "15-01-2024 11:30:00",
        "15.01.2024 11:30:00",
        "15.01.2024, 11:30",
        "2024/01/15 11:30:00",
        "2024-1-15 11:30:00",
        "2024-01-15 11:30:00,000",
        "1/15/2024 11:30:00 AM",
        "01/15/2024 11:30 am",
        "15-Jan-2024 11:30:00",
        "15 jan 2024 11:30:00",
        "Mon, 15 Jan 2024 10:30:00 GMT",
        "2024-01-15 10:30:00 UTC",
        "2024-01-15 11:30:00 +0100",
        "15/01/2024 05:30:00 -05:00",
        "/Date(1705314600000)/",
        "/Date(1705314600000+0100)/",
    ],
)
def test_the_same_instant_in_many_forms(written: object) -> None:
    assert instant(written, PARIS) == NOW


def test_fractions_of_a_second_are_kept() -> None:
    assert instant("2024-01-15T10:30:00.250Z", PARIS) == instant(1705314600250, PARIS) == NOW + 0.25


def test_the_zone_counts_only_where_the_text_has_none() -> None:
    assert instant("2024-01-15T10:30:00", "UTC") == instant("2024-01-15T10:30:00Z", "Asia/Kolkata") == NOW


@pytest.mark.parametrize(
    "written",
    [
        None,
        True,
        False,
        [],
        {},
        "",
        "now",
        "10:30",
        "2024-01-15",
        "15/01/2024",
        "15-01/2024 10:30",
        "32/01/2024 10:30",
        "15-Janvier-2024 10:30",
        "15-Foo-2024 10:30:00",
        "1/15/2024 13:30:00 PM",
        "1/15/2024 10:30:00",
        "2024-01-15 10:30:00 CET",
        "2024-01-15 10:30:00 +99:99",
        "2024,13,01,10,30,00",
        "/Date(now)/",
        20241301103000,
        "2024-13-01T00:00:00Z",
        "2024-02-30T00:00:00Z",
        "2024-01-15T25:00:00Z",
        "2024-01-15T10:30:60Z",
        "99999-01-01T00:00:00Z",
        "２024-01-15T10:30:00Z",
        "2024-W03-1T10:30:00Z",
        "0",
        "42",
        "1705314600000000000",
        0,
        -1,
        -1705314600,
        10**14,
        pytest.param(10**400, id="10**400"),
        pytest.param(-(10**4000), id="-10**4000"),
        1e300,
    ],
)
def test_what_is_no_instant_is_none(written: object) -> None:
    assert instant(written, PARIS) is None


@pytest.mark.parametrize(
    "written", ["0001-01-01T00:00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59", "9999-12-31T23:59:59-23:59"]
)
@pytest.mark.parametrize("zone", ["Europe/Paris", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_the_ends_of_the_calendar_do_no_harm(written: str, zone: str) -> None:
    assert sane(instant(written, zone, NOW), NOW) is None


SUMMER_ENDS = at("2024-10-27T01:00:00Z")  # 03:00 in summer time becomes 02:00 in winter time: 02:30 comes twice


@pytest.mark.parametrize(
    ("received", "first"),
    [(SUMMER_ENDS - 1795, True), (SUMMER_ENDS - 60, True), (SUMMER_ENDS + 1805, False), (SUMMER_ENDS + 7200, False)],
)
def test_of_the_hour_that_comes_twice_the_one_that_has_come_counts(received: float, first: bool) -> None:
    assert instant("2024-10-27T02:30:00", PARIS, received) == SUMMER_ENDS + (-1800 if first else 1800)


def test_time_goes_forward_through_the_hour_that_comes_twice() -> None:
    received = [SUMMER_ENDS + offset for offset in range(-5400, 5400, 60)]
    written = [
        datetime.fromtimestamp(each - 5, UTC).astimezone(_paris()).replace(tzinfo=None).isoformat() for each in received
    ]
    assert [instant(text, PARIS, each) for text, each in zip(written, received, strict=True)] == [
        each - 5 for each in received
    ]


def _paris() -> ZoneInfo:
    return ZoneInfo(PARIS)


def test_a_clock_that_missed_the_change_to_summer_time_is_still_right() -> None:
    received = at("2024-03-31T01:30:03Z")
    assert instant("2024-03-31T02:30:00", PARIS, received) == at("2024-03-31T01:30:00Z")


@given(documents | st.integers() | st.floats() | st.text(), st.sampled_from([PARIS, "UTC", "America/St_Johns"]))
def test_nothing_raises(written: object, zone: str) -> None:
    moment = sane(instant(written, zone, NOW), NOW)
    assert moment is None or 0 < moment <= NOW


@given(
    st.integers(int(at("2010-01-02T00:00:00Z")) * 1000, int(NOW) * 1000),
    st.sampled_from(["T", " "]),
    st.sampled_from(["", "Z", "+05:30"]),
)
def test_what_isoformat_writes_is_read_back(written: int, space: str, zone: str) -> None:
    moment = datetime.fromtimestamp(written / 1000, UTC).replace(tzinfo=None)
    text = moment.isoformat(space) + zone
    expected = datetime.fromisoformat(text if zone else text + "+00:00").timestamp()
    assert instant(text, "UTC") == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("measured", [NOW, NOW - 3600, NOW - 30 * 86400, at("2010-01-01T00:00:00Z")])
def test_a_time_of_the_past_is_believed(measured: float) -> None:
    assert sane(measured, NOW) == measured


@pytest.mark.parametrize("ahead", [0.5, 60, 300])
def test_a_clock_a_little_ahead_says_now(ahead: float) -> None:
    assert sane(NOW + ahead, NOW) == NOW


@pytest.mark.parametrize(
    "measured", [None, NOW + 301, NOW + 3600, 0.0, at("1984-01-01T00:00:00Z"), at("2000-01-01T00:00:00Z"), 1e12]
)
def test_a_time_that_cannot_be_is_not_believed(measured: float | None) -> None:
    assert sane(measured, NOW) is None


@pytest.mark.parametrize(("written", "hour"), [("1/15/2024 12:30:00 AM", 0), ("1/15/2024 12:30:00 PM", 12)])
def test_noon_and_midnight_are_told_apart(written: str, hour: int) -> None:
    assert instant(written, "UTC") == at(f"2024-01-15T{hour:02}:30:00Z")


def test_with_slashes_the_day_comes_first() -> None:
    assert instant("03/02/2024 00:00", "UTC") == at("2024-02-03T00:00:00Z")


def test_fractions_are_kept_in_every_form() -> None:
    assert instant("15/01/2024 10:30:00.250", "UTC") == NOW + 0.25
