"""A clock that tests set: whoever asks `time` for the time is told what stands here."""

import time

import pytest


class Clock:
    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def pass_s(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It stands still. It begins in the present, since what Django writes into the database has times of its own."""
    clock = Clock(time.time())
    monkeypatch.setattr(time, "time", clock)
    return clock
