"""What a stranger is told, and when."""

import asyncio

import pytest

from quelia.web import alike
from quelia.web.alike import WHOLE_S, told_alike


async def test_a_trial_that_never_ends_is_left_and_reads_like_any_that_reached_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(alike, "WHOLE_S", 1.02)
    monkeypatch.setattr(alike, "SAME_S", 0.0)
    async with asyncio.timeout(5):
        outcome = await told_alike(asyncio.get_running_loop().create_future())
    assert [each.code for each in outcome.verdicts] == ["unreachable"]


def test_nobody_waits_for_longer_than_ten_seconds() -> None:
    assert WHOLE_S <= 10
