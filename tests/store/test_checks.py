"""What is refused, and the sentences that say so, are in tests/cli/test_load.py: here is what is taken."""

from contextlib import suppress
from math import inf
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.plant import Amount
from quelia.domain.unit import UNITS
from quelia.sources.guard import Guard
from quelia.store.checks import Known, capacity, problems
from quelia.store.declaration import DeclarationError, parse
from quelia.texts import texts
from tests.store.cellar import OWNER, PLANT, POINT, SOURCE, Raw, declared, table

TARGET = Guard(allow_private=[], ports=[443]).target


def refusals(**keys: object) -> list[str]:
    """The codes for which a file with these keys is refused; that the rest of it is taken is for the others to say."""
    try:
        file = parse(declared(**keys))  # type: ignore[arg-type]
    except DeclarationError as error:
        return [problem.code for problem in error.problems]
    return [problem.code for problem in problems(file, Known(set(), set(), {}), TARGET, Path())]


def has_a_sentence(code: str) -> bool:
    room, _, fault = code.rpartition(".")
    return fault in (texts("fr", room) if room else texts("fr", "load")["problem"])


# --- capacities


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("18.2 MW", Amount(18.2e6, UNITS["MW"])),
        ("18,2 MW", Amount(18.2e6, UNITS["MW"])),
        (" 250  kw ", Amount(250e3, UNITS["kW"])),
        ("1.3 GW", Amount(1.3e9, UNITS["GW"])),
        ("500 Nm3/h", Amount(500, UNITS["Nm³/h"])),
        ("500 m3/h", Amount(500, UNITS["m³/h"])),
        ("18.2 MWc", Amount(18.2e6, UNITS["MW"])),
        ("250 kWp", Amount(250e3, UNITS["kW"])),
        ("9,9 MW crête", Amount(9.9e6, UNITS["MW"])),
        ("", None),
        ("  ", None),
    ],
)
def test_a_capacity_is_counted_in_the_base_unit(text: str, amount: Amount | None) -> None:
    assert capacity(text) == amount


@given(st.text() | st.from_regex(r"[0-9.,eE+_ ]{1,8} ?(MW|kW|W|MWh|°C|m³/h|x)", fullmatch=True))
def test_a_capacity_is_more_than_nothing_or_no_capacity(text: str) -> None:
    with suppress(ValueError):
        amount = capacity(text)
        assert amount is None or 0 < amount.number < inf


@pytest.mark.parametrize("text", ["250 kVA", "12 MWth", "3 t/h", "40 panneaux"])
def test_a_capacity_that_no_value_could_be_held_against_is_refused(text: str) -> None:
    assert refusals(plant={"capacity": text}) == ["capacity_unit"]


@pytest.mark.parametrize("text", ["18.2 MWc", "500 Nm3/h", "500 m³/h", ""])
def test_a_capacity_in_a_unit_of_power_or_gas_is_taken(text: str) -> None:
    assert refusals(plant={"capacity": text}) == []


# --- maps


@pytest.mark.parametrize("selection", [{"owners": ["soleil"]}, {"plants": []}, {"owners": [], "plants": []}])
def test_the_default_map_shows_every_published_plant(selection: dict[str, object]) -> None:
    more = table("map", {"slug": "france", "name": "France"}, selection)
    assert refusals(more=more) == ["default_map"] * len(selection)


# --- texts that are taken


@pytest.mark.parametrize("text", ["2021", "2021-06", "2021-06-30", "1896-02-29", ""])
def test_a_date_may_be_a_day_a_month_or_a_year(text: str) -> None:
    assert refusals(plant={"commissioned": text}) == []


@pytest.mark.parametrize("text", ["2021-", "2021-6", "2021-13", "2021-06-31", "2021-06-30 ", "٢٠٢١", "0000"])
def test_nothing_else_is_a_date(text: str) -> None:
    assert refusals(plant={"commissioned": text}) == ["date"]


@pytest.mark.parametrize("pin", ["ab" * 32, "AB" * 32, ":".join(["0f"] * 32), " ".join(["0F"] * 32), f" {'ab' * 32} "])
def test_a_fingerprint_is_taken_as_programs_show_it(pin: str) -> None:
    assert refusals(source={"pin": pin}) == []


@pytest.mark.parametrize("pin", ["ab" * 31, "ab" * 33, "ag" * 32, "ａｂ" * 32, "sha256/" + "ab" * 32])
def test_nothing_else_is_a_fingerprint(pin: str) -> None:
    assert refusals(source={"pin": pin}) == ["pin"]


@pytest.mark.parametrize("website", ["", "http://example.org", "HTTPS://example.org/soleil?lang=fr", "https://été.fr"])
def test_a_website_is_taken(website: str) -> None:
    assert refusals(owner={"website": website}) == []


@pytest.mark.parametrize("website", ["example.org", "https://", "//example.org", "https://a b.org", "https://[::1"])
def test_nothing_else_is_a_website(website: str) -> None:
    assert refusals(owner={"website": website}) == ["website"]


def test_a_description_may_have_lines() -> None:
    assert refusals(plant={"description": "Au sud.\r\n\tEn deux lignes."}) == []


def test_limits_may_be_on_one_side_only() -> None:
    assert refusals(point={"minimum": -5}) + refusals(point={"maximum": 20}) == []


@pytest.mark.parametrize("stale_after_s", [5, 5.5, 31_622_400])
def test_a_value_may_be_stale_once_the_next_is_due(stale_after_s: float) -> None:
    assert refusals(source={"interval_s": 5, "stale_after_s": stale_after_s}) == []


@pytest.mark.parametrize("unit", ["Bft", "m³/h", "autre"])
def test_a_unit_of_ones_own_fits_any_quantity_that_has_no_other(unit: str) -> None:
    assert refusals(point={"quantity": "gas_flow", "unit": unit}) == []


# --- what stands in the database already counts too


def test_a_file_may_speak_of_what_was_declared_before() -> None:
    file = parse(table("source", SOURCE, {"auth": None}) + table("source.point", POINT))
    known = Known({"soleil"}, {"marseille"}, {("marseille", "power"): "scada"})
    assert list(problems(file, known, TARGET, Path())) == []


# --- whatever stands there

TABLES = {
    "owner": [*OWNER, "contact_name", "contact_email", "contact_phone", "website"],
    "plant": [*PLANT, *"subtype capacity status commissioned commune region description timezone paused".split()],
    "source": [
        *SOURCE,
        *"interval_s timeout_s history_s daily_quota stale_after_s null night timestamp_path timezone".split(),
        *"status_path status_ok ca_file ca pin".split(),
    ],
    "point": [*POINT, *"unit_path scale minimum maximum pick number nulls".split()],
}
PLACES = [(name, key) for name, keys in TABLES.items() for key in keys]
anything = st.recursive(
    st.text(st.characters(codec="utf-8", max_codepoint=0xFFFF))
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.sampled_from(["nan", "inf", "2021-06-30", "2021-06-30T10:00:00Z"]).map(Raw),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=3,
)


@given(st.sampled_from(PLACES), anything)
def test_whatever_stands_at_a_key_is_taken_or_refused_with_a_sentence(place: tuple[str, str], value: object) -> None:
    name, key = place
    assert [code for code in refusals(**{name: {key: value}}) if not has_a_sentence(code)] == []
