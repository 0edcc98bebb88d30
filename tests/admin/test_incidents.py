"""E-mails of incidents, from the database to a mail server."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from quelia.admin.incidents import send, write
from quelia.alerts.letter import Letter
from quelia.alerts.post import MaybeSent, NotSent, Post
from quelia.domain.cause import Cause
from quelia.store import models
from quelia.store.incidents import Incidents, Opened
from tests.admin.clock import Clock
from tests.admin.counter import Counter
from tests.journeys.post import MailServer, Mood

KEY = "sk-marker-4711"
LETTER = Letter("Quelia – essai", "Bonjour,\n.\n..\nÀ bientôt\n")


@pytest.fixture
def server(mail_server: MailServer) -> Iterator[MailServer]:
    contact = ("Léa, de Quelia", "contact@quelia.example", "")
    with override_settings(
        QUELIA_PUBLIC_URL="https://carte.example.org", QUELIA_CONTACT=contact, DEFAULT_FROM_EMAIL=contact[1]
    ):
        yield mail_server


@pytest.fixture
def source(counter: Counter) -> models.Source:
    owner = counter.owners["soleil"]
    models.Owner.objects.filter(pk=owner.pk).update(contact_email="jean@soleil.example")
    url = f"https://scada.soleil.example/{KEY}?site={KEY}"
    source = models.Source.objects.create(slug="scada-soleil", owner=owner, url=url)
    plant = models.Plant.objects.get(slug="plant-soleil")
    models.Point.objects.create(source=source, plant=plant, quantity="power", path="p", unit="MW")
    return source


@pytest.fixture
def incidents(counter: Counter) -> Incidents:
    return Incidents(counter.folder / "quelia.sqlite3")


def broken(incidents: Incidents, source: int, now: float) -> None:
    incidents.save({}, (), [Opened(source, now - 900, now, now - 960, Cause("auth", "401"))], now)


def post(incidents: Incidents, clock: Clock) -> Post:
    return Post(incidents, write, send, gather_s=60.0, clock=clock, steady=clock)


def test_all_operators_are_told_by_a_real_mail_server(
    counter: Counter, source: models.Source, incidents: Incidents, server: MailServer, clock: Clock
) -> None:
    broken(incidents, source.pk, clock.now)
    clock.pass_s(61)
    post(incidents, clock).go()
    (mail,) = server.mails
    assert server.people == [["lea@quelia.example"]]
    assert (mail["From"], mail["To"]) == ("contact@quelia.example", "lea@quelia.example")
    assert "panne de Centrale soleil (Soleil)" in mail["Subject"]
    body = mail.get_content()
    for told in ("Le serveur répond 401", "https://carte.example.org/admin/sources/scada-soleil/", "Léa, de Quelia"):
        assert told in body


def test_of_an_address_only_the_host_is_told(
    counter: Counter, source: models.Source, incidents: Incidents, server: MailServer, clock: Clock
) -> None:
    broken(incidents, source.pk, clock.now)
    clock.pass_s(61)
    post(incidents, clock).go()
    whole = server.mails[0].as_string() + server.mails[0].get_content()
    assert (KEY in whole, "scada.soleil.example" in whole) == (False, True)


def test_people_of_owners_and_closed_accounts_are_not_told(counter: Counter, server: MailServer) -> None:
    models.User.objects.create(email="gone@quelia.example", role="operator", is_active=False)
    send(LETTER)
    assert server.people == [["lea@quelia.example"]]


def test_while_there_is_no_operator_who_runs_it_is_told(counter: Counter, server: MailServer) -> None:
    models.User.objects.all().delete()
    send(LETTER)
    assert server.people == [["contact@quelia.example"]]


def test_an_email_comes_as_it_was_written(counter: Counter, server: MailServer) -> None:
    send(LETTER)
    assert (server.mails[0]["Subject"], server.mails[0].get_content().replace("\r\n", "\n")) == (
        LETTER.subject,
        LETTER.body,
    )


@pytest.mark.parametrize("mood", ["later", "greets not", "no tls today"])
def test_one_that_is_surely_not_taken_may_be_sent_again(counter: Counter, server: MailServer, mood: Mood) -> None:
    server.mood = mood
    with pytest.raises(NotSent):
        send(LETTER)


def test_so_may_one_for_nobody_who_is_known_there(counter: Counter, server: MailServer) -> None:
    server.refused = {"lea@quelia.example"}
    with pytest.raises(NotSent):
        send(LETTER)


def test_so_may_one_where_nobody_listens(counter: Counter, server: MailServer) -> None:
    server.down()
    with pytest.raises(NotSent):
        send(LETTER)


def test_one_that_was_handed_over_whole_may_have_been_taken(counter: Counter, server: MailServer) -> None:
    server.mood = "cuts after data"
    with pytest.raises(MaybeSent):
        send(LETTER)


def test_a_server_that_is_away_for_a_while_costs_no_email_and_makes_no_second(
    counter: Counter, source: models.Source, incidents: Incidents, server: MailServer, clock: Clock
) -> None:
    server.mood = "later"
    broken(incidents, source.pk, clock.now)
    office = post(incidents, clock)
    for _ in range(40):
        clock.pass_s(61)
        office.go()
    server.mood = "takes"
    for _ in range(120):
        clock.pass_s(61)
        office.go()
    assert len(server.mails) == 1


def test_a_source_that_is_gone_by_then_is_not_told_of(
    counter: Counter, source: models.Source, incidents: Incidents, server: MailServer, clock: Clock
) -> None:
    broken(incidents, source.pk, clock.now)
    source.delete()
    clock.pass_s(61)
    post(incidents, clock).go()
    assert (server.mails, incidents.waiting()) == ([], [])


def test_fifty_of_one_owner_are_one_email(
    counter: Counter, source: models.Source, incidents: Incidents, server: MailServer, clock: Clock
) -> None:
    for number in range(50):
        each = models.Source.objects.create(slug=f"s{number}", owner=source.owner, url="https://s.example/")
        broken(incidents, each.pk, clock.now)
    office = post(incidents, clock)
    for _ in range(10):
        clock.pass_s(61)
        office.go()
    (mail,) = server.mails
    assert "50 sources en panne" in mail["Subject"]
    assert all(f"/admin/sources/s{number}/" in mail.get_content() for number in range(50))


def test_without_a_mail_server_it_is_a_file(
    counter: Counter, source: models.Source, incidents: Incidents, clock: Clock
) -> None:
    folder = counter.folder / "mail"
    backend = "django.core.mail.backends.filebased.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend, EMAIL_FILE_PATH=str(folder)):
        broken(incidents, source.pk, clock.now)
        clock.pass_s(61)
        post(incidents, clock).go()
    (file,) = folder.iterdir()
    assert "Le serveur répond 401" in file.read_text("utf-8")
