"""What the office does by itself: one reminder, in time, to whom it helps; and what nobody finished is forgotten."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone

from quelia.admin.answers import Content, begun
from quelia.admin.chores import do_chores
from quelia.admin.invitations import end, invited, link_of
from quelia.onboarding.answer.answer import Answer, Key, Secret
from quelia.store import models
from tests.admin.counter import Counter

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def post() -> Iterator[None]:
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        yield


@pytest.fixture
def row(counter: Counter) -> models.Invitation:
    owner = counter.owners["soleil"]
    return invited(owner, owner.plants.get(), email="claire@soleil.example")


def sent(at: datetime) -> int:
    """How many reminders leave then."""
    before = len(mail.outbox)
    assert do_chores(at)
    return len(mail.outbox) - before


def test_it_leaves_two_days_before_the_end_and_once(row: models.Invitation) -> None:
    times = (row.made_at, row.until - 2 * DAY - timedelta(seconds=1), row.until - 2 * DAY, row.until - DAY)
    assert [sent(at) for at in times] == [0, 0, 1, 0]
    assert link_of(row) in mail.outbox[0].body


def test_after_the_end_it_is_too_late(row: models.Invitation) -> None:
    assert sent(row.until) == 0


def test_whoever_was_reminded_by_hand_is_not_reminded_again(row: models.Invitation) -> None:
    models.Invitation.objects.update(reminded_at=timezone.now())
    assert sent(row.until - DAY) == 0


def test_what_is_withdrawn_is_not_repeated(row: models.Invitation) -> None:
    end(row)
    assert sent(row.until - DAY) == 0


def test_whoever_handed_his_link_on_himself_is_not_reminded(row: models.Invitation) -> None:
    models.Invitation.objects.update(email="")
    assert sent(row.until - DAY) == 0


def test_whoever_answered_by_mail_meanwhile_is_not_reminded(row: models.Invitation) -> None:
    answer = begun(Content(answer=Answer()), [], owner=row.owner, plant=row.plant)
    models.Answer.objects.filter(pk=answer.pk).update(received_at=row.made_at + DAY)
    assert sent(row.until - DAY) == 0


def test_whoever_answered_for_another_plant_is_reminded(row: models.Invitation, counter: Counter) -> None:
    other = counter.owners["vent"]
    answer = begun(Content(answer=Answer()), [], owner=other, plant=other.plants.get())
    models.Answer.objects.filter(pk=answer.pk).update(received_at=row.made_at + DAY)
    assert sent(row.until - DAY) == 1


def test_whoever_began_and_did_not_finish_is_reminded(row: models.Invitation) -> None:
    begun(Content(answer=Answer()), [], owner=row.owner, plant=row.plant, invitation=row)
    assert sent(row.until - DAY) == 1


def test_it_is_marked_before_it_leaves(row: models.Invitation, monkeypatch: pytest.MonkeyPatch) -> None:
    marked: list[bool] = []

    def die(*_: str) -> None:
        marked.append(models.Invitation.objects.filter(pk=row.pk).exclude(reminded_at=None).exists())
        raise KeyboardInterrupt

    monkeypatch.setattr("quelia.admin.chores.hand_over", die)
    with pytest.raises(KeyboardInterrupt):
        do_chores(row.until - DAY)
    monkeypatch.undo()
    assert (marked, sent(row.until - DAY)) == ([True], 0)


def test_what_no_server_took_is_tried_again(row: models.Invitation) -> None:
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=1
    ):
        done = do_chores(row.until - DAY)
    assert (done, sent(row.until - DAY)) == (False, 1)


def test_the_journal_says_that_it_left(row: models.Invitation) -> None:
    sent(row.until - DAY)
    (line,) = models.Change.objects.all()
    assert (line.by, line.verb, line.kind, line.slug) == ("", "reminded", "plant", "plant-soleil")


@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_what_nobody_finished_is_forgotten_a_month_after_the_end(row: models.Invitation, days: int, left: int) -> None:
    begun(Content(answer=Answer(keys=(Key("bearer", secret=Secret("s3cret-7")),))), [], owner=row.owner, invitation=row)
    do_chores(row.until + days * DAY)
    assert models.Answer.objects.count() == left


def test_what_was_sent_off_is_not_forgotten(row: models.Invitation) -> None:
    answer = begun(Content(answer=Answer()), [], owner=row.owner, invitation=row)
    models.Answer.objects.filter(pk=answer.pk).update(received_at=timezone.now())
    do_chores(row.until + 100 * DAY)
    assert models.Answer.objects.count() == 1


def test_of_what_was_withdrawn_the_month_begins_then(row: models.Invitation) -> None:
    begun(Content(answer=Answer()), [], owner=row.owner, invitation=row)
    models.Invitation.objects.update(ended_at=row.made_at)
    do_chores(row.made_at + 30 * DAY)
    assert models.Answer.objects.count() == 0
