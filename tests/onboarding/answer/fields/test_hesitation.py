"""An answer that somebody is not sure of himself is never taken for sure, and asked again."""

import pytest

from quelia.onboarding.answer.answer import Answer
from quelia.onboarding.answer.checked import checked
from quelia.onboarding.answer.fields.hesitation import hesitates
from quelia.onboarding.answer.read import read


def one(text: str) -> Answer:
    (answer,) = read(text)
    return checked(answer)


@pytest.mark.parametrize(
    ("written", "unit", "part"),
    [
        ("☒ kWc ? ☐ MW ☐ Nm³/h", "kW", "kWc ?"),
        ("MW ??", "MW", "MW ??"),
        ("kW?", "kW", "kW?"),
        ("je crois kW", "kW", "je crois kW"),
        ("MW (to be confirmed)", "MW", "MW (to be confirmed)"),
        ("kW/h", "kW", "kW/h"),
    ],
)
def test_a_unit_with_a_question_mark_is_doubtful_and_asked(written: str, unit: str, part: str) -> None:
    answer = one(f"URL : https://a.example/live\nChemin : p\nUnité : {written}")
    assert (answer.value("unit"), answer.fields["unit"].confidence) == (unit, "doubtful")
    (remark,) = [remark for remark in answer.remarks if remark.field == "unit"]
    assert (remark.code, remark.facts, remark.asks) == ("unit_unsure", {"written": part, "meant": unit}, True)


def test_two_units_in_words_are_two() -> None:
    answer = one("URL : https://a.example/live\nChemin : p\nUnité : kW ou MW")
    assert [(r.code, r.facts) for r in answer.remarks if r.field == "unit"] == [("unit_several", {"units": "kW, MW"})]


def test_an_address_and_a_path_may_be_doubted_too() -> None:
    answer = one("URL : https://a.example/live (?)\nChemin : data.p (à confirmer)\nUnité : kW")
    assert {field: answer.fields[field].confidence for field in ("url", "path")} == {
        "url": "doubtful",
        "path": "doubtful",
    }
    assert {"url_unsure", "path_unsure"} <= {remark.code for remark in answer.remarks}


@pytest.mark.parametrize("written", ["non, je crois", "Non ?", "oui, à vérifier"])
def test_whether_a_key_is_needed_is_not_known_where_it_is_doubted(written: str) -> None:
    answer = one(f"URL : https://a.example/live\nChemin : p\nUnité : kW\nAuthentification requise : {written}")
    assert answer.needs_key is None
    assert [r.code for r in answer.remarks if r.field in ("key", "needs_key")] == ["needs_unsure"]


@pytest.mark.parametrize(
    "text",
    [
        "☐ kW ☒ MW ☐ Autre : ?",
        "? kW  x MW  ? Nm3/h",
        "https://a.example/live?site=12",
        "donn?es.p",
        "propri?t?.p",
        "kW",
        "Nm?/h",
        "oui",
    ],
)
def test_what_is_no_doubt(text: str) -> None:
    assert not hesitates(text, closely=False)
