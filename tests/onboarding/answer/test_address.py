"""Addresses as they stand in texts."""

import pytest

from quelia.onboarding.answer.address import addresses


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
