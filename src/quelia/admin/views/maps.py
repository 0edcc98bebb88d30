"""Maps."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404

from quelia.admin.forms.map import MapForm
from quelia.admin.views.rows import Table
from quelia.domain.plant import DEFAULT_MAP
from quelia.store import models


class _Maps(Table):
    def row(self, slug: str) -> Any:
        """The default map is there before anybody declares it."""
        if slug == DEFAULT_MAP:
            return self.rows().filter(slug=slug).first() or models.Map(slug=slug, name="France")
        return get_object_or_404(self.rows(), slug=slug)


def selected(each: models.Map) -> Any:
    """The plants of a map, those that are not published included: the same rule as in domain/catalog.py."""
    plants = models.Plant.objects.all()
    if each.owners is None and each.plants is None:
        return plants
    return plants.filter(Q(owner__slug__in=each.owners or ()) | Q(slug__in=each.plants or ()))


def shown_on(each: models.Map) -> Any:
    """Those that its visitors see."""
    return selected(each).filter(published=True)


def _columns(each: models.Map) -> Mapping[str, object]:
    return {"address": f"/carte/{each.slug}", "owners": len(each.owners or ()), "plants": len(each.plants or ())}


MAPS = _Maps(kind="map", model=models.Map, form=MapForm, searched=("name", "slug"), columns=_columns)
