import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.instant import instant
from quelia.domain.reading import Reading, iso, plain
from tests.domain.examples import NOW, reading


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (NOW, "2024-01-15T10:30:00Z"),
        (NOW + 1.22, "2024-01-15T10:30:01.220Z"),
        (NOW + 0.0004, "2024-01-15T10:30:00Z"),
        (NOW + 0.9996, "2024-01-15T10:30:01Z"),
        (NOW + 0.001, "2024-01-15T10:30:00.001Z"),
    ],
)
def test_an_instant_is_written_in_utc_with_the_milliseconds_it_has(seconds: float, text: str) -> None:
    assert iso(seconds) == text


@given(st.integers(1_262_304_000_000, 4_102_444_800_000))
def test_an_instant_is_read_back_to_the_millisecond(milliseconds: int) -> None:
    assert instant(iso(milliseconds / 1000), "UTC") == pytest.approx(milliseconds / 1000, abs=1e-6)


def test_whole_seconds_are_written_whole() -> None:
    assert [repr(plain(each)) for each in (5.0, 86400.0, 2.5)] == ["5", "86400", "2.5"]


def test_a_reading_comes_off_the_bus_as_it_went_on() -> None:
    each = reading(measured_at=NOW - 1, epoch=3)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(each), type=Reading) == each
