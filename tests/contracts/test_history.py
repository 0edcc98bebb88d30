"""What every history tells of the past, whatever keeps it. One more is a line in `cellars.py`."""

from collections.abc import Sequence

from quelia.domain.reading import Reading
from quelia.domain.rollup import Rollup
from tests.contracts.cellars import NOW, Cellar, keep_up, reading, started

QUARTER_S = 900
START = int(NOW)
POWER = (1, "power")


def keep(cellar: Cellar, readings: Sequence[Reading], rolled_up_at: float | None = None) -> None:
    """Records `readings`, and rolls up what is over at that time."""
    series = started(cellar)
    series.append(readings)
    series.close()
    if rolled_up_at is not None:
        keep_up(cellar, rolled_up_at)


def minutely(count: int) -> list[Reading]:
    """A reading a minute from NOW on: 0 MW, then 1 MW…"""
    return [reading(12 * minute, {"power": minute * 1e6}) for minute in range(count)]


def told(
    cellar: Cellar, start_s: int = START, end_s: int = START + 4 * QUARTER_S, *, fine: bool = False
) -> list[Rollup]:
    return cellar.history().rollups(POWER, start_s, end_s, fine=fine)


# from NOW on, of a reading a minute
FIRST = Rollup(START, "MW", 15, 7e6, 0.0, 14e6)
SECOND = Rollup(START + QUARTER_S, "MW", 15, 22e6, 15e6, 29e6)
THIRD = Rollup(START + 2 * QUARTER_S, "MW", 3, 31e6, 30e6, 32e6)


def test_of_nothing_there_is_no_history(cellar: Cellar) -> None:
    assert (told(cellar), told(cellar, fine=True)) == ([], [])


def test_what_was_rolled_up_is_told(cellar: Cellar) -> None:
    keep(cellar, minutely(30), NOW + 3 * QUARTER_S)
    assert told(cellar) == [FIRST, SECOND]


def test_what_was_not_rolled_up_yet_is_told_all_the_same(cellar: Cellar) -> None:
    keep(cellar, minutely(33))
    assert told(cellar) == [FIRST, SECOND, THIRD]


def test_what_is_under_way_follows_what_was_rolled_up(cellar: Cellar) -> None:
    keep(cellar, minutely(33), NOW + 33 * 60)
    assert (len(cellar.query("SELECT start_s FROM rollup")), told(cellar)) == (2, [FIRST, SECOND, THIRD])


def test_what_was_asked_for_is_told_and_no_more(cellar: Cellar) -> None:
    keep(cellar, minutely(33), NOW + 33 * 60)
    ranges = [(0, 1), (1, 2), (2, 3), (1, 3), (3, 4), (-4, 0)]
    found = [told(cellar, START + first * QUARTER_S, START + last * QUARTER_S) for first, last in ranges]
    assert found == [[FIRST], [SECOND], [THIRD], [SECOND, THIRD], [], []]


def test_a_gap_stays_absent(cellar: Cellar) -> None:
    keep(cellar, [*minutely(15), reading(12 * 50, {"power": 1e6})], NOW + 55 * 60)
    assert [row.start_s for row in told(cellar)] == [START, START + 3 * QUARTER_S]


def test_no_value_and_a_failure_are_gaps(cellar: Cellar) -> None:
    keep(cellar, [reading(0, {"power": None}), reading(12, {"power": "timeout"})])
    assert (told(cellar), told(cellar, fine=True)) == ([], [])


def test_another_quantity_is_another_history(cellar: Cellar) -> None:
    keep(cellar, [reading(0, {"power": 1e6, "temperature": 21.5})])
    (found,) = cellar.history().rollups((1, "temperature"), START, START + QUARTER_S)
    assert (found.unit, found.mean) == ("°C", 21.5)


def test_by_minutes_each_has_its_mean(cellar: Cellar) -> None:
    keep(cellar, [reading(0, {"power": 1e6}), reading(1, {"power": 3e6}), reading(12, {"power": 5e6})])
    assert told(cellar, fine=True) == [
        Rollup(START, "MW", 1, 2e6, 1e6, 3e6),
        Rollup(START + 60, "MW", 1, 5e6, 5e6, 5e6),
    ]


def test_the_past_can_be_read_while_nothing_can_be_written(cellar: Cellar) -> None:
    keep(cellar, minutely(30), NOW + 3 * QUARTER_S)
    with cellar.outage():
        assert told(cellar) == [FIRST, SECOND]
