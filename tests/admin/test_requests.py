"""What stands between us and each owner, the ones that wait for us first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from quelia.admin.answers import Content, begun
from quelia.admin.invitations import end, invited
from quelia.admin.requests import lines, of_plant, waiting
from quelia.onboarding.answer.answer import Answer, Field, Found
from quelia.store import models
from tests.admin.counter import Counter


@pytest.fixture
def plant(counter: Counter) -> models.Plant:
    return counter.owners["soleil"].plants.get()


def received(plant: models.Plant | None, **facts: object) -> models.Answer:
    fields = {"project": Found("Un parc")}
    owner = plant.owner if plant is not None else None
    row = begun(Content(answer=Answer(fields=fields)), [], owner=owner, plant=plant)  # type: ignore[arg-type]
    models.Answer.objects.filter(pk=row.pk).update(received_at=timezone.now(), **facts)
    row.refresh_from_db()
    return row


def states() -> list[str]:
    return [line.state for line in lines()]


def test_an_invitation_goes_from_word_to_word(plant: models.Plant) -> None:
    row = invited(plant.owner, plant)
    told = [*states()]
    begun(Content(answer=Answer()), [], owner=plant.owner, plant=plant, invitation=row)
    told += states()
    models.Invitation.objects.update(until=timezone.now())
    told += states()
    end(row)
    assert [*told, *states()] == ["invited", "answering", "expired", "withdrawn"]


def test_an_answer_goes_from_word_to_word(plant: models.Plant) -> None:
    models.Plant.objects.update(published=False)
    received(plant)
    told = [*states()]
    models.Answer.objects.update(ended_at=timezone.now(), verdict="accepted")
    told += states()
    models.Plant.objects.update(published=True)
    assert [*told, *states()] == ["received", "accepted", "live"]


def test_a_change_that_visitors_do_not_see_yet_is_not_live(plant: models.Plant) -> None:
    received(plant, ended_at=timezone.now(), verdict="accepted", source="source-soleil")
    models.Plant.objects.update(published=True)
    models.Draft.objects.create(slug="source-soleil", owner=plant.owner, content={})
    told = [*states()]
    models.Draft.objects.all().delete()
    assert [*told, *states()] == ["accepted", "live"]


def test_an_answer_by_the_form_and_its_invitation_are_one(plant: models.Plant) -> None:
    row = invited(plant.owner, plant)
    answer = begun(Content(answer=Answer()), [], owner=plant.owner, plant=plant, invitation=row)
    models.Answer.objects.filter(pk=answer.pk).update(received_at=timezone.now())
    end(row)
    assert states() == ["received"]


def test_an_answer_to_an_invitation_for_an_unknown_plant_is_found_at_its_plant(
    counter: Counter, plant: models.Plant
) -> None:
    row = invited(plant.owner)
    answer = begun(Content(answer=Answer()), [], owner=plant.owner, plant=plant, invitation=row)
    models.Answer.objects.filter(pk=answer.pk).update(received_at=timezone.now())
    other = counter.owners["vent"].plants.get()
    assert [[line.state for line in found] for found in (of_plant(plant), of_plant(other), lines(plant.name))] == [
        ["received"], [], ["received"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "by"),
    [({"contact_name": "Paul", "url": "https://a.example/p"}, "Paul"), ({"url": "https://a.example/p"}, "a.example")],
)
def test_answers_that_name_no_plant_are_told_apart(plant: models.Plant, told: dict[Field, str], by: str) -> None:
    fields = {name: Found(value) for name, value in told.items()}
    row = begun(Content(answer=Answer(fields=fields)), [])
    models.Answer.objects.filter(pk=row.pk).update(received_at=timezone.now())
    (line,) = lines()
    assert (line.by, line.named) == (by, by)


def test_what_waits_for_us_comes_first(counter: Counter, plant: models.Plant) -> None:
    received(counter.owners["vent"].plants.get())
    invited(plant.owner, plant)
    received(None)
    assert states() == ["received", "received", "invited"]


def test_what_is_over_gives_way_to_what_is_newer(plant: models.Plant) -> None:
    end(invited(plant.owner, plant))
    received(plant, ended_at=timezone.now() - timedelta(days=9), verdict="declined")
    invited(plant.owner, plant)
    assert states() == ["invited"]


def test_an_invitation_that_was_in_vain_hides_nothing_that_was_not(plant: models.Plant) -> None:
    received(plant, ended_at=timezone.now(), verdict="accepted")
    end(invited(plant.owner, plant))
    assert states() == ["live"]


def test_what_is_open_is_never_hidden(plant: models.Plant) -> None:
    received(plant)
    received(plant)
    assert states() == ["received", "received"]


def test_one_looks_for_plants_and_owners(counter: Counter, plant: models.Plant) -> None:
    received(plant)
    received(counter.owners["vent"].plants.get())
    assert [[line.named for line in lines(words)] for words in ("soleil", "VENT centrale", "x")] == [
        ["Centrale soleil"], ["Centrale vent"], [],
    ]  # fmt: skip


def test_a_plant_that_we_do_not_know_is_called_as_its_owner_calls_it(counter: Counter) -> None:
    received(None)
    assert [line.called for line in lines()] == ["Un parc"]


def test_how_many_wait_is_said_on_every_page(counter: Counter, plant: models.Plant) -> None:
    operator = counter.visitor(counter.operator)
    before = operator.get("/admin/centrales/").content.decode()
    received(plant)
    received(plant, ended_at=timezone.now(), verdict="declined")
    page = operator.get("/admin/centrales/").content.decode()
    assert ('class="tally">1<' in page, "tally" in before, waiting()) == (True, False, 1)
    assert "Une réponse attend votre relecture." in operator.get("/admin/").content.decode()


def test_an_owners_people_are_told_nothing_of_it(counter: Counter, plant: models.Plant) -> None:
    received(plant)
    theirs = counter.visitor(counter.people["soleil"])
    pages = [theirs.get(path).content.decode() for path in ("/admin/", "/admin/centrales/plant-soleil/")]
    assert ["reponses" in page or "relecture" in page for page in pages] == [False, False]


def test_where_there_is_nothing_it_says_what_to_do(counter: Counter) -> None:
    page = counter.visitor(counter.operator).get("/admin/reponses/").content.decode()
    assert ("Invitez un exploitant" in page, "/admin/invitations/nouvelle/" in page) == (True, True)


def test_the_pages_of_a_plant_and_an_owner_lead_to_an_invitation(counter: Counter) -> None:
    operator = counter.visitor(counter.operator)
    plant = operator.get("/admin/centrales/plant-soleil/").content.decode()
    owner = operator.get("/admin/exploitants/soleil/").content.decode()
    assert "/admin/invitations/nouvelle/?plant=plant-soleil" in plant
    assert "/admin/invitations/nouvelle/?owner=soleil" in owner
