"""Publishing: what becomes public is shown first, and what stays private is not even there."""

import pytest
from django.test import Client

from quelia.admin.desk import Seen
from quelia.store import models
from tests.admin.counter import Counter
from tests.admin.drafting import SECRET, accepted, drafted

PAGE, PLANT = "/admin/centrales/plant-soleil/publier/", "/admin/centrales/plant-soleil/"
LIVE = Seen("live", "Temps réel", "15,8\u00a0MW")


@pytest.fixture
def operator(counter: Counter) -> Client:
    models.Plant.objects.update(published=False)
    models.Owner.objects.filter(slug="soleil").update(
        contact_name="Jean Secret", contact_email="jean@secret.example", contact_phone="0102030405"
    )
    counter.seen["plant-soleil"] = LIVE
    return counter.visitor(counter.operator)


def page(operator: Client) -> str:
    return operator.get(PAGE).content.decode()


def published() -> bool:
    return models.Plant.objects.get(slug="plant-soleil").published


def test_looking_publishes_nothing(operator: Client) -> None:
    page(operator)
    assert not published()


@pytest.mark.parametrize(
    "told",
    [
        "Centrale soleil", "Solaire", "43,3", "18,2 MW", "En service", "France", "Carte soleil",
        "/centrale/plant-soleil", "15,8\u00a0MW", "Temps réel",
    ],
)  # fmt: skip
def test_what_becomes_public_is_said(operator: Client, told: str) -> None:
    assert told in page(operator).partition("<main")[2]


def test_a_map_that_does_not_select_the_plant_is_not_named(operator: Client) -> None:
    assert "Carte vent" not in page(operator)


def test_what_stays_private_is_named_and_not_shown(operator: Client) -> None:
    accepted(url="http://127.0.0.1/hidden-place")
    told = page(operator)
    assert "L’adresse de l’API, la clé" in told
    assert [
        word for word in ("hidden-place", SECRET, "Jean Secret", "secret.example", "0102030405") if word in told
    ] == []


def test_a_value_that_nobody_measured_is_a_warning(counter: Counter, operator: Client) -> None:
    assert "personne ne l’a mesurée" not in page(operator)
    counter.seen["plant-soleil"] = LIVE._replace(simulated=True)
    assert "personne ne l’a mesurée" in page(operator)


@pytest.mark.parametrize(
    ("state", "warned"),
    [
        ("none", "Aucune source ne mesure encore"),
        ("waiting", "Aucune valeur n’est encore arrivée"),
        ("stale", "La dernière valeur est ancienne"),
        ("error", "ne donne pas de valeur en ce moment"),
        ("paused", "L’affichage est suspendu"),
    ],
)
def test_a_source_that_gives_no_value_is_a_warning_and_no_ban(
    counter: Counter, operator: Client, state: str, warned: str
) -> None:
    counter.seen["plant-soleil"] = Seen(state, "", "")
    assert warned in page(operator)
    operator.post(PAGE, {"published": "1"})
    assert published()


@pytest.mark.parametrize("state", ["live", "no_production"])
def test_a_source_that_works_is_said_to(counter: Counter, operator: Client, state: str) -> None:
    counter.seen["plant-soleil"] = LIVE._replace(state=state)
    assert "La source répond, et la valeur se lit." in page(operator)


def test_a_plant_that_the_running_catalog_does_not_know_yet_can_be_published(
    counter: Counter, operator: Client
) -> None:
    counter.seen.clear()
    assert "Aucune valeur n’est encore arrivée" in page(operator)


def test_changes_that_wait_are_not_published_with_the_plant(operator: Client) -> None:
    draft = drafted(accepted(), interval_s=10.0)
    assert "Elles ne seront pas publiées avec la centrale." in page(operator)
    operator.post(PAGE, {"published": "1"})
    assert models.Draft.objects.get() == draft


def test_what_is_public_is_paused_by_one_button(operator: Client) -> None:
    operator.post(PAGE, {"published": "1"})
    assert 'action="/admin/centrales/plant-soleil/suspendre/"' in operator.get(PLANT).content.decode()


def test_it_is_asked_before_what_is_public_is_withdrawn(operator: Client) -> None:
    operator.post(PAGE, {"published": "1"})
    told = operator.get(PLANT).content.decode()
    assert (f'href="{PAGE}"' in told, f'action="{PAGE}"' in told) == (True, False)
    asked = page(operator)
    assert ("Retirer Centrale soleil de la carte\u00a0?" in asked, f'href="{PLANT}"' in asked) == (True, True)
    assert published()
    operator.post(PAGE, {"published": "0"})
    assert not published()


def test_what_is_public_already_says_so(operator: Client) -> None:
    operator.post(PAGE, {"published": "1"})
    assert "Cette centrale est publique." in page(operator)


def test_people_of_an_owner_publish_nothing(counter: Counter, operator: Client) -> None:
    theirs = counter.visitor(counter.people["soleil"])
    assert (theirs.get(PAGE).status_code, theirs.post(PAGE, {"published": "1"}).status_code) == (404, 404)
    assert not published()


def test_only_what_the_public_is_told_is_said_to_become_public(operator: Client) -> None:
    models.Plant.objects.filter(slug="plant-soleil").update(
        card=["description"], commune="Sabres", description="Un toit"
    )
    shown, _, hidden = page(operator).partition("<main")[2].partition('id="hidden"')
    assert [word for word in ("Un toit", "Sabres", "18,2 MW", "<dd>Soleil</dd>") if word in shown] == ["Un toit"]
    assert "ne pas dire : Capacité, Commune et intercommunalité, Exploitant." in hidden.replace("\u00a0", " ")


def test_links_and_the_contact_that_become_public_are_shown(operator: Client) -> None:
    models.Plant.objects.filter(slug="plant-soleil").update(
        card=["links", "contact"],
        links=[{"label": "Le projet", "url": "https://projet.example/"}],
        contact_name="Accueil",
        contact_phone="0503",
    )
    shown = page(operator).partition('id="hidden"')[0]
    assert "Le projet (https://projet.example/)" in shown
    assert "Accueil, 0503" in shown


def test_of_a_public_plant_nobody_is_told_that_it_may_be_published(counter: Counter, operator: Client) -> None:
    counter.seen["plant-soleil"] = Seen("error", "Erreur de connexion", "")
    operator.post(PAGE, {"published": "1"})
    assert "Vous pouvez publier quand même" not in page(operator)
