"""No secret stands anywhere but among the keys, whoever wrote it where."""

import msgspec
import pytest

from quelia.onboarding.answer.answer import Answer, Found
from quelia.onboarding.answer.masked import masked
from quelia.onboarding.answer.read import read

_FORM = "URL : https://a.example/live\nChemin : power\nUnité : kW\n"


@pytest.mark.parametrize(
    "project",
    [
        "Parc X (clé API : Azerty-4422)",
        "Parc X, mot de passe: Azerty-4422",
        "Parc X – API key = Azerty-4422",
        "Parc X https://lecteur:Azerty-4422@a.example/",
        "Parc X https://a.example/?token=Azerty-4422&x=1",
        "Parc X X-API-Key: Azerty-4422",
    ],
)
def test_what_a_name_calls_a_key_is_masked(project: str) -> None:
    (answer,) = read(f"Nom du projet : {project}\n{_FORM}")
    assert answer.value("project").startswith("Parc X")
    assert "Azerty" not in answer.value("project")


@pytest.mark.parametrize("project", ["Parc de la Clé des Champs", "Token Hill: phase 2", "Site 4 : la clé du succès"])
def test_a_name_that_only_speaks_of_keys_stays(project: str) -> None:
    assert masked(Answer(fields={"project": Found(project)})).value("project") == project


@pytest.mark.parametrize(
    "sample",
    [
        {"request": {"url": "https://a.example/live?apikey=Azerty-4422"}, "power": 1},
        {"link": "https://lecteur:Azerty-4422@a.example/live", "power": 1},
        {"headers": [{"name": "X-Api-Key", "value": "Azerty-4422"}], "power": 1},
        {"bearer": [{"key": "token", "value": "Azerty-4422", "type": "string"}], "power": 1},
        {"log": "GET /live X-API-Key: Azerty-4422", "power": 1},
        {"header": "Authorization: Bearer Azerty-4422", "power": 1},
        {"auth": {"password": "Azerty-4422"}, "power": 1},
    ],
)
def test_what_an_example_calls_a_key_is_masked(sample: object) -> None:
    seen = masked(Answer(sample=msgspec.json.encode(sample).decode())).sample
    assert "Azerty" not in seen
    assert msgspec.json.decode(seen)["power"] == 1


def test_an_example_that_holds_none_stays_as_it_was_written() -> None:
    sample = '{ "key": "power", "value": "12 kW", "url": "https://a.example/?site=key", "t": "12:30" }'
    assert masked(Answer(sample=sample)).sample == sample


def test_a_key_that_cannot_be_read_is_masked_all_the_same() -> None:
    (answer,) = read(
        f'{_FORM}Valeur de la clé : abcd efgh 12 zz\nExemple : {{"power": 1, "a": "abcd efgh 12 zz", "b": "abcdefgh12zz"}}'
    )
    assert [remark.code for remark in answer.remarks] == ["key_unreadable"]
    assert answer.sample == '{"power":1,"a":"•••","b":"•••"}'


def test_an_example_stays_json_where_a_key_of_digits_is_taken_out() -> None:
    (answer,) = read(f'{_FORM}En-tête : X-API-Key\nValeur de la clé : 12345678\nExemple : {{"power": 12345678}}')
    assert answer.sample == '{"power":"•••"}'


@pytest.mark.parametrize(
    "said",
    [
        "Il faut la clé Zx81qT77aB dans notre système.",
        "Test : https://a.example/live?token=Zx81qT77aB",
        '{"token": "Zx81qT77aB"}',
        "Ancienne clé API = Zx81qT77aB",
    ],
)
def test_what_was_called_a_key_anywhere_is_masked_in_the_example(said: str) -> None:
    (answer,) = read(
        f'{_FORM}{said}\n\nExemple de réponse :\n{{"power": 1, "echo": "Zx81qT77aB", "a": {{"b": [1, 2, 3]}}}}'
    )
    assert "Zx81qT77aB" not in answer.sample
    assert '"power"' in answer.sample
