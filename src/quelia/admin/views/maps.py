"""Maps."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from quelia.admin.forms.map import MapForm, selection
from quelia.admin.language import spoken
from quelia.admin.shown import shown_on
from quelia.admin.views.rows import Table
from quelia.domain.plant import DEFAULT_MAP
from quelia.store import models
from quelia.texts import texts


class _Maps(Table):
    def row(self, slug: str) -> Any:
        """The default map is there before anybody declares it."""
        if slug == DEFAULT_MAP:
            return self.rows().filter(slug=slug).first() or models.Map(slug=slug, name="France")
        return get_object_or_404(self.rows(), slug=slug)


def _columns(each: models.Map) -> Mapping[str, object]:
    shows = selection({"owners": each.owners, "plants": each.plants})
    return {"path": path_of(each.slug), "shows": shows, "plants": shown_on(each).count()}


MAPS = _Maps(
    kind="map",
    model=models.Map,
    form=MapForm,
    searched=("name", "slug"),
    columns=_columns,
    keeps=lambda each: [(each.name, reverse("map_edit", args=[each.slug]))] if each.slug == DEFAULT_MAP else [],
)


def path_of(slug: str) -> str:
    """The public page of a map."""
    return "/" if slug == DEFAULT_MAP else f"/carte/{slug}"


@require_GET
def map_list(request: HttpRequest) -> HttpResponse:
    """The default map first, also where nobody declared it."""
    asked = request.GET.get("q", "").strip()
    found = MAPS.rows().exclude(slug=DEFAULT_MAP)
    for word in asked.split():
        found = found.filter(Q(name__icontains=word) | Q(slug__icontains=word))
    default = MAPS.row(DEFAULT_MAP)
    named = f"{default.name} {default.slug}".casefold()
    rows = [*([default] if all(word.casefold() in named for word in asked.split()) else []), *found]
    context = {"rows": [(row, _columns(row)) for row in rows], "asked": asked, "maps": texts(spoken(), "maps")}
    return render(request, "office/maps.html", context)
