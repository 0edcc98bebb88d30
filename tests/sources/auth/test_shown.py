"""How secrets are shown."""

from base64 import b64decode
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quelia.domain.auth import SCHEMES
from quelia.domain.errors import SecretMissing
from quelia.domain.source import Auth
from quelia.sources.auth import SHOWS, TALKS, apply, with_query

URL = "https://plant.example.com/live"
QUERY = Auth(scheme="query", name="api key")
BEARER = Auth(scheme="bearer")
BASIC = Auth(scheme="basic", user="technicien")
HEADER = Auth(scheme="header", name="X-API-Key")


def test_every_scheme_has_one_way_to_be_shown() -> None:
    assert sorted([*SHOWS, *TALKS]) == sorted(SCHEMES)


def test_what_goes_with_another_secret_shows_nothing_by_itself() -> None:
    shown = apply((Auth(scheme="oauth2_secret"),), ("abc",))
    assert (shown.headers, shown.query) == ({}, [])


def test_nothing_is_shown_where_nothing_is_asked() -> None:
    for auth, secrets in [((), ()), ((Auth(scheme="none"),), ()), ((Auth(scheme="none"),), ("",))]:
        shown = apply(auth, secrets)
        assert (shown.headers, shown.query) == ({}, [])


def test_each_scheme_puts_its_secret_where_it_belongs() -> None:
    assert apply((BEARER,), ("abc",)).headers == {"Authorization": "Bearer abc"}
    assert apply((HEADER,), ("abc",)).headers == {"X-API-Key": "abc"}
    assert apply((BASIC,), ("abc",)).headers == {"Authorization": "Basic dGVjaG5pY2llbjphYmM="}
    assert apply((QUERY,), ("a b&c=d/é",)).query == ["api%20key=a%20b%26c%3Dd%2F%C3%A9"]


def test_several_are_shown_together_in_the_order_of_their_secrets() -> None:
    shown = apply((HEADER, Auth(scheme="none"), QUERY, BEARER), ("one", "two", "three"))
    assert shown.headers == {"X-API-Key": "one", "Authorization": "Bearer three"}
    assert shown.query == ["api%20key=two"]


def test_a_password_of_the_basic_scheme_is_utf8() -> None:
    value = apply((BASIC,), ("pass€:é",)).headers["Authorization"]
    assert b64decode(value.removeprefix("Basic ")).decode() == "technicien:pass€:é"


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        (URL, URL + "?k=1"),
        (URL + "?a=%20+b", URL + "?a=%20+b&k=1"),
        (URL + "?a=b&", URL + "?a=b&k=1"),
        (URL + "?", URL + "?k=1"),
    ],
)
def test_the_operators_own_query_stays_as_it_is(url: str, whole: str) -> None:
    assert with_query(url, ["k=1"]) == whole
    assert with_query(url, []) == url


@given(some.text(some.characters(exclude_categories=["Cc", "Cs"]), min_size=1))
def test_any_secret_in_a_query_arrives_as_it_was_typed(secret: str) -> None:
    url = with_query(URL + "?a=b", apply((QUERY,), (secret,)).query)
    assert url.isascii()
    assert parse_qsl(urlsplit(url).query) == [("a", "b"), ("api key", secret)]


@pytest.mark.parametrize("secrets", [(), ("",), ("a", "b", "c")])
def test_a_secret_that_is_missing_or_too_many_is_said(secrets: tuple[str, ...]) -> None:
    with pytest.raises(SecretMissing):
        apply((BEARER, HEADER), secrets)


@pytest.mark.parametrize("auth", [QUERY, BEARER, BASIC, HEADER], ids=lambda auth: auth.scheme)
@pytest.mark.parametrize(
    "secret", ["k3y\r\nHost: x", "k3y\n", "\rk3y", "k3y\x00", "k3y\x7f", "k3y\x85", "\tk3y", "k3y\ud800"]
)
def test_a_secret_that_could_break_out_never_leaves(auth: Auth, secret: str) -> None:
    with pytest.raises(SecretMissing) as caught:
        apply((auth,), (secret,))
    assert "k3y" not in str(caught.value)


@pytest.mark.parametrize("auth", [BEARER, HEADER], ids=lambda auth: auth.scheme)
@pytest.mark.parametrize("secret", ["clé", "密码", "k3y ", " k3y"])
def test_a_header_holds_only_what_arrives_as_it_was_typed(auth: Auth, secret: str) -> None:
    with pytest.raises(SecretMissing):
        apply((auth,), (secret,))


@pytest.mark.parametrize(
    "name", ["", "X Key", "X-Key:", "X\r\nY", "Clé", "Host", "content-length", "Transfer-Encoding", "TE"]
)
def test_a_secret_stands_in_no_header_that_is_not_its_own(name: str) -> None:
    with pytest.raises(SecretMissing):
        apply((Auth(scheme="header", name=name),), ("abc",))


@pytest.mark.parametrize("user", ["a:b", "a\nb"])
def test_a_user_that_breaks_the_pair_is_refused(user: str) -> None:
    with pytest.raises(SecretMissing):
        apply((Auth(scheme="basic", user=user),), ("abc",))


def test_two_secrets_never_fight_over_a_header() -> None:
    with pytest.raises(SecretMissing):
        apply((BEARER, Auth(scheme="header", name="authorization")), ("abc", "def"))
