from datetime import timedelta

import pytest
from django.utils import timezone

from quelia.admin.answers import Content, begun
from quelia.admin.invitations import end, followed, invited, link_of, opened, state_link_of
from quelia.onboarding.answer.answer import Answer
from quelia.store import models
from tests.admin.counter import Counter


def token_of(link: str) -> str:
    return link.rpartition("/")[2]


@pytest.fixture
def row(counter: Counter) -> models.Invitation:
    return invited(counter.owners["soleil"])


def test_a_link_opens_its_invitation(row: models.Invitation) -> None:
    assert opened(token_of(link_of(row))) == row


def test_a_link_is_the_same_each_time(row: models.Invitation) -> None:
    assert link_of(row) == link_of(models.Invitation.objects.get(pk=row.pk))


def test_an_invitation_ends_after_a_week(row: models.Invitation) -> None:
    token, week = token_of(link_of(row)), timedelta(days=7)
    ages = (timedelta(0), week - timedelta(seconds=1), week, week + timedelta(seconds=1))
    assert [opened(token, row.made_at + age) is not None for age in ages] == [True, True, False, False]


def test_an_invitation_is_used_once(row: models.Invitation) -> None:
    assert (end(row), end(row)) == (True, False)
    assert opened(token_of(link_of(row))) is None


def test_a_link_of_another_row_with_its_number_opens_nothing(row: models.Invitation) -> None:
    token = token_of(link_of(row))
    models.Invitation.objects.filter(pk=row.pk).update(nonce="of-another-invitation")
    assert opened(token) is None


def test_a_state_is_shown_once_the_answer_was_sent(counter: Counter) -> None:
    answer = begun(Content(answer=Answer()), [], owner=counter.owners["soleil"])
    token = token_of(state_link_of(answer))
    before = followed(token)
    models.Answer.objects.filter(pk=answer.pk).update(received_at=timezone.now())
    assert (before, followed(token)) == (None, answer)
