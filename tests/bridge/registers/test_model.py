"""A point of SunSpec is found where the model of the SunSpec Alliance has it."""

import pytest

from quelia.bridge.registers.model import BadPoint, Spot, points, spot


@pytest.mark.parametrize(
    ("model", "name", "found"),
    [
        (103, "W", Spot(14, "int16", True, power_at=15)), (103, "WH", Spot(24, "uint32", False, power_at=26)),
        (113, "W", Spot(22, "float32", True)), (714, "DCW", Spot(6, "int16", True, power_at=17)),
        (714, "Prt[1].DCW", Spot(20 + 25 + 12, "int16", True, power_at=17)),
        (160, "module[2].DCW", Spot(10 + 2 * 20 + 11, "uint16", True, power_at=4)),
    ],
)  # fmt: skip
def test_a_point_is_found(model: int, name: str, found: Spot) -> None:
    assert spot(model, name) == found


@pytest.mark.parametrize(
    ("model", "name", "code"),
    [
        (99, "W", "sunspec_model"), (103, "Watt", "sunspec_point"), (103, "module[0].W", "sunspec_point"),
        (1, "Mn", "sunspec_kind"), (103, "W_SF", "sunspec_kind"), (160, "module[x].DCW", "sunspec_point"),
    ],
)  # fmt: skip
def test_what_is_no_number_of_a_model_is_refused(model: int, name: str, code: str) -> None:
    with pytest.raises(BadPoint) as error:
        spot(model, name)
    assert error.value.code == code


def test_who_mistypes_is_told_what_there_is() -> None:
    assert {"A", "W", "WH"} <= set(points(103))
    assert "module[0].DCW" in points(160)
    assert points(99) == []
