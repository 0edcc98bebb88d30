"""Drafts in the office: what they change in words, accepted as they were seen, or discarded."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from django.test import Client

from quelia.admin.views import drafts
from quelia.store import models
from quelia.store.entries import entry_of
from tests.admin.counter import Counter
from tests.admin.drafting import OTHER, SECRET, SLUG, accepted, drafted, keyed, measuring

PLANT = "/admin/centrales/plant-soleil/"
ACCEPT, DISCARD = f"/admin/sources/{SLUG}/publier/", f"/admin/sources/{SLUG}/abandonner/"


@pytest.fixture
def operator(counter: Counter) -> Client:
    return counter.visitor(counter.operator)


def page(operator: Client, path: str = PLANT) -> str:
    return operator.get(path).content.decode()


def stand(operator: Client) -> str:
    found = re.search(r'name="stand" value="([^"]+)"', page(operator))
    assert found
    return found[1]


def told(operator: Client, path: str = PLANT) -> list[str]:
    """Each difference as one hears it."""
    found = re.findall(r'<li><span class="which">(.*?)</li>', page(operator, path))
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", each)).strip() for each in found]


def interval_s() -> float:
    return models.Source.objects.get(slug=SLUG).interval_s


def test_without_a_draft_nothing_waits(operator: Client) -> None:
    accepted()
    assert "Modifications en attente" not in page(operator)


def test_what_changes_is_told_before_and_after(operator: Client) -> None:
    entry = accepted()
    drafted(entry, interval_s=10.0, null="error", point=measuring("plant-soleil", unit="MW", scale=0.5))
    assert told(operator) == [
        "Intervalle : avant : 5 s → après : 10 s",
        "Valeur absente : avant : pas de production → après : erreur",
        "Unité (Puissance, Centrale soleil) : avant : kW → après : MW",
        "Facteur (Puissance, Centrale soleil) : avant : 1 → après : 0,5",
    ]


def test_of_a_secret_only_that_it_changed(operator: Client) -> None:
    entry = accepted()
    drafted(entry, auth=keyed(OTHER))
    assert told(operator) == ["Secret : changé"]
    assert [secret for secret in (SECRET, OTHER) if secret in page(operator) + page(operator, ACCEPT)] == []


def test_a_draft_that_changes_nothing_says_so(operator: Client) -> None:
    drafted(accepted())
    assert told(operator) == []
    assert "Rien ne change" in page(operator)


def test_a_draft_of_a_source_that_is_not_there_yet_is_told_too(operator: Client) -> None:
    drafted(accepted(), slug="meteo", auth=[], point=measuring("plant-soleil", quantity="temperature", unit="°C"))
    assert told(operator) == [
        "Adresse de l’API : http://127.0.0.1/live",
        "Chemin de la valeur (Température, Centrale soleil) : power",
        "Unité (Température, Centrale soleil) : °C",
    ]


def test_a_draft_that_takes_a_plant_away_is_told_at_that_plant(operator: Client) -> None:
    drafted(accepted(), point=measuring("plant-vent"))
    assert told(operator) == [
        "Chemin de la valeur (Puissance, Centrale vent) : power",
        "Unité (Puissance, Centrale vent) : kW",
        "Chemin de la valeur (Puissance, Centrale soleil) : avant : power",
        "Unité (Puissance, Centrale soleil) : avant : kW",
    ]


def test_a_draft_of_several_plants_says_so(operator: Client) -> None:
    drafted(
        accepted(point=[msgspec.to_builtins(each) for each in measuring("plant-soleil", "plant-vent")]), interval_s=9.0
    )
    for path in (PLANT, ACCEPT, DISCARD):
        said = page(operator, path).partition("plusieurs centrales")[2]
        assert ("Centrale soleil" in said, "Centrale vent" in said) == (True, True)


def test_people_of_an_owner_are_told_that_changes_wait_and_no_more(counter: Counter) -> None:
    drafted(accepted(), interval_s=10.0)
    theirs = counter.visitor(counter.people["soleil"])
    assert "la version publiée" in page(theirs)
    assert told(theirs) == []
    assert [theirs.get(path).status_code for path in (ACCEPT, DISCARD)] == [404, 404]


# accept


def test_accepting_makes_the_draft_what_counts(operator: Client) -> None:
    drafted(accepted(), interval_s=10.0, auth=keyed(OTHER))
    answer = operator.post(ACCEPT, {"stand": stand(operator)})
    assert answer["Location"] == PLANT
    assert (interval_s(), models.Draft.objects.count()) == (10.0, 0)
    assert "Les modifications sont publiées." in page(operator)


def test_the_journal_says_what_was_accepted_without_secrets(operator: Client) -> None:
    drafted(accepted(), interval_s=10.0, auth=keyed(OTHER))
    operator.post(ACCEPT, {"stand": stand(operator)})
    (line,) = models.Change.objects.all()
    assert (line.verb, line.before_after) == ("accepted", {"interval_s": [5.0, 10.0], "secret": [None, "changed"]})
    journal = page(operator, "/admin/journal/")
    assert "a publié les modifications de la source" in journal
    assert "Intervalle : avant : 5 s → après : 10 s" in told(operator, "/admin/journal/")
    assert [secret for secret in (SECRET, OTHER) if secret in journal] == []


@pytest.mark.parametrize("posted", [{}, {"stand": ""}, {"stand": "4711.1"}])
def test_what_was_not_seen_is_not_accepted(operator: Client, posted: dict[str, str]) -> None:
    drafted(accepted(), interval_s=10.0)
    assert operator.post(ACCEPT, posted).status_code == 409
    assert (interval_s(), models.Draft.objects.count()) == (5.0, 1)


def test_what_was_changed_since_it_was_seen_is_shown_anew(operator: Client) -> None:
    entry = accepted()
    drafted(entry, interval_s=10.0)
    before = stand(operator)
    drafted(entry, interval_s=20.0)
    answer = operator.post(ACCEPT, {"stand": before})
    assert answer.status_code == 409
    assert "Quelqu’un a changé ces modifications" in answer.content.decode()
    assert "20\u00a0s" in answer.content.decode()
    assert operator.post(ACCEPT, {"stand": stand(operator)}).status_code == 302
    assert interval_s() == 20.0


def test_what_another_drafts_in_that_moment_is_not_accepted(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits until he is alone looks at what there is by then."""
    entry = accepted()
    drafted(entry, interval_s=10.0)
    before = stand(operator)

    @contextmanager
    def alone(_: Path) -> Iterator[None]:
        drafted(entry, interval_s=20.0)
        yield

    monkeypatch.setattr(drafts, "alone", alone)
    assert operator.post(ACCEPT, {"stand": before}).status_code == 409
    assert (interval_s(), models.Draft.objects.count()) == (5.0, 1)


def test_a_draft_that_was_begun_anew_is_another_one(operator: Client) -> None:
    entry = accepted()
    drafted(entry, interval_s=10.0)
    before = stand(operator)
    operator.post(DISCARD)
    drafted(entry, interval_s=20.0)
    assert operator.post(ACCEPT, {"stand": before}).status_code == 409


def test_a_draft_that_does_not_fit_any_more_says_why_and_stays(operator: Client) -> None:
    entry = accepted()
    drafted(entry, slug="meteo", auth=[], point=measuring("plant-soleil", quantity="temperature", unit="°C"))
    seen = stand(operator)
    both = [*measuring("plant-soleil"), *measuring("plant-soleil", quantity="temperature", unit="°C")]
    accepted(point=[msgspec.to_builtins(each) for each in both])
    answer = operator.post("/admin/sources/meteo/publier/", {"stand": seen})
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Les modifications n’ont pas été publiées" in said
    assert SLUG in said.partition('role="alert"')[2].partition("</ul>")[0]
    assert (models.Draft.objects.count(), models.Change.objects.count()) == (1, 0)
    assert not models.Source.objects.filter(slug="meteo").exists()


def test_a_draft_whose_secret_does_not_open_any_more_says_so_and_stays(operator: Client) -> None:
    row = drafted(accepted(), interval_s=10.0)
    models.Draft.objects.filter(pk=row.pk).update(secrets=b"damaged")
    answer = operator.post(ACCEPT, {"stand": stand(operator)})
    assert (answer.status_code, models.Draft.objects.count(), interval_s()) == (409, 1, 5.0)


# discard


def test_discarding_asks_first(operator: Client) -> None:
    drafted(accepted(), interval_s=10.0)
    assert "Abandonner ces modifications" in page(operator, DISCARD)
    assert models.Draft.objects.count() == 1


def test_discarding_leaves_what_is_accepted(operator: Client) -> None:
    entry = accepted()
    drafted(entry, interval_s=10.0)
    assert operator.post(DISCARD)["Location"] == PLANT
    assert models.Draft.objects.count() == 0
    assert entry_of(models.Source.objects.get(slug=SLUG)) == msgspec.structs.replace(entry, auth=[entry.auth])
    assert [(line.verb, line.before_after) for line in models.Change.objects.all()] == [("discarded", {})]


@pytest.mark.parametrize("path", [ACCEPT, DISCARD])
@pytest.mark.parametrize("method", ["get", "post"])
def test_there_is_nothing_to_do_with_a_source_without_a_draft(operator: Client, path: str, method: str) -> None:
    accepted()
    assert getattr(operator, method)(path).status_code == 404


def test_one_comes_back_to_the_plant_one_came_from(operator: Client) -> None:
    vent = "/admin/centrales/plant-vent/"
    drafted(
        accepted(point=[msgspec.to_builtins(each) for each in measuring("plant-soleil", "plant-vent")]), interval_s=9.0
    )
    discard = re.findall(r'href="([^"]*abandonner/[^"]*)"', page(operator, vent))[0]
    assert f'href="{vent}">Les garder' in page(operator, discard)
    assert operator.post(discard).headers["Location"] == vent


def test_the_page_of_a_source_says_that_a_change_waits(operator: Client) -> None:
    entry = accepted()
    source = f"/admin/sources/{models.Source.objects.get().slug}/"
    assert "Une modification de cette source attend" not in page(operator, source)
    drafted(entry, interval_s=9.0)
    assert "Une modification de cette source attend" in page(operator, source)
