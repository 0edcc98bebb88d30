"""The colour of a map, as a style sheet."""

import pytest

from tests.live.road import a_catalog
from tests.web.street import Street


@pytest.fixture
def street() -> Street:
    return Street(a_catalog())


@pytest.mark.parametrize(("accent", "ink"), [("2f7f86", "#ffffff"), ("c85424", "#000000")])
async def test_a_colour_comes_with_what_can_be_read_on_it(street: Street, accent: str, ink: str) -> None:
    answer = await street.get(f"/look/{accent}.css")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert answer.text == f":root:root:root{{--brand:#{accent};--brand-ink:{ink}}}\n"


async def test_a_colour_may_be_kept(street: Street) -> None:
    assert (await street.get("/look/2f7f86.css")).headers["cache-control"] == "public, max-age=86400"


@pytest.mark.parametrize("accent", ["2F7F86", "2f7", "2f7f8g", "2f7f86}", "red", "２f7f86", "%23f7f86", "2f7f86;"])
async def test_nothing_else_has_one(street: Street, accent: str) -> None:
    assert (await street.get(f"/look/{accent}.css")).status == 404
