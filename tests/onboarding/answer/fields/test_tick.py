"""Which of several options is marked."""

import pytest

from quelia.onboarding.answer.fields.tick import chosen, options, pattern

UNITS = {"kW": "kW", "MW": "MW", "Nm3/h": "gas", "Autre": "other"}


def ticked(text: str) -> list[str]:
    return chosen(options(text, pattern(UNITS), UNITS))


@pytest.mark.parametrize(
    "text",
    [
        "☐ kW  ☒ MW  ☐ Nm3/h  ☐ Autre : ___",
        "kW [ ]  MW [x]  Nm3/h [ ]  Autre : ___",
        "x MW   kW   Nm3/h",
        "kW   MW x   Nm3/h",
        "kW   MW <-   Nm3/h",
        "kW   -> MW   Nm3/h",
        "( ) kW (X) MW ( ) Nm3/h",
        "kW ( )   MW (oui)   Nm3/h ( )",
        "☐ kW  X MW  ☐ Nm3/h",
        "☐ kW\n☑ MW\n☐ Nm3/h",
        "~~kW~~ MW",
        "MW",
        "☐ kW  MW  ☐ Nm3/h",
        "\uf0a8 kW \uf0fe MW \uf0a8 Nm3/h",
    ],
)
def test_one_option_is_marked(text: str) -> None:
    assert ticked(text) == ["MW"]


@pytest.mark.parametrize("text", ["☐ kW  ☐ MW  ☐ Nm3/h", "kW MW Nm3/h", "? kW ? MW", "", "kWh MWh"])
def test_none_is_marked(text: str) -> None:
    assert ticked(text) == []


def test_several_may_be() -> None:
    assert ticked("☒ kW ☒ MW ☐ Nm3/h") == ["kW", "MW"]
