"""What asking costs, told in seconds, kilobytes and calls."""

import pytest

from quelia.domain.source import Source
from quelia.sources.http import Answer
from quelia.sources.speed import quota, size, speed


def source(interval_s: float, daily_quota: int | None = None) -> Source:
    return Source(
        id=1, slug="s", url="https://plant.example/", points=(), interval_s=interval_s, daily_quota=daily_quota
    )


@pytest.mark.parametrize(
    ("seconds", "mark", "code"),
    [
        ([0.2, 1.0], "well", "fast"),
        ([0.2, 1.1], "look", "slow"),
        ([3.0], "look", "slow"),
        ([3.1, 0.1], "look", "too_slow"),
    ],
)
def test_the_slowest_of_the_calls_counts(seconds: list[float], mark: str, code: str) -> None:
    verdict = speed([Answer(b"", "", each) for each in seconds])
    assert (verdict.mark, verdict.code, verdict.facts["calls"]) == (mark, code, len(seconds))


@pytest.mark.parametrize(("length", "mark"), [(100, "well"), (64 * 1024, "well"), (64 * 1024 + 1, "look")])
def test_a_heavy_answer_is_to_be_looked_at(length: int, mark: str) -> None:
    assert size(Answer(b"x" * length, "", 0.1)).mark == mark


@pytest.mark.parametrize(
    ("interval_s", "daily_quota", "hour", "least"),
    [
        (5, 300, "00:25", "5\u00a0min"),
        (60, 300, "05:00", "5\u00a0min"),
        (287, 300, "23:55", "5\u00a0min"),
        (5, 1440, "02:00", "60\u00a0s"),
        (1, 33, "00:00", "44\u00a0min"),
        (60, 8, "00:08", "3\u00a0h"),
    ],
)
def test_a_portal_that_would_cut_us_off_is_told_to_and_when(
    interval_s: float, daily_quota: int, hour: str, least: str
) -> None:
    verdict = quota(source(interval_s, daily_quota))
    assert (verdict.mark, verdict.facts["hour"], verdict.facts["least"]) == ("look", hour, least)


@pytest.mark.parametrize(("interval_s", "daily_quota"), [(5, None), (288, 300), (300, 300), (5, 17280)])
def test_a_pace_within_the_quota_is_well(interval_s: float, daily_quota: int | None) -> None:
    assert quota(source(interval_s, daily_quota)).mark == "well"


def test_the_calls_of_a_day_are_counted() -> None:
    assert quota(source(5)).facts == {"interval": 5, "minute": 12.0, "day": 17280.0}


def test_the_hour_is_said_as_people_say_it() -> None:
    verdict = quota(source(5, 300))
    assert "à 0\u00a0h\u00a025" in verdict.sentence("fr")
    assert "at 00:25" in verdict.sentence("en")
