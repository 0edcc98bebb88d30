import codecs
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tests.admin.office  # noqa: F401 - Django is set up before what is asked here
from quelia.admin.exchange.cells import meaning
from quelia.admin.exchange.columns import COLUMNS
from quelia.admin.exchange.delimited import read, write
from quelia.admin.exchange.sheet import Unreadable
from quelia.domain.plant import CARD, ENERGIES, STATUSES

_TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("=+-@'\t\r\n\0;,\""), max_size=30).map(
    str.strip
)
_VALUES = {
    "text": _TEXT,
    "capacity": st.sampled_from(["", "18.2 MW", "250 Nm³/h"]),
    "flag": st.booleans(),
    "number": st.floats(-180, 180),
    "links": st.lists(
        st.fixed_dictionaries(
            {"label": st.sampled_from(["Le projet", "=1", "a;b"]), "url": st.just("https://a.example/?b=1")}
        ),
        max_size=2,
    ),
    "card": st.lists(st.sampled_from(CARD), unique=True).map(lambda facts: sorted(facts, key=CARD.index)),
}
_WORDS = {
    "energy": list(ENERGIES),
    "status": list(STATUSES),
    "subtype": [each for kinds in ENERGIES.values() for each in kinds],
}
PLANTS = st.fixed_dictionaries(
    {key: st.sampled_from(_WORDS[key]) if kind == "word" else _VALUES[kind] for key, kind in COLUMNS.items()}
)


def said(cells: Any, lang: str) -> dict[str, object]:
    return {key: meaning(key, cell, lang) for key, cell in cells.items()}


def as_empty(key: str, value: object) -> object:
    """An empty text of some columns means that nothing is said, see columns.KEEPS_WHEN_EMPTY."""
    return None if value == "" and key in ("paused", "timezone") else value


@given(st.lists(PLANTS, max_size=4), st.sampled_from([";", ",", "\t"]), st.sampled_from(["fr", "en"]))
def test_what_was_written_is_read_as_it_was(plants: list[dict[str, Any]], separator: str, lang: str) -> None:
    sheet = read(write(plants, lang, separator))
    expected = [{key: as_empty(key, value) for key, value in plant.items()} for plant in plants]
    assert [said(row.cells, lang) for row in sheet.rows] == expected
    assert (list(sheet.columns), sheet.unknown) == (list(COLUMNS), [])


def test_a_text_that_a_spreadsheet_would_compute_is_written_harmless_and_a_negative_number_is_not_touched() -> None:
    plant = dict.fromkeys(COLUMNS, "") | {"name": '=HYPERLINK("x")', "latitude": -21.1, "longitude": 55.5}
    table = write([plant], "en", ",").decode("utf-8-sig")
    assert '"\'=HYPERLINK(""x"")"' in table
    assert ",-21.1,55.5," in table


def test_french_excel_is_given_semicolons_and_decimal_commas() -> None:
    plant = dict.fromkeys(COLUMNS, "") | {"latitude": 43.2965, "longitude": 5.3698, "published": True}
    content = write([plant], "fr", ";")
    assert content.startswith(codecs.BOM_UTF8)
    assert "43,2965;5,3698" in content.decode()
    assert "oui" in content.decode()


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_table_is_read_in_the_encodings_and_with_the_separators_that_spreadsheets_write(
    separator: str, encoding: str
) -> None:
    text = separator.join(("Nom", "Énergie", "Latitude")) + "\r\n" + separator.join(("Éoliennes", "éolien", '"48,1"'))
    (row,) = read(text.encode(encoding)).rows
    assert said(row.cells, "fr") == {"name": "Éoliennes", "energy": "wind", "latitude": 48.1}


@pytest.mark.parametrize(
    "headings",
    [
        "name;owner;mise_en_service",
        "NOM;EXPLOITANT;MISE EN SERVICE",
        "Plant name ;Owner;Commissioned",
        "nom;société;date de mise en service",
    ],
)
def test_headings_are_known_in_either_language_and_in_many_spellings(headings: str) -> None:
    assert read(f"{headings}\na;b;2019".encode()).columns == ["name", "owner", "commissioned"]


def test_columns_that_nobody_knows_are_named_and_not_read() -> None:
    sheet = read(b"nom;Couleur;;exploitant\na;bleu;x;b")
    assert (sheet.unknown, sheet.rows[0].cells) == (["Couleur"], {"name": "a", "owner": "b"})


def test_of_very_many_unknown_columns_the_first_are_named() -> None:
    """What is no table of plants at all would otherwise be a page of megabytes."""
    sheet = read(f"name;owner;{';'.join(f'c{number}' for number in range(10_000))}\nx;y\n".encode())
    assert (len(sheet.unknown), sheet.unknown[0], sheet.unknown[-1]) == (31, "c0", "…")


def test_rows_are_counted_as_a_spreadsheet_does_although_one_has_several_lines() -> None:
    sheet = read(b'nom;description\na;"first\nsecond"\n\nb;x')
    assert [row.line for row in sheet.rows] == [2, 4]


def test_the_line_with_which_excel_names_the_separator_is_no_row() -> None:
    assert [row.line for row in read(b"sep=,\nnom,exploitant\na,b").rows] == [2]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"nom;name\na;b", "column_twice"),
        (b'nom;exploitant\na;"b', "quotes"),
        (b'nom;exploitant\na;"b"c', "quotes"),
        (b"nom;exploitant\na;\x81", "encoding"),
        (b"\xff\xfen", "encoding"),
    ],
)
def test_a_table_that_is_none_is_refused_with_a_reason(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert [fault.problem.code for fault in refused.value.faults] == [f"cell.{code}"]
