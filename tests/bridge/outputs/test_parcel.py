"""What quelia is told of a sample."""

import msgspec
import pytest

from quelia.bridge.frozen import Frozen
from quelia.bridge.outputs.parcel import bodies, items, written_of
from quelia.bridge.sample import Sample
from quelia.domain.errors import NotConnected

NOW = 1_796_083_200.25


def sample(**facts: object) -> Sample:
    usual = {"plant": "val", "quantity": "power", "unit": "kW", "value": 41.5, "read_at": NOW}
    return Sample(**(usual | facts))  # type: ignore[arg-type]


def told(each: Sample) -> object:
    (item,) = items([each])
    return msgspec.json.decode(written_of(item))


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({}, {"plant": "val", "value": 41.5, "unit": "kW", "measured_at": "2026-12-01T00:00:00.250Z"}),
        ({"value": None}, {"plant": "val", "value": None, "unit": "kW", "measured_at": "2026-12-01T00:00:00.250Z"}),
        ({"measured_at": NOW - 60.25}, {"plant": "val", "value": 41.5, "unit": "kW", "measured_at": "2026-11-30T23:59:00Z"}),
        ({"plant": "", "quantity": "gas_flow", "unit": "Nm³/h", "value": -3.0, "simulated": True, "read_at": 0.0},
         {"quantity": "gas_flow", "value": -3.0, "unit": "Nm³/h", "measured_at": "1970-01-01T00:00:00Z", "simulated": True}),
        ({"value": None, "error": NotConnected("no line")},
         {"plant": "val", "unit": "kW", "reason": "connection", "measured_at": "2026-12-01T00:00:00.250Z"}),
    ],
)  # fmt: skip
def test_a_sample_is_told_as_it_is(facts: dict[str, object], says: object) -> None:
    assert told(sample(**facts)) == says


def test_of_what_is_frozen_nothing_is_told() -> None:
    assert list(items([sample(value=None, error=Frozen("dead"))])) == []


def test_a_body_is_never_too_large_and_none_is_left_out() -> None:
    found = list(items(sample(read_at=NOW + number) for number in range(300)))
    parts = list(bodies(found, 5000))
    assert [each for chosen, _ in parts for each in chosen] == found
    assert max(len(body) for _, body in parts) <= 5000
    assert all(len(msgspec.json.decode(body)) == len(chosen) for chosen, body in parts)
