"""The map page before any script runs: which plants it lists, and what they give together."""

import re

import pytest

from quelia.domain.plant import Amount, Plant
from quelia.domain.unit import UNITS
from tests.domain.examples import NOW, plant
from tests.live.road import a_catalog, a_source
from tests.web.street import Street, says

NO_BREAK = "\u00a0"


def a_plant(number: int, name: str, energy: str, region: str, capacity: float = 10e6) -> Plant:
    return plant(slug=f"p{number}", name=name, energy=energy, region=region, capacity=Amount(capacity, UNITS["MW"]))


@pytest.fixture
def street() -> Street:
    plants = [
        a_plant(1, "Ombrières des Quais", "solar", "Nouvelle-Aquitaine"),
        a_plant(2, "Parc éolien d’Iroise", "wind", "Bretagne"),
        a_plant(3, "Toits de l’École", "solar", "Bretagne"),
        a_plant(4, "Parc de l’Aubrac", "wind", "Occitanie"),
    ]
    made = Street(a_catalog(a_source(1), a_source(2), a_source(3), plants=plants))
    made.hear(says("p1", 4e6), says("p2", 6.54e6), says("p3", None, "timeout"))
    return made


def seen(page: str) -> list[str]:
    """The plants of the list that are not hidden."""
    items = re.findall(r'<li class="plant" data-plant="(\w+)"([^>]*)>', page)
    return sorted(slug for slug, rest in items if not rest.endswith(" hidden"))


def summary(page: str) -> str:
    """What stands above the list, as text; what is hidden apart."""
    found = re.search(r"<section class=\"summary\".*?</section>", page, re.S)
    assert found is not None
    shown = re.sub(r"<(li|span|button)[^>]* hidden>.*?</\1>", "", found[0], flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", shown).replace("&nbsp;", NO_BREAK)).replace(NO_BREAK, " ").strip()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["p1", "p2", "p3", "p4"]),
        ("q=iroise", ["p2"]),
        ("q=EOLIEN", ["p2", "p4"]),  # the energy has its word
        ("q=éolien", ["p2", "p4"]),
        ("energy=solar", ["p1", "p3"]),
        ("energy=solar,wind", ["p1", "p2", "p3", "p4"]),
        ("energy=solar&energy=hydro", ["p1", "p3"]),
        ("energy=nothing", ["p1", "p2", "p3", "p4"]),
        ("energy=hydro", ["p1", "p2", "p3", "p4"]),
        ("region=Corse", ["p1", "p2", "p3", "p4"]),
        ("region=bretagne", ["p2", "p3"]),
        ("region=Bretagne&energy=wind", ["p2"]),
        ("q=nowhere", []),
    ],
)
async def test_the_list_is_what_was_asked_for(street: Street, query: str, found: list[str]) -> None:
    assert seen((await street.get(f"/?{query}")).text) == found


async def test_what_was_not_asked_for_is_there_for_the_script(street: Street) -> None:
    page = (await street.get("/?q=nowhere")).text
    assert (len(re.findall('data-plant="', page)), "Aucune installation ne correspond." in page) == (4, True)


async def test_the_form_shows_what_was_asked_for(street: Street) -> None:
    page = (await street.get("/?q=parc&energy=wind&region=Bretagne")).text
    assert 'name="q" value="parc"' in page
    assert re.findall(r'value="(\w+)" checked', page) == ["wind"]
    assert re.findall(r"<option selected>([^<]*)", page) == ["Bretagne"]


async def test_the_total_is_that_of_the_list(street: Street) -> None:
    whole = summary((await street.get("/")).text)
    assert whole.startswith("10,5 MW produits en ce moment 2 sur 3 transmettent")
    assert summary((await street.get("/?region=Bretagne")).text).startswith("6,5 MW produits en ce moment 1 sur 2")


async def test_each_state_is_counted(street: Street) -> None:
    street.now = NOW + 60
    whole = summary((await street.get("/")).text)
    assert "0 sur 3 transmet 2 Donnée ancienne 1 Erreur de connexion 1 Sans temps réel" in whole


async def test_where_nothing_reports_no_number_is_claimed(street: Street) -> None:
    street.now = NOW + 60
    page = (await street.get("/")).text
    assert re.search(r'data-sum="power" data-empty>', page)
    assert "Aucune valeur pour l’instant" in summary(page)


async def test_the_total_speaks_english(street: Street) -> None:
    assert summary((await street.get("/?lang=en")).text).startswith("10.5 MW produced right now 2 of 3 reporting")


async def test_a_map_without_sources_says_no_total() -> None:
    page = (await Street(a_catalog(plants=[plant(slug="p1")])).get("/")).text
    assert summary(page) == "Aucune installation en temps réel 1 Sans temps réel"


async def test_the_share_of_the_capacity_stands_on_the_page_of_a_plant(street: Street) -> None:
    page = (await street.get("/centrale/p2")).text
    assert "65\u202f% de la capacité" in page
    assert re.search(r'<rect[^>]* width="0.654"', page)
