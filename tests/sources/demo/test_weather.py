"""The simulated weather is weather: smooth, within its bounds, and much the same next door."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quelia.domain.sun import sine
from quelia.sources.demo.noise import noise
from quelia.sources.demo.sun import clear_sky
from quelia.sources.demo.weather import air_temperature, clouds, wind_speed
from tests.sources.demo.declared import paris

MARSEILLE, AUBAGNE, BREST = (43.30, 5.38), (43.29, 5.57), (48.39, -4.49)
INSTANTS = st.floats(paris("2020-01-01"), paris("2035-12-31"))
LATITUDES, LONGITUDES = st.floats(-22.0, 51.0), st.floats(-62.0, 56.0)
HOURS = [paris("2026-01-01") + 3600.0 * hour for hour in range(0, 8760, 5)]
few = settings(max_examples=150, deadline=None, derandomize=True, database=None)


@given(x=st.floats(-1e9, 1e9), y=st.floats(-1e9, 1e9))
@few
def test_noise_keeps_its_bounds(x: float, y: float) -> None:
    assert -1.0 <= noise("seed", x, y) <= 1.0


@given(x=st.floats(-1e6, 1e6), y=st.floats(-1e6, 1e6))
@few
def test_noise_has_no_step(x: float, y: float) -> None:
    assert abs(noise("seed", x + 0.001, y) - noise("seed", x, y)) < 0.004


def test_noise_is_the_same_on_every_machine() -> None:
    assert noise("seed", 12.5, -3.25) == pytest.approx(-0.21507, abs=1e-5)


@given(latitude=LATITUDES, longitude=LONGITUDES, at=INSTANTS)
@few
def test_the_weather_keeps_its_bounds(latitude: float, longitude: float, at: float) -> None:
    assert 0.0 <= clouds(latitude, longitude, at) <= 1.0
    assert 0.0 <= wind_speed(latitude, longitude, at, 8.0) < 25.0
    assert -25.0 < air_temperature(latitude, longitude, at) < 48.0
    assert 0.0 <= clear_sky(latitude, longitude, at, 25.0) < 1200.0


def test_there_are_clear_days_and_covered_ones() -> None:
    seen = [clouds(*MARSEILLE, at) for at in HOURS]
    assert sum(each < 0.3 for each in seen) > len(seen) / 8
    assert sum(each > 0.7 for each in seen) > len(seen) / 12


def test_the_wind_has_its_mean_over_a_year() -> None:
    assert sum(wind_speed(*BREST, at, 8.0) for at in HOURS) / len(HOURS) == pytest.approx(8.0, rel=0.15)


def test_neighbours_have_the_same_weather_and_the_other_end_of_france_has_another() -> None:
    def apart(one: tuple[float, float], other: tuple[float, float]) -> float:
        return sum(abs(clouds(*one, at) - clouds(*other, at)) for at in HOURS) / len(HOURS)

    assert apart(MARSEILLE, AUBAGNE) < apart(MARSEILLE, BREST) / 2


@pytest.mark.parametrize(
    ("day", "rises", "sets"), [("2026-06-21", 5.98, 21.37), ("2026-12-21", 8.10, 17.13), ("2026-03-20", 6.67, 18.87)]
)
def test_the_sun_rises_and_sets_over_marseille_when_it_does(day: str, rises: float, sets: float) -> None:
    midnight = paris(f"{day} 00:00")
    up = [minute / 60.0 for minute in range(1440) if sine(*MARSEILLE, midnight + minute * 60.0) > 0.0]
    assert up[0] == pytest.approx(rises, abs=0.2)  # almanacs count refraction and the upper rim
    assert up[-1] == pytest.approx(sets, abs=0.2)


@given(day=st.integers(0, 3000))
@few
def test_noon_is_brighter_than_morning_and_evening(day: int) -> None:
    noon = paris("2026-01-01 12:38") + day * 86_400.0  # of the sun, within a quarter of an hour
    morning, middle, evening = (clear_sky(*MARSEILLE, noon + hours * 3600.0, 25.0) for hours in (-3.0, 0.0, 3.0))
    assert middle > max(morning, evening) > 0.0


def test_afternoons_and_summers_are_warmer() -> None:
    def mean(*days: str) -> float:
        return sum(air_temperature(*MARSEILLE, paris(day) + week * 604_800.0) for day in days for week in range(8)) / 8

    assert mean("2026-07-01 15:00") > mean("2026-07-01 05:00") + 4.0
    assert mean("2026-07-01 15:00") > mean("2026-12-15 15:00") + 8.0
    reunion = (-21.32, 55.43)
    assert air_temperature(*reunion, paris("2026-01-15 12:00")) > 18.0
