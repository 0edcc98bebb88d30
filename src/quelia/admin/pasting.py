"""Answers that came by mail: read once, their secrets sealed, the text forgotten."""

from collections.abc import Sequence

from django.utils import timezone

from quelia.admin.answers import Content, begun
from quelia.admin.takeover import looked_at, told_of
from quelia.onboarding.answer.answer import Answer, Field, Remark
from quelia.onboarding.answer.read import read
from quelia.onboarding.namesakes import Meant, meant
from quelia.store import models

_TOLD: tuple[Field, ...] = ("url", "path", "unit")


class Unread(Exception):
    """There is no answer in it. remarks: why, as far as that can be said."""

    def __init__(self, remarks: Sequence[Remark]) -> None:
        super().__init__("nothing was found")
        self.remarks = remarks


def pasted(content: bytes, called: str, plant: models.Plant | None) -> list[models.Answer]:
    """One for each plant that it is about. called: the name of its file. plant: the one that an operator says it is about.

    A plant that nobody named is found by its name, where that leaves no doubt. Raises Unread.
    """
    answers = read(content, called)
    said = [answer for answer in answers if _says(answer)]
    if not said:
        raise Unread([remark for answer in answers for remark in answer.remarks])
    return [_received(answer, plant if len(said) == 1 else None) for answer in said]


def _says(answer: Answer) -> bool:
    """Whether there is more than whom to ask."""
    return bool(answer.keys or answer.sample or any(answer.value(field) for field in _TOLD))


def meant_by(answer: Answer) -> Meant:
    """Which of our plants its owner means."""
    return meant(answer.value("project"), dict(models.Plant.objects.values_list("slug", "name")))


def _received(answer: Answer, plant: models.Plant | None) -> models.Answer:
    if plant is None and (sure := meant_by(answer).sure):
        plant = models.Plant.objects.select_related("owner").get(slug=sure)
    owner = plant.owner if plant is not None else None
    answer = looked_at(answer, plant)
    content = Content(answer=answer, told=told_of(answer))
    return begun(content, [], owner=owner, plant=plant, received_at=timezone.now())
