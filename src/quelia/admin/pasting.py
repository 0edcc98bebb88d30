"""Answers that came by mail: read once, their secrets sealed, the text forgotten."""

from django.utils import timezone

from quelia.admin.answers import Content, begun
from quelia.admin.takeover import told_of
from quelia.onboarding.answer.answer import Answer
from quelia.onboarding.answer.checked import checked
from quelia.onboarding.answer.read import read
from quelia.onboarding.namesakes import Meant, meant
from quelia.store import models


def pasted(content: bytes, called: str, plant: models.Plant | None) -> list[models.Answer]:
    """One for each plant that it is about. called: the name of its file. plant: the one that an operator says it is about.

    A plant that nobody named is found by its name, where that leaves no doubt.
    """
    answers = read(content, called)
    return [_received(checked(answer), plant if len(answers) == 1 else None) for answer in answers]


def meant_by(answer: Answer) -> Meant:
    """Which of our plants its owner means."""
    return meant(answer.value("project"), dict(models.Plant.objects.values_list("slug", "name")))


def _received(answer: Answer, plant: models.Plant | None) -> models.Answer:
    if plant is None and (sure := meant_by(answer).sure):
        plant = models.Plant.objects.select_related("owner").get(slug=sure)
    owner = plant.owner if plant is not None else None
    row = begun(Content(answer=answer, told=told_of(answer)), [], owner=owner, plant=plant)
    models.Answer.objects.filter(pk=row.pk).update(received_at=timezone.now())
    row.refresh_from_db()
    return row
