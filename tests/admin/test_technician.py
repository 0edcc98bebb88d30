"""A link for a technician: made by operators, noted without the link itself."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from quelia.store import models, trials
from tests.admin.counter import Counter

URL = "https://scada.example.org/live"


@pytest.fixture
def operator(counter: Counter) -> Client:
    return counter.visitor(counter.operator)


@pytest.fixture
def source(counter: Counter) -> models.Source:
    return models.Source.objects.create(slug="toits", owner=counter.owners["soleil"], url=URL)


def draft(counter: Counter, url: str = URL) -> models.Draft:
    return models.Draft.objects.create(slug="toits", owner=counter.owners["soleil"], content={"url": url})


def given(operator: Client, **posted: str) -> str:
    return operator.post("/admin/sources/toits/lien/", posted).content.decode()


def link(number: int, url: str = URL) -> str:
    """As tests/admin/counter.py makes it."""
    return f"https://quelia.example/tester/{number}.toits.{len(url)}"


def test_it_is_shown_and_stands_in_a_message_to_send(operator: Client, source: models.Source) -> None:
    page = given(operator)
    assert page.count(link(source.pk)) == 2
    assert f'value="{link(source.pk)}"' in page


def test_it_stands_in_the_journal_without_the_link(operator: Client, source: models.Source) -> None:
    given(operator)
    (line,) = models.Change.objects.all()
    assert (line.verb, line.kind, line.slug, line.before_after) == ("invited", "source", "toits", {})
    assert "a donné un lien d’essai pour la source" in operator.get("/admin/journal/").content.decode()


def test_what_is_accepted_goes_before_its_draft_unless_that_is_asked_for(
    operator: Client, counter: Counter, source: models.Source
) -> None:
    other = f"{URL}/other"
    number = -draft(counter, other).pk
    assert link(source.pk) in given(operator)
    assert link(number, other) in given(operator, draft="1")


def test_a_draft_alone_has_one(operator: Client, counter: Counter) -> None:
    assert link(-draft(counter).pk) in given(operator)


def test_what_is_not_there_has_none(operator: Client) -> None:
    assert operator.post("/admin/sources/toits/lien/").status_code == 404
    assert not models.Change.objects.exists()


def test_asking_alone_makes_none(operator: Client, source: models.Source) -> None:
    assert operator.get("/admin/sources/toits/lien/").status_code == 405


SHOW, WITHDRAW = "/admin/sources/toits/", "/admin/sources/toits/lien/retirer/"
WAY = f'action="{WITHDRAW}"'


def test_while_a_link_is_good_it_can_be_withdrawn(operator: Client, source: models.Source) -> None:
    before = operator.get(SHOW).content.decode()
    given(operator)
    after = operator.get(SHOW).content.decode()
    assert (WAY in before, WAY in after, "Un lien d’essai est ouvert jusqu’au" in after) == (False, True, True)


def test_one_that_has_ended_is_not_told_of(operator: Client, source: models.Source) -> None:
    given(operator)
    models.TrialLink.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert WAY not in operator.get(SHOW).content.decode()


def test_withdrawing_counts_and_is_noted(operator: Client, source: models.Source) -> None:
    given(operator)
    models.Revision.objects.all().delete()
    page = operator.post(WITHDRAW, follow=True).content.decode()
    assert (WAY in page, "Les liens d’essai sont retirés." in page) == (False, True)
    assert (trials.give("toits"), trials.give("others")) == (1, 0)
    assert models.Revision.objects.exists()  # a running server loads the count
    assert "a retiré les liens d’essai de la source" in operator.get("/admin/journal/").content.decode()


def test_those_of_a_draft_are_withdrawn_too(operator: Client, counter: Counter) -> None:
    draft(counter)
    given(operator)
    operator.post(WITHDRAW)
    assert trials.give("toits") == 1


def test_of_what_is_not_there_nothing_is_withdrawn(operator: Client) -> None:
    assert operator.post(WITHDRAW).status_code == 404
    assert not models.TrialLink.objects.exists()


def test_asking_alone_withdraws_none(operator: Client, source: models.Source) -> None:
    given(operator)
    assert operator.get(WITHDRAW).status_code == 405
    assert trials.good_until("toits") is not None
