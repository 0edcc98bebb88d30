"""The path as it was written, or mended."""

import pytest

from quelia.onboarding.answer.answer import Found, Remark
from quelia.onboarding.answer.fields.entry import Entry
from quelia.onboarding.answer.fields.path import path
from quelia.onboarding.answer.text.line import Whose


def read(text: str) -> list[Found | Remark]:
    return list(path([Entry("path", "chemin json", 1, True, Whose.REPLY, list(enumerate(text.split("\n"), 1)))]))


@pytest.mark.parametrize(
    "text",
    [
        "data.power",
        "$.a[0].b",
        "$['a']['b']",
        "/a/b/0",
        "results.0.value",
        'a["b.c"]',
        "power",
        "$",
        "$.a[?@.b == 1].c",
    ],
)
def test_what_is_a_path_is_kept_as_it_is_written(text: str) -> None:
    assert read(text) == [Found(text, "sure", 1)]


@pytest.mark.parametrize(
    "text",
    ["data -> power", "data->power", "data > power", "data/power", "data » power", "data::power", '"data" → "power"'],
)
def test_other_notations_are_mended_and_told(text: str) -> None:
    found, remark = read(text)
    assert found == Found("data.power", "likely", 1)
    assert isinstance(remark, Remark)
    assert remark.code == "path_mended"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`data.power`", "data.power"),
        ("data.power (la puissance)", "data.power"),
        ("data\\_x.power", "data_x.power"),
        ("data.power, en kW", "data.power"),
        ("le champ data.power du JSON", "data.power"),
        ("production[0]\n.valeur", "production[0].valeur"),
        ("Puissance active", "Puissance active"),
    ],
)
def test_what_is_written_around_it_is_no_part_of_it(text: str, expected: str) -> None:
    assert [each.value for each in read(text) if isinstance(each, Found)] == [expected]


@pytest.mark.parametrize("text", ["à voir avec notre prestataire, merci", "$..power", "a[[0]"])
def test_what_is_no_path_is_asked_for(text: str) -> None:
    assert [each.code for each in read(text) if isinstance(each, Remark)] == ["path_unreadable"]
