"""What status lines and Retry-After mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quelia.domain.errors import SourceError
from quelia.domain.pace import LONGEST_WAIT_S
from quelia.sources.said import Said
from quelia.sources.status import asked_schemes, check_status, redirect, retry_after

NOW = 1_700_000_000.0  # Tue, 14 Nov 2023 22:13:20 GMT


@pytest.mark.parametrize(
    ("text", "wait_s"),
    [
        ("0", 0),
        ("120", 120),
        ("007", 7),
        ("3601", LONGEST_WAIT_S),
        ("9" * 5000, LONGEST_WAIT_S),
        ("0" * 5000, 0),
        ("-1", 0),
        ("-" + "9" * 5000, 0),
        ("Tue, 14 Nov 2023 22:14:20 GMT", 60),
        ("Tuesday, 14-Nov-23 22:14:20 GMT", 60),
        ("Tue, 14 Nov 2023 23:14:20 +0100", 60),
        ("Tue, 14 Nov 2023 22:14:20 -0000", 60),
        ("Tue, 14 Nov 2023 22:13:00 GMT", 0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT_S),
        ("", None),
        ("soon", None),
        ("1.5", None),
        ("+5", None),
        ("1e9", None),
        ("５", None),
        ("12 s", None),
        ("Fri, 31 Dec 99999 23:59:59 GMT", None),
        ("Fri, 32 Dec 2023 23:59:59 GMT", None),
        ("2023-11-14T22:14:20Z", None),
    ],
)
def test_a_wait_is_seconds_or_a_date_within_an_hour(text: str, wait_s: float | None) -> None:
    assert retry_after(text, NOW) == wait_s


@given(some.text())
def test_no_text_breaks_it(text: str) -> None:
    wait = retry_after(text, NOW)
    assert wait is None or 0 <= wait <= LONGEST_WAIT_S


@given(some.integers(100, 999).filter(lambda status: status != 200))
def test_every_status_but_200_is_an_error(status: int) -> None:
    with pytest.raises(SourceError):
        check_status("https://plant.example.com:443", Said(status, {}, b""))


def test_200_passes() -> None:
    check_status("https://plant.example.com:443", Said(200, {b"retry-after": ["5"]}, b""))


@pytest.mark.parametrize(
    ("lines", "asks"),
    [
        (['Basic realm="SCADA, north"'], "Basic"),
        (['Digest realm="x", qop="auth", nonce="n"', "Basic realm=x"], "Basic, Digest"),
        (["Negotiate", "NTLM"], "Negotiate, NTLM"),
        (["bearer"], "Bearer"),
        (['Newauth key="s3cret", Basic realm="x"'], "Basic"),
        (["s3cret"], ""),
        ([], ""),
    ],
)
def test_the_schemes_that_a_server_asks_for_are_named_and_nothing_else_of_it(lines: list[str], asks: str) -> None:
    assert asked_schemes(lines) == asks


@pytest.mark.parametrize(
    ("endpoint", "location", "found"),
    [
        ("http://plant.example:80", "https://plant.example/live", ("https", "")),
        ("https://plant.example:443", "/login?key=s3cret", ("same", "")),
        ("https://plant.example:443", "https://plant.example:8443/live", ("same", "")),
        ("https://plant.example:443", "https://portal.example/login?key=s3cret#top", ("elsewhere", "portal.example")),
        ("https://plant.example:443", "//portal.example/", ("elsewhere", "portal.example")),
        ("https://plant.example:443", "", ("", "")),
        ("https://plant.example:443", "https://me:s3cret@portal.example/", ("", "")),
        ("https://plant.example:443", "javascript:alert(1)", ("", "")),
        ("https://plant.example:443", "https://[::1/", ("", "")),
    ],
)
def test_of_a_redirect_the_host_is_told_and_never_more(endpoint: str, location: str, found: tuple[str, str]) -> None:
    assert redirect(endpoint, location) == found
