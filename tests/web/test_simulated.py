"""What nobody measured is marked wherever it is shown, also where no script runs; and it is in no sum."""

import re

import pytest

from tests.live.road import a_catalog, a_source
from tests.web.street import Street, says

MARK = "Données simulées"
PAGES = (
    "/centrale/p1?lang=fr",
    "/embed/centrale/p1?lang=fr",
    "/badge/p1.svg?lang=fr",
    "/?lang=fr",
    "/embed/carte/france?lang=fr",
)


@pytest.fixture
def street() -> Street:
    """Two plants: what is said of p1 is made up."""
    street = Street(a_catalog(a_source(1), a_source(2)))
    street.hear(says("p1", 15.8e6, simulated=True), says("p2", 2e6))
    return street


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_says_so_once(street: Street, path: str) -> None:
    shown = (await street.get(path)).text
    assert shown.count(f">{MARK}<") == 1


@pytest.mark.parametrize("path", PAGES)
async def test_and_no_more_once_it_is_measured(street: Street, path: str) -> None:
    street.now += 10
    street.hear(says("p1", 15e6, received_at=street.now, simulated=False))
    assert MARK not in (await street.get(path)).text


async def test_json_says_so(street: Street) -> None:
    readings = {each["plant"]: each for each in (await street.get("/v1/maps/france/readings")).json["readings"]}
    assert (readings["p1"].get("simulated"), "simulated" in readings["p2"]) == (True, False)


async def test_it_is_not_added_to_what_is_measured(street: Street) -> None:
    page = (await street.get("/?lang=fr")).text
    sums = re.findall(r'data-sum="power".*?data-part="number">([^<]*)<', page, re.DOTALL)
    assert sums == ["2,0"]
    assert "hors 1 installation aux données simulées" in page.replace("\u00a0", " ")


async def test_what_is_told_to_those_who_show_the_page_elsewhere_says_so(street: Street) -> None:
    told = [
        line for line in (await street.get("/centrale/p1?lang=fr")).text.splitlines() if 'name="description"' in line
    ]
    assert told
    assert MARK in told[0]


async def test_a_badge_is_as_high_with_the_mark_as_without(street: Street) -> None:
    heights = {
        (await street.get(f"/badge/{slug}.svg?lang=fr")).text.split('height="')[1].split('"')[0]
        for slug in ("p1", "p2")
    }
    assert len(heights) == 1
