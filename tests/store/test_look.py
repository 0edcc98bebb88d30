"""The look of a map, and who may frame it, as a file declares them."""

import pytest

from quelia.store.declaration import MapEntry, Problem
from quelia.store.look import problems


def found(**facts: object) -> list[tuple[str, str, str]]:
    each = MapEntry(slug="m", name="M", **facts)  # type: ignore[arg-type] # what a test says
    return [(problem.where, problem.code, problem.fact) for problem in problems("map[m]", each)]


@pytest.mark.parametrize("accent", ["", "#2f7f86", "#1D70B8", "#888"])
def test_a_colour_that_is_seen_is_taken(accent: str) -> None:
    assert found(accent=accent) == []


@pytest.mark.parametrize(
    ("accent", "code", "fact"),
    [
        ("#ffd500", "accent_pale", "#a98d00"),
        ("#0f5257", "accent_deep", "#3c7377"),
        ("teal", "accent", "teal"),
    ],
)
def test_another_is_refused_with_the_nearest_that_will_do(accent: str, code: str, fact: str) -> None:
    assert found(accent=accent) == [("map[m].accent", code, fact)]
    assert code == "accent" or found(accent=fact) == []


def test_every_site_that_is_none_is_told() -> None:
    sites = ["https://exemple.fr", "exemple.fr", "https://exemple.fr/x"]
    assert [code for _, code, _ in found(sites=sites)] == ["site_scheme", "site_path"]


@pytest.mark.parametrize(
    "code", ["accent", "accent_pale", "accent_deep", "site", "site_scheme", "site_path", "site_wildcard"]
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_is_to_be_corrected_is_said_in_words(code: str, lang: str) -> None:
    assert "#123456" in Problem("map[m]", code, "#123456").sentence(lang)
