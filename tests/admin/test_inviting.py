"""Owners are invited by mail or by a link to hand on: what is sent was seen, and what is over is over."""

import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.utils import parseaddr

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from quelia.admin.invitations import is_good, link_of, opened
from quelia.store import models
from tests.admin.counter import Counter
from tests.admin.untouched import untouched

NEW = "/admin/invitations/nouvelle/"
NO_SERVER: dict[str, object] = {
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 1,
    "EMAIL_TIMEOUT": 2,
}  # fmt: skip


@pytest.fixture(autouse=True)
def post() -> Iterator[None]:
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        yield


@pytest.fixture
def operator(counter: Counter) -> Client:
    models.Owner.objects.filter(slug="soleil").update(contact_email="claire@soleil.example", contact_name="Claire")
    return counter.visitor(counter.operator)


def text_of(sent: mail.EmailMessage) -> str:
    """As a mail program shows it."""
    part = message_from_bytes(sent.message().as_bytes(), policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def given(operator: Client, **more: str) -> dict[str, str]:
    """What a browser sends of the page of a plant."""
    page = operator.get(f"{NEW}?plant=plant-soleil").content.decode()
    return {name: values[0] for name, values in untouched(page).items()} | more


def invited(operator: Client, **more: str) -> models.Invitation:
    answer = operator.post(NEW, given(operator, **{"send": "1", **more}))
    assert answer.status_code == 302, answer.content.decode()
    return models.Invitation.objects.latest("pk")


def test_the_page_is_filled_with_whom_it_is_for(operator: Client) -> None:
    told = given(operator)
    assert (told["about"], told["email"], told["lang"]) == ("plant:plant-soleil", "claire@soleil.example", "fr")


def test_the_message_is_shown_without_a_link_that_works(operator: Client) -> None:
    page = operator.get(f"{NEW}?plant=plant-soleil").content.decode()
    assert 'class="owner-letter"' in page
    assert "/reponse/…" in page
    assert not models.Invitation.objects.exists()


def test_it_leaves_with_its_link(operator: Client) -> None:
    row = invited(operator)
    (sent,) = mail.outbox
    assert ([parseaddr(sent.to[0])[1]], row.email, row.plant and row.plant.slug) == (
        ["claire@soleil.example"], "claire@soleil.example", "plant-soleil",
    )  # fmt: skip
    assert link_of(row) in text_of(sent)


def test_a_second_click_sends_no_second_one_whose_link_ends_the_first(operator: Client) -> None:
    sent = given(operator, send="1")
    assert [operator.post(NEW, sent).status_code for _ in range(2)] == [302, 302]
    assert (len(mail.outbox), models.Invitation.objects.count()) == (1, 1)


def test_its_link_is_that_of_the_public_address_whoever_asks(operator: Client) -> None:
    told = given(operator, send="1")
    answer = operator.post(NEW, told, headers={"host": "elsewhere.example"})
    assert (answer.status_code, mail.outbox) == (400, [])
    operator.post(NEW, told, SERVER_NAME="127.0.0.1", headers={"x-forwarded-host": "elsewhere.example"})
    found = re.search(r"https?://[^/\s]+/reponse/", text_of(mail.outbox[0]))
    assert found is not None
    assert found[0] == "http://localhost:8000/reponse/"


def test_what_was_not_seen_is_not_sent(operator: Client) -> None:
    answer = operator.post(NEW, given(operator, send="1", lang="en"))
    page = answer.content.decode()
    assert ("relisez-le" in page, mail.outbox, models.Invitation.objects.count()) == (True, [], 0)
    again = {name: values[0] for name, values in untouched(page).items()}
    assert operator.post(NEW, {**again, "send": "1"}).status_code == 302
    assert models.Invitation.objects.get().lang == "en"


def test_without_an_address_nothing_is_sent(operator: Client) -> None:
    answer = operator.post(NEW, given(operator, send="1", email=""))
    assert (answer.status_code, models.Invitation.objects.count()) == (422, 0)


def test_a_link_is_made_to_be_handed_on(operator: Client) -> None:
    answer = operator.post(NEW, given(operator, link="1"), follow=True)
    row = models.Invitation.objects.get()
    assert row.email == ""
    assert f'value="{link_of(row)}"' in answer.content.decode()


def test_an_owner_is_invited_for_a_plant_that_we_do_not_know(operator: Client) -> None:
    operator.post(NEW, given(operator, link="1", about="owner:vent"))
    row = models.Invitation.objects.get()
    assert (row.owner.slug, row.plant) == ("vent", None)


def test_one_that_is_not_there_is_not_invited(operator: Client) -> None:
    answer = operator.post(NEW, given(operator, link="1", about="plant:nowhere"))
    assert (answer.status_code, models.Invitation.objects.count()) == (422, 0)


def test_a_new_one_ends_the_older_of_the_same_plant(operator: Client) -> None:
    first = invited(operator)
    models.Invitation.objects.update(made_at=first.made_at - timedelta(minutes=1))  # else it would be a second click
    second = invited(operator)
    first.refresh_from_db()
    assert (is_good(first), is_good(second)) == (False, True)
    assert opened(link_of(first).rpartition("/")[2]) is None


def test_that_an_older_one_is_replaced_is_said_before(operator: Client) -> None:
    invited(operator)
    assert "Une invitation est déjà en cours" in operator.get(f"{NEW}?plant=plant-soleil").content.decode()


def test_where_no_server_takes_it_the_link_is_there_to_be_handed_on(operator: Client) -> None:
    with override_settings(**NO_SERVER):
        answer = operator.post(NEW, given(operator, send="1"), follow=True)
    row, page = models.Invitation.objects.get(), answer.content.decode()
    assert ("Rien n’est parti" in page, f'value="{link_of(row)}"' in page) == (True, True)


def test_it_is_repeated_with_the_same_link(operator: Client) -> None:
    row = invited(operator)
    mail.outbox.clear()
    operator.post(f"/admin/invitations/{row.pk}/rappeler/")
    (sent,) = mail.outbox
    row.refresh_from_db()
    assert link_of(row) in text_of(sent)
    assert "Bonjour Claire," in text_of(sent)
    assert text_of(sent).endswith("Bien cordialement,\nL’équipe Quelia\n")
    assert "Centrale soleil" in sent.subject
    assert row.reminded_at is not None


def test_no_further_reminder_is_promised_once_one_has_left(operator: Client) -> None:
    row = invited(operator)
    page, promised = f"/admin/invitations/{row.pk}/", "une relance part d’elle-même"
    before = promised in operator.get(page).content.decode()
    operator.post(f"{page}rappeler/")
    assert (before, promised in operator.get(page).content.decode()) == (True, False)


def test_a_second_click_repeats_nothing(operator: Client) -> None:
    row = invited(operator)
    mail.outbox.clear()
    for _ in range(3):
        operator.post(f"/admin/invitations/{row.pk}/rappeler/")
    assert len(mail.outbox) == 1


def test_what_did_not_leave_may_be_repeated_again(operator: Client, counter: Counter) -> None:
    row = models.Invitation.objects.create(
        owner=counter.owners["soleil"], email="a@b.example", nonce="n", made_at=timezone.now(),
        until=timezone.now() + timedelta(days=3),
    )  # fmt: skip
    with override_settings(**NO_SERVER):
        page = operator.post(f"/admin/invitations/{row.pk}/rappeler/", follow=True).content.decode()
    row.refresh_from_db()
    assert ("Rien n’est parti" in page, row.reminded_at) == (True, None)


def test_what_is_withdrawn_opens_nothing_and_is_not_repeated(operator: Client) -> None:
    row = invited(operator)
    mail.outbox.clear()
    asked = operator.get(f"/admin/invitations/{row.pk}/retirer/").content.decode()
    before = opened(link_of(row).rpartition("/")[2])
    operator.post(f"/admin/invitations/{row.pk}/retirer/")
    operator.post(f"/admin/invitations/{row.pk}/rappeler/")
    assert ("Retirer cette invitation" in asked, before) == (True, row)
    assert (opened(link_of(row).rpartition("/")[2]), mail.outbox) == (None, [])


def test_the_journal_tells_of_it_without_the_link(operator: Client) -> None:
    row = invited(operator)
    operator.post(f"/admin/invitations/{row.pk}/retirer/")
    told = [(line.verb, line.kind, line.slug, line.before_after) for line in models.Change.objects.all()]
    assert told == [("uninvited", "plant", "plant-soleil", {}), ("asked", "plant", "plant-soleil", {})]
    page = operator.get("/admin/journal/").content.decode()
    assert "a fait une invitation pour la centrale" in page
    assert "a retiré l’invitation pour la centrale" in page
    assert link_of(row).rpartition("/")[2] not in page


def test_where_there_is_nobody_to_invite_an_owner_is_made_first(operator: Client) -> None:
    models.Source.objects.all().delete()
    models.Plant.objects.all().delete()
    models.Owner.objects.all().delete()
    page = operator.get(NEW).content.decode()
    assert ('href="/admin/exploitants/nouveau/"' in page, 'name="about"' in page) == (True, False)


@pytest.mark.parametrize("what", ["rappeler/", "retirer/"])
def test_nothing_is_done_by_a_form_from_elsewhere(counter: Counter, operator: Client, what: str) -> None:
    row = invited(operator)
    stranger = counter.visitor(counter.operator, strict=True)
    answers = [stranger.post(f"/admin/invitations/{row.pk}/{what}"), stranger.post(NEW, given(operator, link="1"))]
    row.refresh_from_db()
    assert [answer.status_code for answer in answers] == [403, 403]
    assert (row.ended_at, row.reminded_at, models.Invitation.objects.count()) == (None, None, 1)
