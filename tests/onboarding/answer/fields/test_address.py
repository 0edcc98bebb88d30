"""Addresses as they stand in a text: whole, and without the keys in them."""

import pytest

from quelia.onboarding.answer.answer import Answer, Found
from quelia.onboarding.answer.checks.endpoint import about_address, usual
from quelia.onboarding.answer.fields.address import addresses

_JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF_123456"


@pytest.mark.parametrize(
    ("written", "url", "key"),
    [
        ("https://a.example/live?u=lecteur&p=Azerty-4422", "https://a.example/live?u=lecteur", ("p", "Azerty-4422")),
        (
            "https://a.example/live?code=Zx81qT77aB02kLm9Qw==",
            "https://a.example/live",
            ("code", "Zx81qT77aB02kLm9Qw=="),
        ),
        ("https://a.example/live?API-KEY:Azerty-4422", "https://a.example/live", ("API-KEY", "Azerty-4422")),
        (f"https://a.example/live?x={_JWT}", "https://a.example/live", ("x", _JWT)),
    ],
)
def test_a_key_is_taken_out_whatever_its_parameter_is_called(written: str, url: str, key: tuple[str, str]) -> None:
    (found,) = addresses([(1, written)])
    assert (found.url, found.query) == (url, (key,))


@pytest.mark.parametrize(
    "url", ["https://a.example/x?p=3&page=2", "https://a.example/x?code=FR0012", "https://a.example:8443/x?t=1d"]
)
def test_a_parameter_that_holds_no_key_stays(url: str) -> None:
    assert [found.url for found in addresses([(1, url)])] == [url]


@pytest.mark.parametrize("password", ["Azer/ty@4422", "Azer#ty", "a:b/c", "Azer@ty"])
def test_a_password_may_hold_the_marks_of_an_address(password: str) -> None:
    (found,) = addresses([(1, f"https://lecteur:{password}@a.example/live")])
    assert (found.url, found.login) == ("https://a.example/live", ("lecteur", password))


def test_the_beginning_of_a_password_is_no_host() -> None:
    assert [found.url for found in addresses([(1, "https://lecteur:Azer ty-4422@a.example/live")])] == []


def test_a_token_in_the_path_is_a_key_too() -> None:
    (found,) = addresses([(1, f"https://a.example/{_JWT}/live")])
    assert found.query == (("", _JWT),)


def test_a_page_for_persons_can_still_be_told_from_its_fragment_which_keeps_no_key() -> None:
    assert [found.url for found in addresses([(1, "https://a.example/#/live?token=abc123")])] == [
        "https://a.example/#/live"
    ]


@pytest.mark.parametrize(
    ("url", "is_told"),
    [
        ("https://a.example/v1/9f8e7d6c5b4a39281706f5e4d3c2b1a0/live", True),
        ("https://a.example/v1/550e8400-e29b-41d4-a716-446655440000/live", False),
        ("https://a.example/v1/puissance-instantanee-de-la-centrale-12", False),
        ("https://averyveryveryverylonghostname12.example/live", False),
    ],
)
def test_what_may_be_a_key_in_a_path_is_told(url: str, is_told: bool) -> None:
    codes = [remark.code for remark in about_address(Answer(fields={"url": Found(url)}), usual)]
    assert ("url_maybe_key" in codes) is is_told


def urls(text: str, at_label: bool = True) -> list[str]:
    return [address.url for address in addresses(list(enumerate(text.split("\n"))), at_label)]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://x.example/api.", "https://x.example/api"),
        ("(https://x.example/api(1))", "https://x.example/api(1)"),
        ("`https://x.example/api`", "https://x.example/api"),
        ("<https://x.example/a\nb/c>", "https://x.example/ab/c"),
        ("[ici](https://x.example/api)", "https://x.example/api"),
        ("[https://x.example/api](https://safe.example/)", "https://x.example/api"),
        ("https://x.example/api/\nlive/power", "https://x.example/api/live/power"),
        ("https://x.example/api/ live", "https://x.example/api/live"),
        ("https://x.example/api_____", "https://x.example/api"),
        ("https://x.example/api#top", "https://x.example/api"),
        ("https://x.example/?a=1&key=k-1&b=2", "https://x.example/?a=1&b=2"),
        ("https://x.example/?key=k-1", "https://x.example/"),
        ("https://me:pass@x.example/", "https://x.example/"),
    ],
)
def test_an_address_is_whole_and_without_its_key(text: str, url: str) -> None:
    assert urls(text) == [url]


def test_what_stands_below_is_not_joined_without_need() -> None:
    assert urls("https://x.example/api\nMerci") == ["https://x.example/api"]
    assert urls("https://x.example/api\n\npower") == ["https://x.example/api"]
    assert urls("https://x.example/api\ndata.power", at_label=False) == ["https://x.example/api"]


def test_keys_are_kept_apart() -> None:
    (address,) = addresses([(1, "https://me:p%40ss@x.example/?apikey=a%2Fb&site=3&token=t-1")])
    assert (address.login, address.query) == (("me", "p@ss"), (("apikey", "a/b"), ("token", "t-1")))


@pytest.mark.parametrize("text", ["https://", "https://☒", "http://@@", "https:// x", "ftp://x.example/"])
def test_what_leads_nowhere_is_no_address(text: str) -> None:
    assert urls(text) in ([], ["https://x"])
