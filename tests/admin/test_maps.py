"""Maps in the office: what they show, how they look, and who may frame them."""

import re
from typing import Any

import pytest
from django.test import Client

from quelia.store import models
from tests.admin.counter import Counter

NEW, EDIT, FRANCE = "/admin/cartes/nouvelle/", "/admin/cartes/map-soleil/", "/admin/cartes/france/"
USUAL = {"name": "Le Grand Ouest", "shows": "all", "background": "auto"}


@pytest.fixture
def visitor(counter: Counter) -> Client:
    return counter.visitor(counter.operator)


def errors(visitor: Client, path: str = NEW, **given: Any) -> list[str]:
    """What is to be corrected; empty where the form was taken."""
    answer = visitor.post(path, {**USUAL, **given})
    assert answer.status_code in (302, 422)
    return re.findall(r'<p class="error">(.*?)</p>', answer.content.decode())


def saved(slug: str) -> models.Map:
    return models.Map.objects.get(slug=slug)


def test_a_map_is_made_with_all_that_it_may_have(visitor: Client) -> None:
    given: dict[str, Any] = {
        "address": "ouest",
        "shows": "owners",
        "owners": ["vent"],
        "accent": "#2F7F86",
        "background": "dark",
    }
    assert errors(visitor, **given, sites="https://www.Exemple.fr/\nhttps://*.exemple.org") == []
    row = saved("ouest")
    assert (row.name, row.owners, row.plants) == ("Le Grand Ouest", ["vent"], None)
    assert (row.accent, row.background) == ("#2f7f86", "dark")
    assert row.sites == ["https://www.exemple.fr", "https://*.exemple.org"]


def test_without_an_address_a_map_has_that_of_its_name(visitor: Client) -> None:
    assert errors(visitor) == []
    assert saved("le-grand-ouest").owners is None


@pytest.mark.parametrize("address", ["map-vent", "france"])
def test_an_address_is_given_once(visitor: Client, address: str) -> None:
    assert errors(visitor, address=address) == ["Cette adresse est déjà prise."]


def test_no_new_map_is_the_default_one_by_its_name(visitor: Client) -> None:
    assert errors(visitor, name="France") == ["Ce nom est déjà pris."]


@pytest.mark.parametrize("address", ["Ouest", "a b", "é", "a/b", "-a"])
def test_an_address_that_cannot_be_is_corrected_where_it_stands(visitor: Client, address: str) -> None:
    (said,) = errors(visitor, address=address)
    assert "minuscules" in said


def test_an_address_does_not_change(visitor: Client) -> None:
    assert errors(visitor, EDIT, address="elsewhere") == []
    assert saved("map-soleil").name == "Le Grand Ouest"
    assert not models.Map.objects.filter(slug="elsewhere").exists()


@pytest.mark.parametrize(
    ("shows", "said"),
    [("owners", "Choisissez au moins un exploitant."), ("plants", "Choisissez au moins une centrale.")],
)
def test_what_is_to_be_chosen_is_chosen(visitor: Client, shows: str, said: str) -> None:
    assert errors(visitor, shows=shows) == [said]


@pytest.mark.parametrize(
    ("shows", "owners", "plants"),
    [("all", None, None), ("owners", ["vent"], None), ("plants", None, ["plant-soleil"])],
)
def test_only_what_was_chosen_counts(visitor: Client, shows: str, owners: object, plants: object) -> None:
    assert errors(visitor, EDIT, shows=shows, owners=["vent"], plants=["plant-soleil"]) == []
    row = saved("map-soleil")
    assert (row.owners, row.plants) == (owners, plants)


def test_what_a_file_declared_of_both_kinds_is_kept(visitor: Client) -> None:
    models.Map.objects.filter(slug="map-soleil").update(plants=["plant-vent"])
    page = visitor.get(EDIT).content.decode()
    assert re.search(r'name="shows" value="both"[^>]*checked', page)
    assert 'value="both"' not in visitor.get(NEW).content.decode()
    assert errors(visitor, EDIT, shows="both", owners=["soleil"], plants=["plant-vent"]) == []
    assert (saved("map-soleil").owners, saved("map-soleil").plants) == (["soleil"], ["plant-vent"])


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ({"accent": "#ffd500"}, "#a98d00"),
        ({"accent": "#0f5257"}, "#3c7377"),
        ({"accent": "ochre"}, "#2f7f86"),
        ({"sites": "www.exemple.fr"}, "https://www.exemple.fr"),
        ({"sites": "https://*.fr"}, "trop de sites"),
        ({"background": "blue"}, "blue"),
    ],
)
def test_what_cannot_be_is_told_with_what_can(visitor: Client, given: dict[str, str], part: str) -> None:
    (said,) = errors(visitor, **given)
    assert part in said
    assert not models.Map.objects.filter(name="Le Grand Ouest").exists()


def test_a_colour_may_be_written_without_its_sign(visitor: Client) -> None:
    assert errors(visitor, EDIT, accent="2f7f86") == []
    assert saved("map-soleil").accent == "#2f7f86"


def test_the_form_says_how_many_plants_are_seen(visitor: Client) -> None:
    assert "sur cette carte\u00a0: 1" in visitor.get(EDIT).content.decode()
    models.Plant.objects.filter(slug="plant-soleil").update(published=False)
    assert "sur cette carte\u00a0: 0" in visitor.get(EDIT).content.decode()


def test_the_default_map_is_listed_and_given_a_look_before_anybody_declared_it(visitor: Client) -> None:
    assert visitor.get("/admin/cartes/").content.decode().count('href="/admin/cartes/france/"') == 2
    assert "shows" not in visitor.get(FRANCE).content.decode()
    assert errors(visitor, FRANCE, name="Nos centrales", accent="#888", sites="https://exemple.fr") == []
    row = saved("france")
    assert (row.name, row.owners, row.plants, row.accent) == ("Nos centrales", None, None, "#888")


def test_the_default_map_stays(visitor: Client) -> None:
    for declared in (False, True):
        if declared:
            models.Map.objects.create(slug="france", name="France")
        assert visitor.post(f"{FRANCE}supprimer/").status_code == 409
    assert saved("france").name == "France"


@pytest.mark.parametrize(("asked", "found"), [("", 3), ("soleil", 1), ("fra", 1), ("nowhere", 0), ("carte vent", 1)])
def test_maps_are_found_by_their_words(visitor: Client, asked: str, found: int) -> None:
    page = visitor.get("/admin/cartes/", {"q": asked}).content.decode()
    assert page.count('scope="row"') == found


def test_the_journal_tells_a_look_in_words(visitor: Client) -> None:
    errors(
        visitor, EDIT, background="dark", accent="#888", sites="https://exemple.fr", shows="owners", owners=["soleil"]
    )
    page = visitor.get("/admin/journal/").content.decode()
    assert [word for word in ("Fond", "Sombre", "Couleur", "#888", "https://exemple.fr") if word not in page] == []
    assert "dark" not in page.partition("<main")[2].partition("</main>")[0]
