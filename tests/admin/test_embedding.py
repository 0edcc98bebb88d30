"""Codes to paste, as the office offers them."""

import html
import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from quelia.store import models
from tests.admin.counter import Counter
from tests.domain.test_snippet import Read

PLANT, MAP, FRANCE = (
    "/admin/centrales/plant-soleil/integrer/",
    "/admin/cartes/map-soleil/integrer/",
    "/admin/cartes/france/integrer/",
)
HOSTILE = "Toits\"><script>alert(1)</script> & 'co' ](javascript:alert(1))"


@pytest.fixture
def visitor(counter: Counter) -> Client:
    return counter.visitor(counter.operator)


def page_of(visitor: Client, path: str, **asked: str) -> str:
    answer = visitor.get(f"{path}?{urlencode(asked)}")
    assert answer.status_code == 200
    return answer.content.decode()


def codes(visitor: Client, path: str, **asked: str) -> list[str]:
    found = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page_of(visitor, path, **asked), re.S)
    return [html.unescape(each) for each in found]


def preview(visitor: Client, path: str, **asked: str) -> str:
    found = re.search(r'srcdoc="([^"]*)"', page_of(visitor, path, **asked))
    assert found is not None
    return html.unescape(found[1])


def elements(code: str) -> list[tuple[str, list[str]]]:
    """Each with the names of its attributes."""
    return [(tag, sorted(attributes)) for tag, attributes in Read(code).elements]


@pytest.mark.parametrize(
    ("path", "asked", "parts"),
    [
        (PLANT, {}, ['src="http://localhost:8000/embed/centrale/plant-soleil"', 'width="340"', 'height="180"']),
        (PLANT, {"language": "en", "theme": "dark", "show": "value"}, ["?lang=en&amp;theme=dark&amp;show=value"]),
        (PLANT, {"width": "", "height": "220"}, ['width="100%"', 'height="220"']),
        (PLANT, {"fit": "content"}, ["/embed/quelia.js", "data-quelia-height"]),
        (PLANT, {"kind": "element"}, ['<quelia-live plant="plant-soleil"><a', "/embed/quelia.js"]),
        (PLANT, {"kind": "element", "inline": "on", "language": "fr"}, ['plant="plant-soleil" lang="fr" inline>']),
        (PLANT, {"kind": "badge"}, ["prefers-color-scheme: dark", "theme=dark"]),
        (MAP, {}, ['src="http://localhost:8000/embed/carte/map-soleil"', 'width="100%"', 'height="480"']),
        (MAP, {"plant": "plant-soleil", "energy": "solar"}, ["?plant=plant-soleil&amp;energy=solar"]),
        (
            MAP,
            {"kind": "element", "theme": "light", "energy": "solar"},
            ['<quelia-map map="map-soleil" energy="solar" theme="light" height="480">'],
        ),
        (FRANCE, {}, ["/embed/carte/france"]),
    ],
)
def test_a_code_says_what_was_chosen(visitor: Client, path: str, asked: dict[str, str], parts: list[str]) -> None:
    code = codes(visitor, path, **asked)[0]
    assert [part for part in parts if part not in code] == []


def test_a_badge_is_offered_in_two_languages_of_writers(visitor: Client) -> None:
    of_html, of_markdown = codes(visitor, PLANT, kind="badge", theme="light")
    assert of_html.startswith('<a href="http://localhost:8000/centrale/plant-soleil"><img ')
    assert of_markdown.startswith("[![Centrale soleil")


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "nothing"},
        {"width": "9e9"},
        {"height": "-1"},
        {"theme": '"><script>'},
        {"language": "de"},
        {"fit": "x", "show": "y", "ground": "z"},
    ],
)
def test_what_cannot_be_chosen_leaves_what_is_usual_and_is_said(visitor: Client, asked: dict[str, str]) -> None:
    assert codes(visitor, PLANT, **asked) == codes(visitor, PLANT)
    assert 'class="error"' in page_of(visitor, PLANT, **asked)


def test_only_plants_of_the_map_can_be_opened_on_it(visitor: Client) -> None:
    assert codes(visitor, MAP, plant="plant-vent") == codes(visitor, MAP)
    assert "plant=plant-vent" in codes(visitor, FRANCE, plant="plant-vent")[0]


@pytest.mark.parametrize("kind", ["frame", "element", "badge"])
def test_the_preview_is_the_code_itself_from_this_very_server(visitor: Client, kind: str) -> None:
    shown = preview(visitor, PLANT, kind=kind)
    assert codes(visitor, PLANT, kind=kind)[0].replace("http://localhost:8000", "") in shown
    assert "http://" not in shown


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_the_preview_stands_on_the_ground_that_was_chosen(visitor: Client, ground: str) -> None:
    assert f'<meta name="color-scheme" content="{ground}">' in preview(visitor, PLANT, ground=ground)


@pytest.mark.parametrize("kind", ["frame", "element", "badge"])
def test_a_name_adds_nothing_to_a_code_nor_to_its_preview(visitor: Client, kind: str) -> None:
    harmless = elements(codes(visitor, PLANT, kind=kind)[0] + preview(visitor, PLANT, kind=kind))
    models.Plant.objects.filter(slug="plant-soleil").update(name=HOSTILE)
    assert elements(codes(visitor, PLANT, kind=kind)[0] + preview(visitor, PLANT, kind=kind)) == harmless


@pytest.mark.parametrize(
    ("path", "asked", "policy"),
    [
        (PLANT, {}, "frame-src S"),
        (PLANT, {"fit": "content"}, "frame-src S; script-src S"),
        (PLANT, {"kind": "element"}, "script-src S; connect-src S"),
        (PLANT, {"kind": "badge"}, "img-src S"),
        (MAP, {"kind": "element"}, "script-src S; frame-src S"),
    ],
)
def test_what_the_policy_of_the_site_must_allow_is_said(
    visitor: Client, path: str, asked: dict[str, str], policy: str
) -> None:
    assert f"<code>{policy.replace('S', 'http://localhost:8000')}</code>" in page_of(visitor, path, **asked)


def test_a_plant_that_is_not_published_says_why_there_is_nothing_yet(visitor: Client) -> None:
    models.Plant.objects.update(published=False)
    page = page_of(visitor, PLANT)
    assert "n’est pas publiée" in page
    assert "textarea" not in page


def test_a_map_without_plants_says_so(visitor: Client) -> None:
    assert "ne montre encore aucune centrale" not in page_of(visitor, MAP)
    models.Plant.objects.update(published=False)
    assert "ne montre encore aucune centrale" in page_of(visitor, MAP)


def test_people_of_an_owner_have_the_codes_of_their_own_plants_only(counter: Counter) -> None:
    own, other = (counter.visitor(counter.people[slug]).get(PLANT).status_code for slug in ("soleil", "vent"))
    assert (own, other) == (200, 404)


def test_a_map_that_does_not_exist_has_no_codes(visitor: Client) -> None:
    assert visitor.get("/admin/cartes/nowhere/integrer/").status_code == 404
