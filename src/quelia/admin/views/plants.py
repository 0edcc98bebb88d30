"""Plants: listed for operators and for their owner's people, published and paused."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from quelia.admin.accounts import account
from quelia.admin.forms.plant import PlantForm
from quelia.admin.journal import note
from quelia.admin.language import spoken
from quelia.admin.previews import shown_before
from quelia.admin.takeover import choose, waiting
from quelia.admin.views.rows import Table
from quelia.store import models
from quelia.texts import texts

_MOST_WORDING = 200


def _columns(plant: models.Plant) -> Mapping[str, object]:
    return {"owner": plant.owner.name, "energy": plant.energy, "commune": plant.commune, "life": life(plant)}


def life(plant: models.Plant) -> str:
    """draft, published or paused."""
    return "draft" if not plant.published else "paused" if plant.paused else "published"


def seen_by(request: HttpRequest) -> Any:
    """An owner's people see what is theirs, and of nothing else that it exists."""
    plants = models.Plant.objects.select_related("owner").order_by("name", "pk")
    who = account(request)
    return plants if who.is_operator else plants.filter(owner=who.owner)


def _back_to_answer(request: HttpRequest, slug: str) -> HttpResponse | None:
    """`?answer=`: the one that this plant was made for."""
    row = waiting(request.GET.get("answer", ""))
    if row is None:
        return None
    choose(row, models.Plant.objects.select_related("owner").get(slug=slug))
    return redirect("answer_show", row.pk)


PLANTS = Table(
    kind="plant",
    model=models.Plant,
    form=PlantForm,
    searched=("name", "commune", "region", "owner__name"),
    columns=_columns,
    fixed=("published", "paused", "timezone"),
    keeps=lambda plant: [(source.slug, reverse("source_show", args=[source.slug])) for source in _sources(plant)],
    seen_by=seen_by,
    asked=("name", "owner"),
    then=_back_to_answer,
)


@require_GET
def plant_show(request: HttpRequest, slug: str) -> HttpResponse:
    plant = own(request, slug)
    sources = _sources(plant)
    context = {"plant": plant, "life": life(plant), "sources": sources, **shown_before(plant)}
    return render(request, "office/plant.html", context)


def publish(request: HttpRequest, plant: models.Plant) -> HttpResponse:
    """Shows it to everybody, or takes it back: what was asked for stands in the form."""
    published = request.POST.get("published") == "1"
    return _changed(request, plant, "published" if published else "withdrawn", published=published)


@require_POST
def plant_pause(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows a wording instead of the value; without one, the value again."""
    plant = own(request, slug)
    wording = " ".join(request.POST.get("paused", "").split())[:_MOST_WORDING]
    return _changed(request, plant, "paused" if wording else "resumed", paused=wording or None)


def _sources(plant: models.Plant) -> Any:
    """Those that measure it."""
    return models.Source.objects.filter(points__plant=plant).distinct().order_by("slug")


def own(request: HttpRequest, slug: str) -> models.Plant:
    """That plant, where this account may see it; to others it does not exist."""
    plant: models.Plant = get_object_or_404(seen_by(request), slug=slug)
    return plant


def _changed(request: HttpRequest, plant: models.Plant, verb: str, **values: object) -> HttpResponse:
    before = {name: getattr(plant, name) for name in values}
    with models.atomic():
        models.Plant.objects.filter(pk=plant.pk).update(**values)
        models.Revision.note()
    if before != values:
        # what was published says nothing more than the verb; a wording does
        note(request, verb, "plant", plant.slug, **({"before": before, "after": values} if "paused" in values else {}))
    plant.refresh_from_db()
    said = "resumed" if verb == "resumed" else life(plant)
    messages.success(request, texts(spoken(), "office")["said"][f"plant_{said}"])
    return redirect("plant_show", slug=plant.slug)
