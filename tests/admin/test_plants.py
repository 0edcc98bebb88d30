"""Plants in the office: their form, and the list of many."""

import html
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from quelia.domain.standing import Standing
from quelia.store import models
from tests.admin.counter import Counter
from tests.admin.drafting import accepted
from tests.admin.untouched import untouched

EDIT = "/admin/centrales/plant-soleil/modifier/"


@pytest.fixture
def visitor(counter: Counter) -> Client:
    return counter.visitor(counter.operator)


def saved(visitor: Client, **changed: Any) -> HttpResponse:
    answer = visitor.post(EDIT, {**untouched(visitor.get(EDIT).content.decode()), **changed})
    assert isinstance(answer, HttpResponse)
    return answer


def plant() -> models.Plant:
    return models.Plant.objects.get(slug="plant-soleil")


FULL: dict[str, Any] = {
    "intercommunality": "Grand Val",
    "links": [{"label": "Le projet", "url": "https://projet.example/?a=1&b=2"}],
    "contact_name": "Léa",
    "contact_email": "lea@soleil.example",
    "contact_phone": "+33 4 00",
    "website": "https://soleil.example",
    "card": ["owner", "history"],
    "description": "Deux\nlignes <b>\n",
    "published": True,
    "paused": "Entretien",
}


def test_what_is_saved_untouched_stays_as_it_is(visitor: Client) -> None:
    models.Plant.objects.filter(slug="plant-soleil").update(**FULL | {"card": ["history", "owner"]})
    before = models.Plant.objects.values().get(slug="plant-soleil")
    assert saved(visitor).status_code == 302
    assert models.Plant.objects.values().get(slug="plant-soleil") == before
    assert not models.Change.objects.exists()


def test_what_is_written_into_the_form_is_saved_and_told(visitor: Client) -> None:
    given = {**FULL, "links": "Le projet | https://projet.example/?a=1&b=2"}
    assert saved(visitor, **{name: given[name] for name in list(given)[:7]}).status_code == 302
    assert {name: getattr(plant(), name) for name in list(FULL)[:7]} == dict(list(FULL.items())[:7])
    journal = html.unescape(visitor.get("/admin/journal/").content.decode())
    assert "Le projet (https://projet.example/?a=1&b=2)" in journal
    assert "Exploitant, Historique" in journal


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"latitude": "43,2965", "longitude": "5,3698"}, (43.2965, 5.3698)),
        ({"latitude": "43,2965 5,3698", "longitude": ""}, (43.2965, 5.3698)),
        ({"latitude": "0", "longitude": "43.2965, 5.3698"}, (43.2965, 5.3698)),
        ({"latitude": "21°07'S 55°32'E", "longitude": "0"}, (-21.116667, 55.533333)),
        ({"latitude": "21°07'S", "longitude": "55°32'E"}, (-21.116667, 55.533333)),
    ],
)
def test_coordinates_are_taken_as_people_write_them(
    visitor: Client, given: dict[str, str], place: tuple[float, float]
) -> None:
    assert saved(visitor, **given).status_code == 302
    assert (plant().latitude, plant().longitude) == place


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"latitude": "91"}, "latitude"),
        ({"latitude": "nord"}, "latitude"),
        ({"latitude": ""}, "latitude"),
        ({"longitude": "nan"}, "longitude"),
        ({"links": "Le projet"}, "links"),
        ({"links": "\n".join(f"https://a.example/{number}" for number in range(11))}, "links"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"card": ["secret"]}, "card"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(visitor: Client, given: dict[str, Any], field: str) -> None:
    answer = saved(visitor, **given)
    assert answer.status_code == 422
    wrong = re.findall(r'class="field field-(\w+) is-wrong"', answer.content.decode())
    assert wrong == [field]


def test_a_thousand_plants_are_found_page_by_page(counter: Counter, visitor: Client) -> None:
    models.Plant.objects.bulk_create(
        models.Plant(
            slug=f"p{number}",
            owner=counter.owners["vent"],
            name=f"Parc {number:04}",
            energy="wind",
            latitude=47,
            longitude=0,
        )
        for number in range(1_000)
    )
    pages = [visitor.get("/admin/centrales/", {"q": "parc", "page": page}).content.decode() for page in (1, 2, 20, 99)]
    assert [page.count('<th scope="row">') for page in pages] == [50, 50, 50, 50]
    assert ["Parc 0000" in pages[0], "Parc 0050" in pages[1], "Parc 0999" in pages[2]] == [True] * 3
    assert "?q=parc&amp;page=2" in pages[0]
    assert visitor.get("/admin/centrales/", {"q": "parc 0123"}).content.decode().count('<th scope="row">') == 1


def test_to_delete_says_what_is_taken_along(visitor: Client) -> None:
    page = visitor.get("/admin/centrales/plant-soleil/supprimer/").content.decode()
    assert "logo" in page
    assert "historique" in page


def test_a_plant_that_was_saved_is_shown(visitor: Client) -> None:
    assert saved(visitor).headers["Location"] == "/admin/centrales/plant-soleil/"


def sections(visitor: Client) -> list[str]:
    return re.findall(r'<h2 id="(\w+)"', visitor.get("/admin/centrales/plant-soleil/").content.decode())


def test_the_page_of_a_plant_begins_with_what_is_to_do_next(visitor: Client) -> None:
    rest = ["preview", "publish"]
    assert sections(visitor) == ["sources", "ask", *rest, "embed", "given"]
    accepted()
    assert sections(visitor) == [*rest, "sources", "embed", "given", "ask"]


def test_people_of_an_owner_are_shown_nothing_that_only_operators_do(counter: Counter) -> None:
    models.Plant.objects.update(published=False)
    theirs = counter.visitor(counter.people["soleil"])
    assert sections(theirs) == ["preview", "sources", "embed"]


@pytest.mark.parametrize(
    ("wording", "seen", "shown"),
    [("Entretien", "live", "paused"), ("", "paused", "waiting"), ("", "none", "waiting"), ("", "live", "live")],
)
def test_the_state_of_a_plant_is_not_that_of_before_its_last_change(
    counter: Counter, visitor: Client, wording: str, seen: str, shown: str
) -> None:
    accepted()
    counter.standings["plant-soleil"] = Standing(source=1, state=seen)
    models.Plant.objects.filter(slug="plant-soleil").update(paused=wording)
    assert f'class="state state-{shown}"' in visitor.get("/admin/centrales/plant-soleil/").content.decode()


def test_resuming_says_so(visitor: Client) -> None:
    models.Plant.objects.filter(slug="plant-soleil").update(paused="Entretien", published=True)
    told = visitor.post("/admin/centrales/plant-soleil/suspendre/", follow=True).content.decode()
    assert "L’affichage a repris." in told


def test_the_first_steps_are_said_one_after_the_other(visitor: Client) -> None:
    told = []
    accepted()
    for table in (models.Map, models.Source, models.Plant, models.Owner):
        table.objects.all().delete()
        told += re.findall(r'<p class="note">[^<]*<a href="([^"]*)"', visitor.get("/admin/").content.decode())
    assert told == ["/admin/sources/nouvelle/", "/admin/centrales/nouvelle/", "/admin/exploitants/nouveau/"]


def test_forms_say_what_must_be_there_before(visitor: Client) -> None:
    new = ("/admin/sources/nouvelle/", "/admin/centrales/nouvelle/")
    sentences = ("Une source mesure une centrale", "Une centrale appartient à un exploitant")
    assert [each in visitor.get(path).content.decode() for each, path in zip(sentences, new, strict=True)] == [
        False
    ] * 2
    for table in (models.Source, models.Plant, models.Map, models.Owner):
        table.objects.all().delete()
    assert [each in visitor.get(path).content.decode() for each, path in zip(sentences, new, strict=True)] == [True] * 2


def test_what_stands_in_the_way_of_a_deletion_can_be_gone_to(visitor: Client) -> None:
    accepted()
    for path in ("/admin/centrales/plant-soleil/supprimer/", "/admin/exploitants/soleil/supprimer/"):
        held = re.findall(r'<li><a href="(/admin/(?:sources|centrales)/[\w-]+/)"', visitor.get(path).content.decode())
        assert held
        assert {visitor.get(each).status_code for each in held} == {200}
