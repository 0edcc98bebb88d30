"""The unit, as it is ticked or written."""

import pytest

from quelia.onboarding.answer.answer import Found, Remark
from quelia.onboarding.answer.fields.entry import Entry
from quelia.onboarding.answer.fields.unit import unit
from quelia.onboarding.answer.text.line import Whose


def read(text: str) -> list[Found | Remark]:
    return list(unit([Entry("unit", "unite", 1, True, Whose.REPLY, list(enumerate(text.split("\n"), 1)))]))


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("kW", "kW"), ("KW", "kW"), ("MWc", "MW"), ("M W", "MW"), ("kilowatts (kW)", "kW"), ("mégawatts", "MW"),
        ("normo m3/h", "Nm³/h"), ("Nm3 / h", "Nm³/h"), ("☐ kW ☐ MW ☐ Nm3/h ☒ Autre : kvar", "kvar"),
        ("☐ kW ☐ MW ☐ Nm3/h ☐ Autre : m3/h", "m³/h"), ("%", "%"), ("°C", "°C"), ("W", "W"), ("`kW`.", "kW"),
        ("☐ kW ☐ MW\nMW", "MW"), ("MW (puissance instantanée)", "MW"),
    ],
)  # fmt: skip
def test_a_unit_is_known(text: str, symbol: str) -> None:
    assert [each.value for each in read(text) if isinstance(each, Found)] == [symbol]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("☒ kW ☒ MW", "unit_several"),
        ("☒ kW ☐ MW ☒ Autre : kvar", "unit_several"),
        ("kWh", "unit_energy"),
        ("mw", "unit_case"),
        ("☐ kW ☒ Autre : ___", "unit_other_empty"),
        ("l’unité que vous voudrez bien choisir", "unit_unreadable"),
    ],
)
def test_what_is_not_clear_is_remarked(text: str, code: str) -> None:
    assert [each.code for each in read(text) if isinstance(each, Remark)] == [code]


@pytest.mark.parametrize("text", ["☐ kW ☐ MW ☐ Nm3/h ☐ Autre : ___", "N/A", "-", "kW MW Nm3/h"])
def test_what_is_not_answered_is_not_found(text: str) -> None:
    assert read(text) == []
