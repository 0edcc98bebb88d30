"""Keys where they should not stand are taken out, and nothing else is."""

from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.onboarding.answer.answer import Key, Secret
from quelia.onboarding.keyed import bare, named, parted
from quelia.sources.redact import MASK

SECRET = "sk+4711/=&é"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzaXRlIjozfQ.c2lnbmF0dXJl"


def told(keys: tuple[Key, ...]) -> list[tuple[str, str, str, str]]:
    return [(key.scheme, key.name, key.user, key.secret.reveal() if key.secret else "") for key in keys]


@pytest.mark.parametrize("name", ["apikey", "api_key", "token", "access_token", "key", "sig", "cle"])
@pytest.mark.parametrize("shape", ["?{}", "?site=3&{}", "?{}&site=3", "?site=3&{};b=1#top"])
def test_a_key_in_the_query_is_one_of_the_keys(name: str, shape: str) -> None:
    query = shape.format(f"{name}={quote_plus(SECRET)}")
    found = parted(f"https://api.example.org/live{query}")
    assert told(found.keys) == [("query", name, "", SECRET)]
    assert quote_plus(SECRET) not in found.url
    assert ("site=3" in query) == ("site=3" in found.url)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.org/live", "https://api.example.org/live?site=3&lang=fr", "https://api.example.org/?",
        "https://api.example.org/key/token", "http://[::1/?a=1", "api.example.org", "", "https://api.example.org/?apikey=",
        "https://api.example.org/a#frag",
    ],
)  # fmt: skip
def test_an_address_without_a_key_stays_as_it_is(url: str) -> None:
    assert parted(url) == (url, (), False)


def test_a_secret_that_is_known_is_found_under_any_name() -> None:
    found = parted(f"https://api.example.org/?id={quote_plus(SECRET)}&a=1", {SECRET})
    assert (found.url, told(found.keys)) == ("https://api.example.org/?a=1", [("query", "id", "", SECRET)])


@pytest.mark.parametrize(
    ("user", "key"), [("jean:p%40ss", ("basic", "", "jean", "p@ss")), ("4711abc", ("basic", "", "", "4711abc"))]
)
def test_a_user_and_password_before_the_host_are_a_key(user: str, key: tuple[str, ...]) -> None:
    found = parted(f"https://{user}@api.example.org/live?a=1")
    assert (found.url, told(found.keys)) == ("https://api.example.org/live?a=1", [key])


@pytest.mark.parametrize(
    ("rest", "url", "key"),
    [
        ("/live?u=jean&p=s3cret", "/live?u=jean", ("query", "p", "", "s3cret")),
        (f"/live/{JWT}/now", f"/live/{MASK}/now", ("query", "", "", JWT)),
        (f"/live?site=3&id={JWT}", "/live?site=3", ("query", "id", "", JWT)),
        ("/live?code=4f9a8b7c6d5e4f3a2b1c", "/live", ("query", "code", "", "4f9a8b7c6d5e4f3a2b1c")),
    ],
)
def test_a_key_is_found_in_what_is_typed_as_in_what_is_read(rest: str, url: str, key: tuple[str, ...]) -> None:
    found = parted(f"https://api.example.org{rest}")
    assert (found.url, told(found.keys)) == (f"https://api.example.org{url}", [key])


def test_a_key_behind_the_hash_goes_nowhere() -> None:
    assert parted(f"https://api.example.org/live#access_token={SECRET}").url == "https://api.example.org/live"


@pytest.mark.parametrize(
    "text",
    [
        f'curl -H "X-API-Key: {SECRET}" "https://api.example.org/live"',
        f"https://api.example.org/live X-API-Key: {SECRET}",
        f"X-API-Key: {SECRET}\nhttps://api.example.org/live",
    ],
)
def test_of_a_command_only_the_address_is_left(text: str) -> None:
    found = parted(text)
    assert (found.url, found.cut) == ("https://api.example.org/live", True)


@given(st.text(max_size=80), st.text(max_size=40))
def test_no_text_is_too_strange(before: str, after: str) -> None:
    assert isinstance(parted(f"{before}https://a.example/{after}").url, str)


@given(st.from_regex(r"[A-Za-z0-9%+/=_-]{8,40}", fullmatch=True), st.text(max_size=30))
def test_a_key_never_stays_in_the_address(secret: str, more: str) -> None:
    url = parted(f"https://a.example/live?x={more}&api_key=S3{secret}").url
    assert f"S3{secret}" not in url


@pytest.mark.parametrize(
    ("scheme", "name", "pasted", "secret"),
    [
        ("header", "X-API-Key", "X-API-Key: abc", "abc"), ("header", "X-API-Key", "x-api-key:abc", "abc"),
        ("bearer", "", "Bearer abc", "abc"), ("bearer", "", "Authorization: Bearer abc", "abc"),
        ("query", "apikey", "apikey=abc", "abc"), ("header", "X-API-Key", " abc= ", "abc="),
        ("bearer", "", "bearer", "bearer"), ("basic", "", "Bearer abc", "Bearer abc"),
        ("header", "Authorization", "Bearer abc", "Bearer abc"),
    ],
)  # fmt: skip
def test_a_secret_is_taken_without_what_stands_before_it(scheme: str, name: str, pasted: str, secret: str) -> None:
    assert bare(pasted, Key(scheme, name, secret=Secret(pasted))) == secret


def test_a_name_with_its_secret_behind_it_is_taken_apart() -> None:
    assert [named(each) for each in ("X-API-Key", "X-API-Key: abc:def", "apikey=abc=", "")] == [
        ("X-API-Key", ""), ("X-API-Key", "abc:def"), ("apikey", "abc="), ("", ""),
    ]  # fmt: skip
