import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.auth import replaced
from quelia.store.auth import problems, secret_problem
from quelia.store.declaration import AuthEntry

BEARER = AuthEntry(type="bearer")
HEADER = AuthEntry(type="header", name="X-API-Key")
QUERY = AuthEntry(type="query", name="key")
BASIC = AuthEntry(type="basic", user="soleil")
DIGEST = AuthEntry(type="digest", user="soleil")
OAUTH2 = AuthEntry(type="oauth2", user="our: app", token_url="https://auth.example.org/token", scope="read all")
REFRESH = AuthEntry(type="oauth2", user="app", token_url="https://auth.example.org/token", grant="refresh_token")
BESIDE = AuthEntry(type="oauth2_secret")


def codes(*entries: AuthEntry) -> list[str]:
    return [problem.code for problem in problems("auth", list(entries))]


@pytest.mark.parametrize("entry", [BEARER, HEADER, QUERY, BASIC, DIGEST, OAUTH2, REFRESH], ids=lambda entry: entry.type)
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


@pytest.mark.parametrize(
    "entry",
    [
        AuthEntry(type="digest"),
        AuthEntry(type="oauth2", token_url="https://auth.example.org/token"),
        AuthEntry(type="oauth2", user="app"),
    ],
    ids=["digest without a user", "oauth2 without a client id", "oauth2 without an address"],
)
def test_a_scheme_without_what_it_needs_is_refused(entry: AuthEntry) -> None:
    assert codes(entry) == ["missing_key"]


def test_a_user_of_digest_holds_no_colon() -> None:
    assert codes(AuthEntry(type="digest", user="a:b")) == ["header_name"]


def test_a_scope_is_one_line() -> None:
    assert codes(AuthEntry(type="oauth2", user="app", token_url="https://a.example/t", scope="a\nb")) == ["characters"]


def test_the_secret_of_an_application_goes_with_a_refresh_token() -> None:
    assert codes(REFRESH, BESIDE) == []
    assert codes(OAUTH2, BESIDE) == ["auth_beside"]
    assert codes(BESIDE) == ["auth_beside"]


def test_a_token_wants_a_header_of_its_own() -> None:
    assert codes(OAUTH2, BEARER) == ["auth_twice"]
    assert codes(REFRESH, BESIDE, HEADER) == []


def test_a_refresh_token_that_its_server_replaced_may_be_kept() -> None:
    assert secret_problem(REFRESH, replaced("r0", "r1")) is None
    assert secret_problem(OAUTH2, replaced("r0", "r1")) == "secret_characters"
