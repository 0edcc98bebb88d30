from itertools import pairwise

from quelia.sources.demo.outage import Outage

OUTAGE = Outage(every_s=180.0, lasts_s=50.0)


def test_it_fails_in_its_window_and_not_outside_it() -> None:
    failing = [second for second in range(360) if OUTAGE.at(1_800_000_000.0 + second) is not None]
    assert failing == [*range(50), *range(180, 230)]


def test_each_time_it_fails_in_another_way() -> None:
    assert {OUTAGE.at(180.0 * turn) for turn in range(3)} == {"refuses", "hangs", "cuts"}


def test_a_visitor_of_three_minutes_sees_it_fail_and_come_back() -> None:
    for begin in range(0, 540, 7):
        seen = [OUTAGE.at(begin + look) is not None for look in range(0, 180, 5)]
        # two failed reads in a row are shown
        assert any(one and two for one, two in pairwise(seen))
        assert not all(seen)


def test_who_asks_once_a_minute_never_hears_it_fail_twice_in_a_row() -> None:
    for begin in range(180):
        assert not (OUTAGE.at(begin) and OUTAGE.at(begin + 60.0))
