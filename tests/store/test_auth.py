import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.store.auth import problems, secret_problem
from quelia.store.declaration import AuthEntry

BEARER = AuthEntry(type="bearer")
HEADER = AuthEntry(type="header", name="X-API-Key")
QUERY = AuthEntry(type="query", name="key")
BASIC = AuthEntry(type="basic", user="soleil")


def codes(*entries: AuthEntry) -> list[str]:
    return [problem.code for problem in problems("auth", list(entries))]


@pytest.mark.parametrize("entry", [BEARER, HEADER, QUERY, BASIC], ids=lambda entry: entry.type)
def test_a_scheme_with_what_it_needs_is_taken(entry: AuthEntry) -> None:
    assert codes(entry) == []


def test_a_source_may_need_no_secret() -> None:
    assert codes() == []


OF_THE_REQUEST = (
    "accept-encoding connection content-length expect host keep-alive proxy-authorization te trailer transfer-encoding"
)


@pytest.mark.parametrize("name", [*OF_THE_REQUEST.split(), "upgrade", "Host", "TE", "Content-Length"])
def test_a_header_that_frames_the_request_is_none_for_a_secret(name: str) -> None:
    assert codes(AuthEntry(type="header", name=name)) == ["header_of_request"]


@pytest.mark.parametrize("name", ["X-Host", "Hosting", "Ocp-Apim-Subscription-Key", "Cookie", "Authorization", "a"])
def test_any_other_header_may_carry_a_secret(name: str) -> None:
    assert codes(AuthEntry(type="header", name=name)) == []


@pytest.mark.parametrize("name", ["X Key", "X:Key", "Clé", "X-Key\n", "X-Key\r\nHost", "X\0"])
def test_a_header_has_a_name_that_http_takes(name: str) -> None:
    assert codes(AuthEntry(type="header", name=name)) == ["header_name"]


@pytest.mark.parametrize("name", ["clé", "a\nb", "a\0"])
def test_a_parameter_has_a_name_in_ascii(name: str) -> None:
    assert codes(AuthEntry(type="query", name=name)) == ["header_name"]


@pytest.mark.parametrize(
    "second", [AuthEntry(type="header", name="AUTHORIZATION"), BASIC, BEARER], ids=["header", "basic", "bearer"]
)
def test_two_secrets_cannot_stand_in_one_header(second: AuthEntry) -> None:
    assert codes(BEARER, second) == ["auth_twice"]


@pytest.mark.parametrize("second", [HEADER, QUERY], ids=["header", "query"])
def test_two_secrets_may_stand_in_two_places(second: AuthEntry) -> None:
    assert codes(BEARER, second) == []


def test_two_parameters_are_two_places() -> None:
    assert codes(QUERY, AuthEntry(type="query", name="site")) == []


@pytest.mark.parametrize("entry", [QUERY, BASIC], ids=["query", "basic"])
@pytest.mark.parametrize("secret", ["clé", " with spaces ", "日本", "p:w"])
def test_a_secret_that_is_encoded_may_hold_any_character_that_can_be_read(entry: AuthEntry, secret: str) -> None:
    assert secret_problem(entry, secret) is None


@pytest.mark.parametrize("entry", [BEARER, HEADER], ids=["bearer", "header"])
@given(secret=st.text())
def test_a_secret_of_a_header_never_breaks_it(entry: AuthEntry, secret: str) -> None:
    taken = secret_problem(entry, secret) is None
    assert taken == (bool(secret) and secret.strip() == secret and all(" " <= each <= "~" for each in secret))


@pytest.mark.parametrize("entry", [BEARER, HEADER, QUERY, BASIC], ids=lambda entry: entry.type)
@pytest.mark.parametrize("secret", ["", "a\nb", "a\r\nHost: b", "a\0", "\ud800"])
def test_no_secret_is_empty_or_breaks_a_line(entry: AuthEntry, secret: str) -> None:
    assert secret_problem(entry, secret) == "secret_characters"
