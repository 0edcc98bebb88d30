from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.span import MOST_POINTS, STEPS, Span, SpanError, span
from tests.domain.examples import NOW

DAY_S = 86_400
KEPT_S = 35.0 * DAY_S
PARIS = "Europe/Paris"


def asked(since: str = "", until: str = "", step: str = "", *, zone: str = PARIS, now: float = NOW) -> Span:
    return span(since, until, step, zone=zone, now=now, kept_s=KEPT_S)


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def refusal(*texts: str, now: float = NOW) -> str:
    with pytest.raises(SpanError) as refused:
        asked(*texts, now=now)
    return refused.value.code


# what is meant where nothing is said


def test_the_last_24_hours_are_meant_in_steps_of_five_minutes() -> None:
    found = asked(now=NOW + 100)
    assert (found.start_s, found.end_s, found.step_s) == (NOW - DAY_S, NOW + 300, 300)


def test_with_an_end_alone_the_24_hours_before_it_are_meant() -> None:
    found = asked(until="2024-01-10T00:00:00Z")
    assert (found.start_s, found.end_s) == (seconds("2024-01-09T00:00:00Z"), seconds("2024-01-10T00:00:00Z"))


def test_with_a_beginning_alone_it_lasts_until_now() -> None:
    assert asked("2024-01-15T09:30:00Z").end_s == NOW


def test_what_is_still_to_come_is_cut_off() -> None:
    assert asked("2024-01-15", "2024-02-15").end_s == NOW


@pytest.mark.parametrize(
    ("since", "step_s"),
    [
        ("2024-01-15T10:00:00Z", 60),
        ("2024-01-15T00:00:00Z", 60),
        ("2024-01-14T10:30:00Z", 300),
        ("2024-01-08T10:30:00Z", 900),
        ("2023-12-20T00:00:00Z", 3600),
        ("2023-12-01T00:00:00Z", 86_400),
        ("2023-01-16T00:00:00Z", 86_400),
    ],
)
def test_the_step_fits_a_screen(since: str, step_s: int) -> None:
    assert asked(since).step_s == step_s


def test_long_ago_no_step_is_shorter_than_what_is_kept() -> None:
    assert asked("2023-06-01T10:00:00Z", "2023-06-01T12:00:00Z").step_s == 900


# what is said


@pytest.mark.parametrize(
    ("text", "zone", "meant"),
    [
        ("2024-01-10", PARIS, "2024-01-09T23:00:00Z"),
        ("2024-01-10", "UTC", "2024-01-10T00:00:00Z"),
        ("2024-01-10", "Pacific/Noumea", "2024-01-09T13:00:00Z"),
        ("2024-01-10T06:00", PARIS, "2024-01-10T05:00:00Z"),
        ("2024-01-10T06:00:00", PARIS, "2024-01-10T05:00:00Z"),
        ("2024-01-10T06:00:00.000", PARIS, "2024-01-10T05:00:00Z"),
        ("2024-01-10T06:00:00Z", PARIS, "2024-01-10T06:00:00Z"),
        ("2024-01-10T06:00:00+03:00", PARIS, "2024-01-10T03:00:00Z"),
        ("2024-01-10T06:00:00 03:00", PARIS, "2024-01-10T03:00:00Z"),
        ("2024-01-10T06:00-01:00", PARIS, "2024-01-10T07:00:00Z"),
    ],
)
def test_instants_and_dates_are_understood(text: str, zone: str, meant: str) -> None:
    assert asked(text, step="3600", zone=zone).start_s == seconds(meant)


@pytest.mark.parametrize(
    ("text", "step_s"),
    [
        ("60", 60),
        ("900", 900),
        ("900s", 900),
        ("10m", 600),
        ("15m", 900),
        ("1h", 3600),
        ("3h", 10_800),
        ("24h", 86_400),
        ("1d", 86_400),
        ("86400", 86_400),
    ],
)
def test_steps_are_understood(text: str, step_s: int) -> None:
    assert asked(step=text, since="2024-01-15").step_s == step_s


def test_a_span_is_widened_to_whole_steps() -> None:
    found = asked("2024-01-10T10:07:00Z", "2024-01-10T11:20:00Z", "1h")
    assert found.starts == (seconds("2024-01-10T10:00:00Z"), seconds("2024-01-10T11:00:00Z"))
    assert found.end_s == seconds("2024-01-10T12:00:00Z")


def test_a_span_of_whole_steps_stays_as_it_is() -> None:
    found = asked("2024-01-10T10:00:00Z", "2024-01-10T12:00:00Z", "1h")
    assert (len(found.starts), found.end_s) == (2, seconds("2024-01-10T12:00:00Z"))


# days


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        ("2024-03-30", PARIS, 24),
        ("2024-03-31", PARIS, 23),
        ("2024-10-27", PARIS, 25),
        ("2024-03-31", "Indian/Reunion", 24),
        ("2024-09-08", "America/Santiago", 23),  # has no midnight
        ("2024-11-03", "America/Havana", 25),  # has two
    ],
)
def test_a_day_is_as_long_as_the_calendar_says(day: str, zone: str, hours: int) -> None:
    found = asked(f"{day}T12:00", f"{day}T13:00", "1d", zone=zone, now=seconds("2024-12-01T00:00:00Z"))
    assert (len(found.starts), found.end_s - found.start_s) == (1, hours * 3600)


def test_days_begin_at_midnight_of_the_place() -> None:
    found = asked("2024-03-29", "2024-04-02", "1d", now=seconds("2024-12-01T00:00:00Z"))
    assert found.starts == tuple(
        seconds(text)
        for text in (
            "2024-03-29T00:00:00+01:00",
            "2024-03-30T00:00:00+01:00",
            "2024-03-31T00:00:00+01:00",
            "2024-04-01T00:00:00+02:00",
        )
    )


def test_a_leap_year_can_be_asked_for_at_once() -> None:
    assert len(asked("2024-01-01", "2025-01-01", now=seconds("2025-06-01T00:00:00Z")).starts) == 366


# what cannot be answered


@pytest.mark.parametrize(
    "text",
    ["x", "now", "2024", "2024-13-01", "2024-02-30", "2024-01-10T25:00", "10/01/2024", "1705314600", "20240110"]
    + [
        "2024-01-10T10:00:00+99:00",
        "1999-12-31",
        "2101-01-01",
        "9999-12-31",
        "0000-01-01",
        "２024-01-10",
        "2024-01-10 ",
    ]
    + ["2024-W01-1", "2024-01-10T10", "2024-01-10T10:00:00,5", "a" * 5000],
)
def test_what_is_no_instant_is_refused_by_the_name_of_its_parameter(text: str) -> None:
    assert (refusal(text), refusal("", text)) == ("bad_from", "bad_to")


@pytest.mark.parametrize(
    "text",
    ["x", "0", "59", "61", "-60", "7m", "7h", "2d", "48h", "1w", "1.5h", "PT1H", "100000", "9" * 400, "٦٠", "1h "],
)
def test_what_is_no_step_is_refused(text: str) -> None:
    assert refusal("", "", text) == "bad_step"


@pytest.mark.parametrize(
    ("since", "until"),
    [("2024-01-10", "2024-01-09"), ("2024-01-10", "2024-01-10"), ("2024-01-16", ""), ("2024-01-16", "2024-01-17")],
)
def test_what_ends_before_it_begins_is_refused(since: str, until: str) -> None:
    assert refusal(since, until) == "bad_order"


def test_more_than_a_year_is_refused() -> None:
    assert refusal("2022-01-01", "2023-01-04") == "too_long"


@pytest.mark.parametrize("step", ["60", "5m", "10m"])
def test_detailed_steps_are_refused_where_readings_are_no_longer_kept(step: str) -> None:
    assert refusal("2023-12-10", "2023-12-11", step) == "too_fine"


@pytest.mark.parametrize("step", ["900", "30m", "1h"])
def test_steps_of_whole_quarters_are_not(step: str) -> None:
    assert asked("2023-12-10", "2023-12-11", step).starts


@pytest.mark.parametrize(
    ("since", "step", "suggested"),
    [("2024-01-10", "60", 300), ("2023-12-28", "300", 900), ("2023-12-10", "900", 3600), ("2023-02-01", "1h", 86_400)],
)
def test_too_many_points_are_refused_with_a_step_that_would_do(since: str, step: str, suggested: int) -> None:
    with pytest.raises(SpanError) as refused:
        asked(since, step=step)
    assert (refused.value.code, refused.value.facts["step_s"]) == ("too_many_points", suggested)
    assert asked(since, step=str(suggested)).starts


# whatever is asked


moments = st.floats(0, 400 * DAY_S).map(
    lambda ago: datetime.fromtimestamp(NOW - ago, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
)
steps = st.sampled_from(["", "60", "10m", "900", "1h", "6h", "1d"])
zones = st.sampled_from([PARIS, "UTC", "Asia/Kathmandu", "Pacific/Marquesas", "America/Santiago"])


@given(moments, moments | st.just(""), steps, zones)
def test_a_span_covers_what_was_asked_for_in_steps_that_follow_each_other(
    since: str, until: str, step: str, zone: str
) -> None:
    try:
        found = asked(since, until, step, zone=zone)
    except SpanError:
        return
    assert found.start_s <= seconds(since) < found.starts[0] + 1.1 * found.step_s
    assert found.end_s >= (seconds(until) if until else NOW) > found.starts[-1]
    lengths = {after - before for before, after in pairwise((*found.starts, found.end_s))}
    assert lengths <= ({found.step_s} if found.step_s < DAY_S else {23 * 3600, 24 * 3600, 25 * 3600})
    assert 0 < len(found.starts) <= MOST_POINTS + 2
    assert found.fine is (found.step_s % 900 != 0)


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=8))
def test_any_text_is_a_span_or_refused(since: str, until: str, step: str) -> None:
    with suppress(SpanError):
        asked(since, until, step)


def test_the_steps_that_are_chosen_are_those_that_can_be_asked_for() -> None:
    assert [asked("2024-01-15T10:00:00Z", step=str(step)).step_s for step in STEPS] == list(STEPS)
