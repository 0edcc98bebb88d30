import pytest

from quelia.domain.errors import AddressRefused
from quelia.sources.guard import Guard
from quelia.store.declaration import Problem
from quelia.store.url import is_secret, problems

GUARD = Guard()
HOST = "https://scada.example.org/live"


def found(url: str) -> list[Problem]:
    return list(problems("url", url, GUARD.target))


SECRETS = """key KEY apikey APIKEY ApiKey api_key API-KEY api.key apiKey1 x-functions-key subscription-key
Ocp-Apim-Subscription-Key authkey user_key token accessToken access_token securityToken auth authorization secret
client_secret clientSecret password passwd pwd pass sig signature X-Amz-Signature X-Amz-Credential jwt auth[key] key[]
jeton cle_api cleapi mot_de_passe mdp passe psw"""
HARMLESS = """site id plant interval format unit lang day keys keyword monkey signal design author authority passage
compass tokenized secretary signed mode 1 _ é"""


@pytest.mark.parametrize("name", SECRETS.split())
def test_the_name_of_a_parameter_tells_a_key(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize("name", HARMLESS.split())
def test_the_name_of_a_parameter_tells_that_it_is_none(name: str) -> None:
    assert not is_secret(name)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("apikey=4711", ["apikey"]),
        ("site=7&Api_Key=4711&format=json", ["Api_Key"]),
        ("site=7;token=4711", ["token"]),
        ("api%5Fkey=4711", ["api_key"]),
        ("api+key=4711", ["api key"]),
        ("key=4711&key=4712&token=4713", ["key", "token"]),
        ("apikey=%20", ["apikey"]),
        ("apikey=a=b", ["apikey"]),
    ],
)
def test_a_key_that_stands_in_the_url_is_refused_by_its_name(query: str, names: list[str]) -> None:
    assert found(f"{HOST}?{query}") == [Problem("url", "key_in_url", name) for name in names]


@pytest.mark.parametrize("rest", ["", "?", "?apikey", "?apikey=", "?site=key", "?site=7&interval=5s", "/key=4711"])
def test_what_is_no_key_is_left_alone(rest: str) -> None:
    assert found(f"{HOST}{rest}") == []


def test_all_that_is_wrong_with_a_url_is_said_at_once() -> None:
    assert [problem.code for problem in found("http://scada.example.org/?apikey=4711")] == [
        "address.https",
        "key_in_url",
    ]


def test_where_a_url_leads_is_said_with_its_facts() -> None:
    def check(url: str) -> object:
        raise AddressRefused("local_name", host="inverter.local")

    assert list(problems("url", HOST, check)) == [
        Problem("url", "address.local_name", facts={"host": "inverter.local"})
    ]


@pytest.mark.parametrize("url", [f"{HOST}?token=4711", "http://u:4711@h/?key=4711", "4711", "https://h/#key=4711"])
def test_no_value_of_a_url_is_repeated(url: str) -> None:
    assert "4711" not in repr(found(url))
