"""An answer that came by mail: read once, its secret sealed, its text forgotten."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quelia.admin.answers import content_of, secrets_of
from quelia.admin.uploads import MOST_BYTES
from quelia.store import models
from tests.admin.correspondence import READ, SECRET, letter, page_of, pasted
from tests.admin.counter import Counter

URL = "https://scada.example.org/live"


@pytest.fixture
def operator(counter: Counter) -> Client:
    return counter.visitor(counter.operator)


def test_what_is_pasted_becomes_an_answer_that_waits(operator: Client) -> None:
    row = pasted(operator, letter(URL))
    answer = content_of(row).answer
    assert (answer.value("url"), answer.value("path"), answer.value("unit")) == (URL, "data.power", "MW")
    assert (row.received_at is not None, row.ended_at) == (True, None)


def test_its_secret_is_sealed_and_stands_nowhere_else(operator: Client) -> None:
    row = pasted(operator, letter(URL))
    assert secrets_of(row) == [SECRET]
    assert SECRET not in str(row.content)
    assert SECRET not in operator.get(page_of(row)).content.decode()


def test_a_plant_of_that_name_is_found(operator: Client) -> None:
    row = pasted(operator, letter(URL, "CENTRALE SOLEIL"))
    assert row.plant is not None
    assert (row.plant.slug, row.owner) == ("plant-soleil", row.plant.owner)


def test_a_plant_of_a_name_that_is_only_alike_is_not_chosen(operator: Client) -> None:
    row = pasted(operator, letter(URL, "Soleil"))
    page = operator.get(page_of(row)).content.decode()
    assert (row.plant, row.owner) == (None, None)
    assert "Son nom ne suffit pas" in page
    assert 'value="plant-soleil">Centrale soleil</button>' in page


def test_an_operator_may_say_which_plant_it_is(operator: Client) -> None:
    row = pasted(operator, letter(URL, "Autre chose"), plant="plant-vent")
    assert row.plant is not None
    assert row.plant.slug == "plant-vent"


def test_a_file_is_read_as_well(operator: Client) -> None:
    mail = f"From: a@b.example\r\nSubject: Re\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{letter(URL)}"
    operator.post(READ, {"file": SimpleUploadedFile("reponse.eml", mail.encode())})
    assert content_of(models.Answer.objects.get()).answer.value("url") == URL


@pytest.mark.parametrize("text", ["", "   ", "Merci, je regarde et je reviens vers vous."])
def test_where_nothing_is_said_nothing_is_kept(operator: Client, text: str) -> None:
    answer = operator.post(READ, {"text": text})
    assert (answer.status_code, models.Answer.objects.count()) == (422, 0)


def test_a_text_that_is_too_long_is_refused_and_not_said_back(operator: Client) -> None:
    answer = operator.post(READ, {"text": letter(URL) + "x" * MOST_BYTES})
    page = answer.content.decode()
    assert (answer.status_code, "trop long" in page, SECRET in page, URL in page) == (422, True, False, False)


def test_more_than_any_form_sends_is_refused_in_words(operator: Client) -> None:
    answer = operator.post(READ, {"text": "x" * 3_000_000})
    assert (answer.status_code, "Envoi trop grand" in answer.content.decode()) == (413, True)


def test_a_text_that_says_nothing_is_not_said_back(operator: Client) -> None:
    assert SECRET not in operator.post(READ, {"text": f"Bonjour {SECRET}", "plant": "nowhere"}).content.decode()


def test_the_journal_says_whose_it_is_and_nothing_of_it(operator: Client) -> None:
    pasted(operator, letter(URL))
    (line,) = models.Change.objects.all()
    assert (line.verb, line.kind, line.slug, line.before_after) == ("received", "plant", "plant-soleil", {})


def test_the_journal_tells_of_an_answer_that_nobody_knows(operator: Client) -> None:
    row = pasted(operator, letter(URL, "Xylophone"))
    page = operator.get("/admin/journal/").content.decode()
    assert f"a lu une réponse pour une centrale inconnue, réponse <strong>{row.pk}</strong>" in page


def test_a_letter_from_elsewhere_is_not_read(counter: Counter) -> None:
    answer = counter.visitor(counter.operator, strict=True).post(READ, {"text": letter(URL)})
    assert (answer.status_code, models.Answer.objects.count()) == (403, 0)
