"""How long a certificate will do, whoever issued it."""

import pytest

from quelia.domain.source import Source
from quelia.sources.expiry import expiry

NOW = 1_700_000_000.0  # 14 November 2023
DAY_S = 86400.0


def source(**facts: str) -> Source:
    return Source(id=1, slug="s", url="https://plant.example/", points=(), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(("days", "mark"), [(20.9, "look"), (0.5, "look"), (21.1, "well"), (90, "well")])
@pytest.mark.parametrize(
    ("facts", "whose"),
    [({}, ""), ({"pin": "ab" * 32}, "_pinned"), ({"ca_file": "own.pem"}, "_own"), ({"ca": "-----BEGIN…"}, "_own")],
)
def test_below_three_weeks_it_is_to_be_looked_at(days: float, mark: str, facts: dict[str, str], whose: str) -> None:
    (verdict,) = expiry(source(**facts), NOW + days * DAY_S, NOW)
    assert (verdict.mark, verdict.facts["days"]) == (mark, int(days))
    assert verdict.code == ("certificate" if mark == "well" else "certificate_soon") + whose


def test_a_pinned_one_that_is_over_is_told_to_be() -> None:
    (verdict,) = expiry(source(pin="ab" * 32), NOW - DAY_S, NOW)
    assert (verdict.mark, verdict.code) == ("look", "certificate_over")
    assert "13/11/2023" in verdict.sentence("fr")


def test_without_a_certificate_there_is_nothing_to_say() -> None:
    assert expiry(source(), None, NOW) == []
