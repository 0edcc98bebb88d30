"""Labels, told apart from what stands behind them."""

import pytest

from quelia.onboarding.answer.fields.label import each_labelled, labelled


@pytest.mark.parametrize(
    ("line", "code", "value"),
    [
        ("URL de l'API : https://x.example", "url", "https://x.example"),
        ("url de l’api=https://x.example?a=b", "url", "https://x.example?a=b"),
        ("URL https://x.example", "url", "https://x.example"),
        ("1. URL complète de l'API", "url", ""),
        ("URL de l'API (production) : x", "url", "x"),
        ("Unit? de la valeur : kW", "unit", "kW"),
        ("CLE D'API -> abc", "key_value", "abc"),
        ("Chemin JSON\tdata.power", "path", "data.power"),
        ("le champ est data.power", "path", "data.power"),
        ("API endpoint | https://x.example", "url", "https://x.example"),
        ("X-API-Key: abc", "key_header", "X-API-Key: abc"),
        ("Header Authorization : Bearer abc1234", "key_header", "Header Authorization : Bearer abc1234"),
        ("Nom du projet Corniche Est", "project", "Corniche Est"),
    ],
)
def test_a_label_is_known_with_its_value(line: str, code: str, value: str) -> None:
    found = labelled(line.replace("\t", "    "))
    assert found is not None
    assert (found.code, found.value) == (code, value)


@pytest.mark.parametrize(
    "line", ["Bonjour", "https://x.example/api?path=3", "", ".valeur", "API Key dans URL", "path/power?format=json"]
)
def test_what_is_no_label_is_none(line: str) -> None:
    assert labelled(line) is None


def test_a_line_may_answer_several_things() -> None:
    told = [(each.code, each.value) for each in each_labelled("Nom : A. Dupont, Email : a@b.example / Tél : 06")]
    assert told == [("name", "A. Dupont"), ("contact_email", "a@b.example"), ("contact_phone", "06")]
