"""What sleeps at night is no failure, and what fails by day is."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.errors import REASONS
from quelia.domain.night import asleep
from quelia.domain.plant import Plant
from quelia.domain.reading import Reading, Value
from quelia.domain.source import Source

NOON, MIDNIGHT = (datetime(2026, 6, 21, hour, tzinfo=UTC).timestamp() for hour in (12, 0))
SILENT = ["timeout", "connection", "http_status", "path", "not_a_number"]


def plant(energy: str = "solar", latitude: float = 43.3, longitude: float = 5.4) -> Plant:
    return Plant(slug="p", name="P", energy=energy, latitude=latitude, longitude=longitude)


def source(**facts: Any) -> Source:
    return Source(id=1, slug="s", url="https://x.example/", points=(), **({"night": "asleep"} | facts))


def reading(at: float, reason: str | None, number: float | None = None) -> Reading:
    values = (Value("power", "kW", number, reason),)
    return Reading(plant="p", source=1, received_at=at, values=values, interval_s=5, stale_after_s=15)


@pytest.mark.parametrize("reason", SILENT)
def test_silence_at_night_is_no_value(reason: str) -> None:
    assert asleep(reading(MIDNIGHT, reason), source(), plant()).values == (Value("power", "kW", None),)


@pytest.mark.parametrize("reason", SILENT)
@pytest.mark.parametrize(
    ("at", "facts", "energy"), [(NOON, {}, "solar"), (MIDNIGHT, {"night": "as_read"}, "solar"), (MIDNIGHT, {}, "wind")]
)
def test_silence_is_a_failure_otherwise(reason: str, at: float, facts: dict[str, Any], energy: str) -> None:
    before = reading(at, reason)
    assert asleep(before, source(**facts), plant(energy)) == before


@pytest.mark.parametrize("reason", sorted(set(REASONS) - set(SILENT)))
def test_what_has_nothing_to_do_with_the_sun_is_a_failure_at_night_too(reason: str) -> None:
    before = reading(MIDNIGHT, reason)
    assert asleep(before, source(), plant()) == before


@given(st.floats(0, 4e9), st.floats(-90, 90), st.floats(-180, 180), st.floats(-1e6, 1e9))
def test_a_number_is_never_touched(at: float, latitude: float, longitude: float, number: float) -> None:
    before = reading(at, None, number)
    assert asleep(before, source(), plant(latitude=latitude, longitude=longitude)) == before


def test_the_night_is_that_of_the_place() -> None:
    tahiti = plant(latitude=-17.6, longitude=-149.4)
    assert asleep(reading(NOON, "timeout"), source(), tahiti).values[0].reason is None
    assert asleep(reading(MIDNIGHT, "timeout"), source(), tahiti).values[0].reason == "timeout"
