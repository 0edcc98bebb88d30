"""Real answers of plant systems, kept outside the project: QUELIA_PAYLOADS names their folder.

Each row of its index.json becomes a source with one point, made of nothing but what a file for `quelia load` could say.
The rules below never look at what the row says the number is.
"""

import json
import os
import re
from pathlib import Path as File
from typing import Any

import pytest

from quelia.domain.document import decode
from quelia.domain.errors import REASONS, SourceError
from quelia.domain.extract import Tick, extract, failed
from quelia.domain.judge import judge
from quelia.domain.path import Path
from quelia.domain.quantity import QUANTITIES
from quelia.domain.reading import Reading
from quelia.domain.source import Format, Pick, Point, Source
from quelia.domain.unit import Unit, UnitError, declared_unit, known_unit
from tests.domain.examples import MARSEILLE, plant, source

FOLDER = os.environ.get("QUELIA_PAYLOADS")
if FOLDER is None:
    pytest.skip("REAL ANSWERS NOT READ: QUELIA_PAYLOADS names no folder", allow_module_level=True)
if not (File(FOLDER) / "index.json").is_file():
    raise FileNotFoundError(f"QUELIA_PAYLOADS names {FOLDER}, where there is no index.json")

ROWS: list[dict[str, Any]] = json.loads((File(FOLDER) / "index.json").read_text("utf-8"))

TODAY = Tick(received_at=1_800_000_000.0, interval_s=5.0)  # in 2027, later than all of them

# What no key of a source can express: such a number is refused, with a reason.
INEXPRESSIBLE = {
    "senec-lala": "a float32 in hexadecimal behind a prefix: fl_43810000",
    "senec-docs": "a float32 in hexadecimal behind a prefix",
    "taipower-wind-subtotal": "a percentage in brackets stands behind the number, and is no unit",
}
# Where the path that survives re-ordering finds several values: which one the row is about.
PICKS: dict[str, Pick] = {
    "greenbyte-data": "last",  # the keys are times, the newest comes last
    "eirgrid-wind": "first",  # the row is about midnight, the first of the day; who wants the newest sets "last"
    "energinet-5min": "first",  # the newest comes first
}
UNKNOWN_UNITS = {
    "alsoenergy-bindata": "Kilowatts is none of quelia's spellings: kW has to be declared",
    "alsoenergy-mixed-types": "the same",
    "homewizard-gas": "m3 counts gas and is no flow: a free symbol has to be declared, it cannot come from the answer",
}
# Where no single path leads to a date with a time: such an answer is aged by our clock.
TIMELESS = {
    "myenergi-zappi": "date and time stand in two places",
    "myenergi-libbi": "the same",
    "agsi-gb": "a day without a time",
    "guatemala-biogas": "an hour without a day",
    "guatemala-biomass": "the same",
}
FORMS = ("power_path", "pointer", "jsonpath", "jsonpath_filter")
CASES = [pytest.param(row, form, id=f"{row['id']}-{form}") for row in ROWS for form in FORMS if row[form] is not None]
CASES += [pytest.param(row, None, id=row["id"]) for row in ROWS if row["power_path"] is None]


def body(row: dict[str, Any]) -> bytes:
    return (File(str(FOLDER)) / str(row["file"])).read_bytes()


def unit_of(row: dict[str, Any]) -> Unit:
    """The unit of the row where quelia knows it, else a free symbol."""
    try:
        return known_unit(row["unit"])
    except UnitError:
        return declared_unit(row["unit"])


def quantity_of(unit: Unit) -> str:
    """The first quantity that counts in the unit's base, as an operator would choose it; power for free symbols."""
    takers = (name for name, each in QUANTITIES.items() if unit.base == each.base or unit.symbol in each.also)
    return next(takers, "power")


def format_of(row: dict[str, Any], path: Path) -> Format:
    """What an operator sets who sees the text in the answer: its comma, or what stands behind it."""
    try:
        nodes = path.nodes(decode(body(row)))
    except SourceError:
        return "json"
    text = next((node for node in nodes if isinstance(node, str)), None)
    if text is None:
        return "json"
    if re.search(r"[^0-9.,eE+-]", text):
        return "leading"
    return "comma" if "," in text else "dot"


def source_of(row: dict[str, Any], form: str | None, **facts: Any) -> Source:
    """A source with what `quelia load` could say of the row. form: which of its paths; None: the whole answer."""
    path, unit = Path(row[form] if form else ""), unit_of(row)
    pick: Pick = PICKS.get(row["id"], "only") if form == "jsonpath_filter" else "only"
    told = {"path": path, "unit": unit, "quantity": quantity_of(unit), "number": format_of(row, path), "pick": pick}
    return source(Point(**{"plant": MARSEILLE, **told, **facts.pop("point", {})}), **facts)


def read(row: dict[str, Any], each: Source) -> Reading:
    try:
        (reading,) = extract(each, decode(body(row)), TODAY)
    except SourceError as error:
        (reading,) = failed(each, error, TODAY)
    return judge(reading, plant(capacity=None))


@pytest.mark.parametrize(("row", "form"), CASES)
def test_a_real_answer_gives_its_number_or_a_reason(row: dict[str, Any], form: str | None) -> None:
    (found,) = read(row, source_of(row, form)).values
    if row["expect"] == "number" and row["id"] not in INEXPRESSIBLE:
        assert found.number is not None, found.reason
        assert unit_of(row).from_base(found.number) == pytest.approx(float(row["value"]), rel=1e-9)
    elif row["expect"] == "null":
        assert (found.number, found.reason) == (None, None)
    else:
        assert (found.number, found.reason in REASONS) == (None, True)


@pytest.mark.parametrize(("row", "form"), [case for case in CASES if case.values[1] is not None])
def test_a_real_path_shown_back_is_the_same_path(row: dict[str, Any], form: str) -> None:
    path = Path(row[form])
    assert Path(str(path)) == path


WATTS = [row for row in ROWS if row["expect"] == "number" and row["scale_to_W"] and row["unit"] in ("W", "kW", "MW")]


@pytest.mark.parametrize(
    "row", [row for row in WATTS if row["id"] not in INEXPRESSIBLE], ids=lambda row: str(row["id"])
)
def test_a_real_power_is_counted_in_watts(row: dict[str, Any]) -> None:
    sign = -1.0 if row["scale_to_W"] < 0 else 1.0  # a meter that counts what is drawn: the operator sets scale = -1
    (found,) = read(row, source_of(row, "power_path", point={"scale": sign})).values
    assert found.number == pytest.approx(float(row["value"]) * row["scale_to_W"], rel=1e-9)


@pytest.mark.parametrize("row", [row for row in ROWS if row["unit_path"]], ids=lambda row: str(row["id"]))
def test_a_real_unit_found_in_the_answer_is_the_one_to_declare(row: dict[str, Any]) -> None:
    (found,) = read(row, source_of(row, "power_path", point={"unit": None, "unit_path": Path(row["unit_path"])})).values
    expected = (unit_of(row).symbol, None) if row["id"] not in UNKNOWN_UNITS else ("", "unit")
    assert (found.unit, found.reason) == expected


CLOCKS = [row for row in ROWS if row["format"] == "json" and row["timestamp_path"] and row["id"] not in TIMELESS]


@pytest.mark.parametrize("row", CLOCKS, ids=lambda row: str(row["id"]))
def test_a_real_clock_in_a_form_that_is_read_is_believed(row: dict[str, Any]) -> None:
    measured_at = read(row, source_of(row, "power_path", timestamp_path=Path(row["timestamp_path"]))).measured_at
    assert measured_at is not None


@pytest.mark.parametrize("row", [row for row in ROWS if row["timestamp_path"]], ids=lambda row: str(row["id"]))
def test_a_real_clock_that_is_not_read_takes_no_number_away(row: dict[str, Any]) -> None:
    timed = read(row, source_of(row, "power_path", timestamp_path=Path(row["timestamp_path"])))
    assert timed.values == read(row, source_of(row, "power_path")).values


@pytest.mark.parametrize(
    "table",
    [INEXPRESSIBLE, PICKS, UNKNOWN_UNITS, TIMELESS],
    ids=["INEXPRESSIBLE", "PICKS", "UNKNOWN_UNITS", "TIMELESS"],
)
def test_no_exception_outlives_its_row(table: dict[str, str]) -> None:
    assert set(table) <= {row["id"] for row in ROWS}
