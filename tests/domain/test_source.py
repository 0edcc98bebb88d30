import pytest

from tests.domain.examples import point, source


def test_the_plants_of_a_source_come_once_and_in_order() -> None:
    assert source(point(plant="b"), point(plant="a"), point("t", "°C", plant="b", quantity="temperature")).plants == (
        "b",
        "a",
    )


@pytest.mark.parametrize(("pace", "expected"), [(1, 15), (5, 15), (6, 18), (60, 180), (3600, 10800)])
def test_a_reading_may_be_three_intervals_old_and_15_s_at_least(pace: float, expected: float) -> None:
    assert source().stale_after(pace) == expected


def test_a_source_may_set_its_own_limit_of_age() -> None:
    assert source(stale_after_s=7.0).stale_after(3600) == 7.0


def test_the_defaults_are_those_of_the_contract() -> None:
    each = source()
    assert (each.interval_s, each.timeout_s, each.history_s, each.null, each.daily_quota) == (
        5.0,
        3.0,
        60.0,
        "no_production",
        None,
    )
