"""What simulated plants give is what such plants give."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quelia.domain.plant import Plant
from quelia.domain.sun import sine
from quelia.sources.demo.output import charge, hours_today, share
from tests.sources.demo.declared import paris, plants

_LARGEST_STEP = 0.05  # of the capacity, in five seconds: 0.6 MW of 12 MW
INSTANTS = st.floats(paris("2026-01-01"), paris("2028-12-31"))
(BATTERY,) = plants(["storage"])
few = settings(max_examples=300, deadline=None, derandomize=True, database=None)


def named(plant: Plant) -> str:
    return plant.slug


@given(plant=st.sampled_from(plants()), at=INSTANTS)
@few
def test_no_plant_gives_more_than_it_can_and_only_a_battery_takes(plant: Plant, at: float) -> None:
    least = -1.0 if plant.energy == "storage" else 0.0
    assert least <= share(plant, at) <= 1.0


@given(plant=st.sampled_from(plants()), at=INSTANTS)
@few
def test_no_plant_jumps(plant: Plant, at: float) -> None:
    assert abs(share(plant, at + 5.0) - share(plant, at)) <= _LARGEST_STEP


@pytest.mark.parametrize("plant", plants(["wind", "biomethane", "cogeneration", "hydro"]), ids=named)
def test_what_turns_day_and_night_moves_from_one_look_to_the_next(plant: Plant) -> None:
    noon = paris("2026-06-21 13:30")
    seen = {round(share(plant, noon + 5.0 * look), 4) for look in range(12)}
    assert len(seen) > 9 or share(plant, noon) in (0.0, pytest.approx(0.99, abs=0.02))


@given(plant=st.sampled_from(plants(["solar"])), at=INSTANTS)
@few
def test_solar_plants_give_nothing_exactly_while_the_sun_is_down(plant: Plant, at: float) -> None:
    assert (share(plant, at) == 0.0) == (sine(plant.latitude, plant.longitude, at) <= 0.0)


@pytest.mark.parametrize("plant", plants(["solar"]), ids=named)
def test_a_summer_gives_more_than_a_winter(plant: Plant) -> None:
    def days(first: str) -> float:
        return sum(hours_today(plant, paris(first) + number * 86_400.0) for number in range(4))

    june, december = days("2026-06-15 19:00"), days("2026-12-15 19:00")
    assert (june > december) == (plant.latitude > 0)


@pytest.mark.parametrize("plant", plants(["wind"]), ids=named)
def test_a_wind_farm_has_calm_days_and_good_ones(plant: Plant) -> None:
    hours = [share(plant, paris("2026-01-01") + 3600.0 * hour) for hour in range(0, 8760, 7)]
    assert 0.25 < sum(hours) / len(hours) < 0.6
    assert min(hours) == 0.0
    assert max(hours) > 0.95


@pytest.mark.parametrize("plant", plants(), ids=named)
def test_the_energy_of_a_day_is_what_was_given_since_midnight(plant: Plant) -> None:
    midnight = paris("2026-06-21 00:00") - (7200.0 if plant.timezone == "Indian/Reunion" else 0.0)
    minutes = [max(0.0, share(plant, midnight + 60.0 * minute)) for minute in range(18 * 60)]
    assert hours_today(plant, midnight) == 0.0
    assert hours_today(plant, midnight + 18 * 3600.0) == pytest.approx(sum(minutes) / 60.0, rel=0.08)


@given(plant=st.sampled_from(plants()), at=INSTANTS, later_s=st.floats(0.0, 3600.0))
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_the_energy_of_a_day_never_goes_back_before_midnight(plant: Plant, at: float, later_s: float) -> None:
    before, after = hours_today(plant, at), hours_today(plant, at + later_s)
    assert after >= before or after < 1.0  # a new day


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_the_energy_of_a_day_with_another_length_is_that_of_all_its_hours(day: str) -> None:
    (plant,) = (each for each in plants(["hydro"]))
    midnight, late = paris(f"{day} 00:00"), paris(f"{day} 23:59")
    assert hours_today(plant, late) == pytest.approx((late - midnight) / 3600.0 * share(plant, late), rel=0.15)


@given(at=INSTANTS)
@few
def test_a_battery_is_never_fuller_than_full_or_emptier_than_empty(at: float) -> None:
    assert 0.05 < charge(BATTERY, at) < 0.95


def test_a_battery_ends_its_day_as_it_began() -> None:
    assert charge(BATTERY, paris("2026-06-21 23:59:59")) == pytest.approx(charge(BATTERY, paris("2026-06-21 00:00")))


def test_a_battery_fills_while_it_takes() -> None:
    assert share(BATTERY, paris("2026-06-21 13:00")) < 0.0
    assert charge(BATTERY, paris("2026-06-21 14:00")) > charge(BATTERY, paris("2026-06-21 13:00"))
