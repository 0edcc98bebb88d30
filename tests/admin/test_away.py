"""Who does not want to save after all leaves a form by a link, without a script, and nothing changes."""

import re

import pytest
from django.test import Client

from quelia.store import models
from tests.admin.counter import Counter

PLANT = "/admin/centrales/plant-soleil/"


@pytest.fixture
def operator(counter: Counter) -> Client:
    counter.connect("soleil")
    return counter.visitor(counter.operator)


def away(visitor: Client, path: str) -> list[str]:
    """Where "Annuler" leads."""
    page = visitor.get(path).content.decode()
    return re.findall(r'<a class="quiet" href="([^"]+)">Annuler</a>', page)


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("/admin/exploitants/nouveau/", "/admin/exploitants/"),
        ("/admin/exploitants/soleil/", "/admin/exploitants/"),
        ("/admin/centrales/nouvelle/", "/admin/centrales/"),
        (f"{PLANT}modifier/", PLANT),
        ("/admin/cartes/nouvelle/", "/admin/cartes/"),
        ("/admin/cartes/map-soleil/", "/admin/cartes/"),
        ("/admin/comptes/nouveau/", "/admin/comptes/"),
        ("/admin/sources/nouvelle/", "/admin/sources/"),
        ("/admin/sources/nouvelle/?plant=plant-vent", "/admin/centrales/plant-vent/"),
        ("/admin/sources/nouvelle/?plant=nowhere", "/admin/sources/"),
        ("/admin/sources/nouvelle/?preset=solaredge&plant=plant-vent", "/admin/sources/systemes/?plant=plant-vent"),
        ("/admin/sources/source-soleil/modifier/", PLANT),
        ("/admin/sources/source-soleil/secret/", PLANT),
        ("/admin/centrales/nouvelle/?answer=x", "/admin/centrales/"),
    ],
)  # fmt: skip
def test_a_form_is_left_to_where_one_came_from(operator: Client, path: str, leads: str) -> None:
    assert away(operator, path) == [leads]
    assert operator.get(leads).status_code == 200


def test_a_form_that_was_begun_for_an_answer_is_left_to_it(operator: Client, counter: Counter) -> None:
    for path in ("/admin/centrales/nouvelle/", "/admin/sources/nouvelle/"):
        assert away(operator, f"{path}?answer=7") == ["/admin/reponses/7/"]


def test_somebody_of_the_owner_leaves_to_his_plant(counter: Counter, operator: Client) -> None:
    theirs = counter.visitor(counter.people["soleil"])
    assert away(theirs, "/admin/sources/source-soleil/secret/") == [PLANT]


def test_leaving_changes_nothing(operator: Client) -> None:
    before = (models.Revision.objects.values_list("number").first(), models.Change.objects.count())
    for path in (f"{PLANT}modifier/", "/admin/sources/source-soleil/modifier/"):
        operator.get(away(operator, path)[0])
    assert before == (models.Revision.objects.values_list("number").first(), models.Change.objects.count())
