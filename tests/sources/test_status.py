"""What status lines and Retry-After mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quelia.domain.errors import SourceError
from quelia.domain.pace import LONGEST_WAIT_S
from quelia.sources.status import check_status, retry_after

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
        check_status("https://plant.example.com:443", status, None)


def test_200_passes() -> None:
    check_status("https://plant.example.com:443", 200, "5")
