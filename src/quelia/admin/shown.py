"""The plants of a map, as rows: by the same rule as in domain/catalog.py."""

from typing import Any

from django.db.models import Q

from quelia.store import models


def selected(each: models.Map) -> Any:
    """Those that are not published included."""
    plants = models.Plant.objects.all()
    if each.owners is None and each.plants is None:
        return plants
    return plants.filter(Q(owner__slug__in=each.owners or ()) | Q(slug__in=each.plants or ()))


def shown_on(each: models.Map) -> Any:
    """Those that its visitors see."""
    return selected(each).filter(published=True)
