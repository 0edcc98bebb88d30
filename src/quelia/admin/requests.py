"""What stands between us and each owner: who was invited, who answers, and what waits for an operator."""

from collections.abc import Container, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from quelia.admin.answers import content_of
from quelia.store import models

# those that wait for an operator first, then those that wait for an owner, then what is over
ORDER = ("received", "accepted", "answering", "invited", "expired", "live", "declined", "withdrawn")
_OPEN = frozenset({"received", "accepted", "answering", "invited"})
_VAIN = frozenset({"expired", "withdrawn"})


class Line(NamedTuple):
    """An invitation, its answer, or both. state: a word of ORDER; at: since when, but for what ended by itself."""

    state: str
    at: datetime
    owner: models.Owner | None
    plant: models.Plant | None
    invitation: models.Invitation | None
    answer: models.Answer | None

    @property
    def called(self) -> str:
        """The plant, by our name or else by its owner's; empty where nobody said."""
        if self.plant is not None:
            return self.plant.name
        waits = self.answer is not None and self.state == "received"
        return content_of(self.answer).answer.value("project") if self.answer is not None and waits else ""

    @property
    def by(self) -> str:
        """Who wrote, or of which server, where nothing else tells an answer from others of an unknown plant."""
        if self.called or self.owner is not None or self.answer is None:
            return ""
        answer = content_of(self.answer).answer
        host = answer.value("url").partition("://")[2].partition("/")[0]
        return answer.value("contact_name") or answer.value("contact_email") or host

    @property
    def named(self) -> str:
        """What tells it from the others, for who only hears it."""
        return self.called or (self.owner.name if self.owner is not None else self.by)


def subject(row: models.Invitation | models.Answer) -> tuple[str, str]:
    """What the journal says it is about: kind and slug, of the most telling there is."""
    if row.plant is not None:
        return "plant", row.plant.slug
    return ("owner", row.owner.slug) if row.owner is not None else ("answer", str(row.pk))


def waiting() -> int:
    """How many answers wait for an operator."""
    return models.Answer.objects.filter(ended_at=None).exclude(received_at=None).count()


def lines(words: str = "", now: datetime | None = None) -> list[Line]:
    """All that is open, and of each plant what was last. words: all of them stand in the names of owner or plant."""
    asked = [Q(owner__name__icontains=word) | Q(plant__name__icontains=word) for word in words.split()]
    # an owner who was invited for a plant that we did not know may have answered for one that we know by now
    also = [each | Q(answer__plant__name__icontains=word) for each, word in zip(asked, words.split(), strict=True)]
    return _sorted(_latest(_lines(Q(*also), Q(*asked), now or timezone.now())))


def of_plant(plant: models.Plant) -> list[Line]:
    return _sorted(_latest(_lines(Q(plant=plant) | Q(answer__plant=plant), Q(plant=plant), timezone.now())))


def of_owner(owner: models.Owner) -> list[Line]:
    return _sorted(_latest(_lines(Q(owner=owner), Q(owner=owner), timezone.now())))


def unpublished() -> Container[str]:
    """The sources that wait to be published: visitors see what was there before, or nothing."""
    return frozenset(models.Draft.objects.values_list("slug", flat=True))


def state_of(
    invitation: models.Invitation | None, answer: models.Answer | None, now: datetime, drafts: Container[str]
) -> str:
    """A word of ORDER. drafts: those of `unpublished`."""
    if answer is not None and answer.received_at is not None:
        if answer.ended_at is None:
            return "received"
        if answer.verdict != "accepted":
            return "declined"
        shown = answer.plant is not None and answer.plant.published and answer.source not in drafts
        return "live" if shown else "accepted"
    assert invitation is not None, "whoever is still at it was invited"
    if invitation.ended_at is not None:
        return "withdrawn"
    if invitation.until <= now:
        return "expired"
    return "answering" if answer is not None else "invited"


def _lines(of_invitations: Q, of_answers: Q, now: datetime) -> Iterator[Line]:
    """of_answers: of those that came without an invitation."""
    bulky, drafts = ("content", "secrets"), unpublished()
    answers = models.Answer.objects.select_related("owner", "plant").defer(*bulky)
    invitations = models.Invitation.objects.filter(of_invitations)
    by_invitation = {answer.invitation_id: answer for answer in answers.filter(invitation__in=invitations.values("pk"))}
    for row in invitations.select_related("owner", "plant"):
        yield _line(row, by_invitation.get(row.pk), now, drafts)
    for answer in answers.filter(of_answers, invitation=None).exclude(received_at=None):
        yield _line(None, answer, now, drafts)


def _line(
    invitation: models.Invitation | None, answer: models.Answer | None, now: datetime, drafts: Container[str]
) -> Line:
    state = state_of(invitation, answer, now, drafts)
    about = answer if answer is not None and answer.received_at is not None else invitation
    assert about is not None
    times = [answer and answer.ended_at, answer and answer.received_at, invitation and invitation.ended_at]
    at = next((each for each in times if each), None) or (invitation.made_at if invitation else now)
    return Line(state, at, about.owner, about.plant, invitation, answer)


def _latest(lines: Iterable[Line]) -> Iterator[Line]:
    """Without what is over where something newer is about the same plant, or anything where nothing came of it."""
    seen = set()
    newest = sorted(lines, key=lambda line: line.at, reverse=True)
    for line in sorted(newest, key=lambda line: line.state in _VAIN):
        about = (line.owner and line.owner.pk, line.plant and line.plant.pk)
        if line.state in _OPEN or about not in seen:
            yield line
        if line.plant is not None:
            seen.add(about)


def _sorted(lines: Iterable[Line]) -> list[Line]:
    """Within a state the newest first."""
    newest = sorted(lines, key=lambda line: line.at, reverse=True)
    return sorted(newest, key=lambda line: ORDER.index(line.state))
