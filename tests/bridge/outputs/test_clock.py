"""A clock at the plant that is wrong is put right by that of quelia."""

import time
from pathlib import Path

import pytest

from quelia.bridge.outputs.clock import Clock
from quelia.bridge.outputs.line import Said
from quelia.bridge.site import Site, ticking

NOW = 1_796_083_200.0


class Machine:
    """Its clock may be set; its monotonic one not."""

    def __init__(self, ahead_s: float = 0.0) -> None:
        self.now, self.ran = NOW + ahead_s, 0.0
        self.clock = Clock(Site(Path(), Path(), str, lambda: self.now, lambda: self.ran))

    def passes(self, seconds: float) -> None:
        self.now += seconds
        self.ran += seconds


def answer(at: float | None) -> Said:
    return Said(200, b"", at, None)


@pytest.mark.parametrize(
    ("ahead_s", "correction_ms"), [(0, 0), (59, 0), (-59, 0), (61, -61_000), (-86_400, 86_400_000)]
)
def test_it_is_corrected_where_it_is_off_by_more_than_a_minute(ahead_s: float, correction_ms: int) -> None:
    machine = Machine(ahead_s)
    machine.clock.heard(answer(NOW))
    assert (machine.clock.known, machine.clock.correction_ms) == (True, correction_ms)


def test_before_anybody_answered_nothing_is_known() -> None:
    assert not Machine(500).clock.known


def test_an_answer_without_a_time_corrects_nothing() -> None:
    machine = Machine(500)
    machine.clock.heard(answer(None))
    assert (machine.clock.known, machine.clock.correction_ms) == (True, 0)


def test_a_leap_is_seen_once_and_what_was_known_is_asked_anew() -> None:
    machine = Machine(-1e6)
    machine.clock.heard(answer(NOW))
    machine.passes(30)
    assert machine.clock.leapt_ms() == 0
    machine.now += 1e6
    assert (machine.clock.leapt_ms(), machine.clock.known) == (1_000_000_000, False)
    assert machine.clock.leapt_ms() == 0


def test_a_machine_that_slept_set_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 5.0)  # it stood still for an hour
    monkeypatch.setattr(time, "clock_gettime", {time.CLOCK_BOOTTIME: 3605.0}.__getitem__)
    assert ticking() == 3605.0
