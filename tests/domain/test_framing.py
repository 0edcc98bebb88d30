"""Which texts name a site, and how it is written in a policy."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quelia.domain.framing import SiteError, site


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://www.exemple.fr", "https://www.exemple.fr"),
        ("HTTPS://WWW.Exemple.FR/", "https://www.exemple.fr"),
        ("https://exemple.fr:443", "https://exemple.fr"),
        ("http://exemple.fr:80", "http://exemple.fr"),
        ("https://exemple.fr:8443", "https://exemple.fr:8443"),
        ("https://*.exemple.fr", "https://*.exemple.fr"),
        ("https://*.Énergie.fr", "https://*.xn--nergie-9ua.fr"),
        ("https://xn--nergie-9ua.fr", "https://xn--nergie-9ua.fr"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://192.0.2.7", "http://192.0.2.7"),
    ],
)
def test_a_site_is_an_origin(text: str, origin: str) -> None:
    assert site(text) == origin


@pytest.mark.parametrize(
    ("text", "code", "fact"),
    [
        ("www.exemple.fr", "site_scheme", "https://www.exemple.fr"),
        ("exemple.fr/", "site_scheme", "https://exemple.fr"),
        ("*.exemple.fr", "site_scheme", "https://*.exemple.fr"),
        ("https://exemple.fr/energie", "site_path", "https://exemple.fr"),
        ("https://exemple.fr?x=1", "site_path", "https://exemple.fr"),
        ("https://exemple.fr#x", "site_path", "https://exemple.fr"),
        ("https://*.fr", "site_wildcard", "https://*.fr"),
        ("https://*.0.2.7", "site_wildcard", "https://*.0.2.7"),
        *(
            (text, "site", text)
            for text in (
                "", "*", "https://", "https://*", "ftp://exemple.fr", "javascript:alert(1)", "null", "'self'", "https:",
                "https://exemple.fr;script-src", "https://exemple.fr, *", "https://a.*.fr", "https://**.exemple.fr",
                "https://moi@exemple.fr", "https://exemple.fr\\@autre.fr", "https://exemple..fr", "https://-a.fr",
                "https://exemple.fr:0", "https://exemple.fr:99999", "https://exemple.fr ", " https://exemple.fr",
                "https://exemple.fr\nhttps://autre.fr", "https://[2001:db8::1]", "https://exem_ple.fr", "https://a%2eb.fr",
            )
        ),
    ],
)  # fmt: skip
def test_what_is_no_site_is_refused_and_what_was_meant_is_said(text: str, code: str, fact: str) -> None:
    with pytest.raises(SiteError) as refused:
        site(text)
    assert (refused.value.code, refused.value.fact) == (code, fact)


@given(st.text(max_size=80) | st.from_regex(r"https?://[ -~]{0,40}", fullmatch=True))
@example("https://exemple.fr;")
@example("https://exemple.fr'")
def test_whatever_is_taken_says_nothing_else_in_a_policy(text: str) -> None:
    try:
        origin = site(text)
    except SiteError:
        return
    assert re.fullmatch(r"https?://(\*\.)?[a-z0-9.-]+(:[0-9]+)?", origin, re.ASCII)
    assert site(origin) == origin
