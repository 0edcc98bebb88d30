"""What a page says before any script runs."""

import re
from typing import Any

import pytest

from quelia.domain.plant import Map
from quelia.domain.reading import Value
from quelia.texts import LANGUAGES
from tests.domain.examples import NOW, plant, point, source
from tests.live.road import a_catalog, a_plant, a_source
from tests.web.street import Street, says

NO_BREAK = "\u00a0"
SHEET = "/centrale/p1"
PAGES = ("/", "/carte/france", SHEET, "/embed/centrale/p1", "/embed/carte/france")


@pytest.fixture
def street() -> Street:
    return Street(a_catalog(a_source(1)))


def element(page: str, slug: str = "p1") -> str:
    """The element of a plant's live value."""
    found = re.search(rf'<quelia-live [^>]*data-live="{slug}".*?</quelia-live>', page, re.S)
    assert found is not None
    return found[0]


def attribute(live: str, name: str) -> str | None:
    found = re.search(rf'{name}="([^"]*)"', live)
    return found[1] if found else None


def said(live: str) -> str:
    """The text of an element, with a space where a line breaks."""
    text = re.sub(r"<[^>]*>", "", live).replace("&nbsp;", NO_BREAK)
    return re.sub(r"[ \n]+", " ", text).strip(" ")


# which page


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_a_page(street: Street, path: str) -> None:
    answer = await street.get(path)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")


async def test_the_default_map_has_a_path_of_its_own(street: Street) -> None:
    assert (await street.get("/carte/france")).body == (await street.get("/")).body


async def test_a_map_shows_its_own_plants_only() -> None:
    made = Street(a_catalog(a_source(1), a_source(2), maps=[Map("one", "Le Nord", None, ("p2",))]))
    page = (await made.get("/carte/one")).text
    assert re.findall(r'data-live="(\w+)"', page) == ["p2"]


async def test_the_plants_of_a_map_stand_in_the_order_of_their_names() -> None:
    named = [plant(slug=f"p{number}", name=name) for number, name in enumerate(("éole", "Zénith", "Azur", "bois"), 1)]
    page = (await Street(a_catalog(plants=named)).get("/")).text
    assert re.findall(r'data-live="(\w+)"', page) == ["p3", "p4", "p1", "p2"]


async def test_an_empty_map_says_so() -> None:
    assert "Aucune installation n’est publiée pour l’instant." in (await Street(a_catalog()).get("/")).text


@pytest.mark.parametrize("query", ["plant=p1", "q=val", "energy=solar", "region=Bretagne", "plant=nowhere", "q=%F0"])
async def test_a_deep_link_leads_to_the_map(street: Street, query: str) -> None:
    assert (await street.get(f"/?{query}")).status == 200


@pytest.mark.parametrize("path", ["/carte/nowhere", "/centrale/nowhere", "/nowhere", "/centrale/", "/carte", "/admin/"])
@pytest.mark.parametrize(("accepted", "words"), [("fr", "Page introuvable"), ("en", "Page not found")])
async def test_a_page_that_does_not_exist_is_said_to_be_none(
    street: Street, path: str, accepted: str, words: str
) -> None:
    answer = await street.get(path, accept_language=accepted)
    assert (answer.status, f'<h1 class="sheet-name">{words}</h1>' in answer.text) == (404, True)


async def test_a_cache_keeps_no_page_that_does_not_exist(street: Street) -> None:
    assert (await street.get("/nowhere")).headers["cache-control"] == "no-store"


# in which language


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_page_says_which_language_it_speaks(street: Street, path: str, lang: str) -> None:
    assert f'<html lang="{lang}">' in (await street.get(f"{path}?lang={lang}")).text


@pytest.mark.parametrize("path", PAGES)
async def test_a_cache_knows_that_a_page_follows_the_reader_s_language(street: Street, path: str) -> None:
    headers = (await street.get(path)).headers
    assert (headers["vary"], headers["cache-control"]) == ("Accept-Language", "public, max-age=1")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", ("Temps réel", "15,8", "Solaire", "Capacité installée", "18,2")),
        ("en", ("Live", "15.8", "Solar", "Installed capacity", "18.2")),
    ],
)
async def test_a_page_speaks_one_language(street: Street, lang: str, words: tuple[str, ...]) -> None:
    street.hear(says())
    page = (await street.get(f"{SHEET}?lang={lang}")).text
    assert [word for word in words if word not in page] == []


async def test_links_between_pages_keep_the_language(street: Street) -> None:
    links = re.findall(r'href="(/[^"]*)"', (await street.get(f"{SHEET}?lang=en")).text)
    assert [link for link in links if not link.startswith("/static/") and "lang=en" not in link] == []


# what it says of a plant


STATES: list[tuple[dict[str, Any], str, str, str | None, str | None]] = [
    ({}, "live", "Temps réel", "15,8", "15.8"),
    ({"received_at": NOW - 60}, "stale", "Donnée ancienne", "15,8", "15.8"),
    ({"number": 0.0}, "no_production", "Pas de production", "0", "0"),
    ({"number": -2e5}, "no_production", "Pas de production", "\u22120,2", "-0.2"),
    ({"number": None}, "no_production", "Pas de production", None, None),
    ({"number": None, "reason": "timeout"}, "error", "Erreur de connexion", None, None),
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("facts", "state", "word", "number", "value"), STATES)
async def test_the_state_of_a_plant_stands_on_every_page(
    street: Street, path: str, facts: dict[str, Any], state: str, word: str, number: str | None, value: str | None
) -> None:
    street.hear(says(**facts))
    live = element((await street.get(path)).text)
    assert (attribute(live, "data-state"), attribute(live, "data-value")) == (state, value)
    assert said(live).startswith((f"{word} ", f"⚡{word} "))
    assert re.findall(rf"(\S+){NO_BREAK}MW", said(live)) == ([] if number is None else [number])


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("facts", "state"), [(facts, state) for facts, state, *_ in STATES])
async def test_only_what_is_live_has_the_bolt(street: Street, path: str, facts: dict[str, Any], state: str) -> None:
    street.hear(says(**facts))
    assert ("⚡" in element((await street.get(path)).text)) is (state == "live")


@pytest.mark.parametrize(
    ("catalog", "state", "word"),
    [
        (a_catalog(a_source(1)), "waiting", "Connexion…"),
        (a_catalog(a_source(1), plants=[a_plant("p1", paused="Travaux")]), "paused", "Travaux"),
        (a_catalog(plants=[a_plant("p1")]), "none", ""),
    ],
    ids=["waiting", "paused", "none"],
)
async def test_a_plant_without_a_value_says_at_most_a_word(catalog: Any, state: str, word: str) -> None:
    live = element((await Street(catalog).get(SHEET)).text)
    assert (attribute(live, "data-state"), said(live).replace(NO_BREAK, "").strip()) == (state, word)


async def test_the_other_quantities_stand_on_the_page_of_the_plant() -> None:
    both = source(point(plant="p1"), point("warmth", "°C", plant="p1", quantity="temperature"), id=1, slug="s1")
    made = Street(a_catalog(both))
    made.hear(says(values=(Value("power", "MW", 1e6), Value("temperature", "°C", 21.5))))
    assert f"21,5{NO_BREAK}°C" in said(element((await made.get(SHEET)).text))


async def test_what_is_known_of_a_plant_stands_on_its_page() -> None:
    told = plant(slug="p1", commune="Marseille", region="Sud", description="Au bord de l’étang.")
    page = (await Street(a_catalog(plants=[told])).get(SHEET)).text
    shown = ("Centrale de Marseille", "Solaire", "Marseille, Sud", f"18,2{NO_BREAK}MW", "Au bord de l’étang.")
    assert [each for each in shown if each not in said(page)] == []


async def test_the_map_says_where_its_plants_are(street: Street) -> None:
    page = (await street.get("/")).text
    assert 'data-longitude="5.3698" data-latitude="43.2965"' in page


@pytest.mark.parametrize("path", PAGES)
async def test_who_has_no_script_is_told_what_that_means(street: Street, path: str) -> None:
    assert "<noscript>" in (await street.get(path)).text


# simulated


@pytest.mark.parametrize("path", PAGES)
async def test_the_demo_says_once_that_its_values_are_made_up(path: str) -> None:
    made = Street(a_catalog(a_source(1), plants=[a_plant("p1", simulated=True)]), simulated=True)
    assert (await made.get(path)).text.partition("<body")[2].count("Données simulées") == 1


@pytest.mark.parametrize("path", PAGES)
async def test_a_simulated_plant_says_so_whoever_serves_it(path: str) -> None:
    made = Street(a_catalog(a_source(1), plants=[a_plant("p1", simulated=True)]))
    assert "Données simulées" in said(element((await made.get(path)).text))


@pytest.mark.parametrize("path", PAGES)
async def test_a_plant_that_is_not_simulated_says_nothing_of_it(street: Street, path: str) -> None:
    assert "simulées" not in (await street.get(path)).text


# what is looked at is watched


@pytest.mark.parametrize(
    ("path", "channel"),
    [
        ("/", "map:france"),
        ("/carte/france", "map:france"),
        ("/embed/carte/france", "map:france"),
        (SHEET, "plant:p1"),
        ("/embed/centrale/p1", "plant:p1"),
    ],
)
async def test_a_page_that_is_looked_at_is_watched_for_a_while(street: Street, path: str, channel: str) -> None:
    await street.get(path)
    assert street.demand.watched([channel])
