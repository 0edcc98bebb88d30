import asyncio
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.bridge.inputs.simulation import curve
from quelia.bridge.problem import ConfigError
from tests.bridge.inputs.sites import opened

POINT = '[[point]]\nunit = "kW"\n'


def test_a_list_is_given_one_after_the_other_and_again(tmp_path: Path) -> None:
    simulation = opened(f'type = "simulation"\n{POINT}values = [1.5, 0, -2]\nscale = 2', tmp_path)
    values = [asyncio.run(simulation.read())[0].value for _ in range(4)]
    assert values == [3.0, 0.0, -4.0, 3.0]


def test_every_sample_says_that_nobody_measured_it(tmp_path: Path) -> None:
    simulation = opened(f'type = "simulation"\n{POINT}peak = 5\n{POINT}values = [1]', tmp_path)
    assert [each.simulated for each in asyncio.run(simulation.read())] == [True, True]


@pytest.mark.parametrize("keys", ["", "peak = 5\nvalues = [1]"])
def test_a_point_is_told_either_a_peak_or_values(keys: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        opened(f'type = "simulation"\n{POINT}{keys}', tmp_path)


@given(st.floats(1.7e9, 1.9e9))
def test_a_day_stays_between_nothing_and_its_peak(now: float) -> None:
    assert 0.0 <= curve(now, ZoneInfo("Europe/Paris")) <= 1.0


def test_there_is_no_sun_at_night_and_much_at_noon() -> None:
    paris = ZoneInfo("Europe/Paris")
    night, noon = (datetime(2026, 6, 21, hour, tzinfo=UTC).timestamp() for hour in (0, 11))
    assert curve(night, paris) == 0.0 < 0.7 < curve(noon, paris)
