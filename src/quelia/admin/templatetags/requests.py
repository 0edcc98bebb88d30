"""What stands between us and the owner of a plant, on pages that are about something else."""

from typing import Any

from django import template

from quelia.admin.language import spoken
from quelia.admin.requests import Line, of_owner, of_plant
from quelia.store import models
from quelia.texts import texts

register = template.Library()


@register.simple_tag
def asked_of(row: models.Owner | models.Plant) -> list[Line]:
    return of_plant(row) if isinstance(row, models.Plant) else of_owner(row)


@register.simple_tag
def requests_words() -> Any:
    return texts(spoken(), "requests")
