"""Sources that are sent to us: made and edited. They count at once: there is nothing to try out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from quelia.admin.differences import of_entries
from quelia.admin.forms.pushing import PushSheet
from quelia.admin.journal import note
from quelia.admin.language import spoken
from quelia.domain.unit import UNITS
from quelia.store import models
from quelia.store.declaration import SourceEntry
from quelia.texts import texts


@require_http_methods(["GET", "POST"])
def push_new(request: HttpRequest) -> HttpResponse:
    """`?plant=`: the one that it is for."""
    asked = request.GET.get("plant", "")
    return push_sheet(request, None, models.Plant.objects.select_related("owner").filter(slug=asked).first())


def push_sheet(request: HttpRequest, standing: SourceEntry | None, plant: models.Plant | None = None) -> HttpResponse:
    """standing: what is edited; None for a new one."""
    if request.method == "GET":
        return _page(request, PushSheet(standing=standing, plant=plant), standing)
    sheet = PushSheet(request.POST, standing=standing)
    if sheet.reshape(request.POST):
        return _page(request, sheet, standing)
    entry = sheet.declare()
    if entry is None:
        return _page(request, sheet, standing, status=422)
    before, after = of_entries(standing, entry, secret=False)
    note(request, "created" if standing is None else "updated", "source", entry.slug, before=before, after=after)
    words = texts(spoken(), "pushing")["said"]
    messages.success(request, words["created" if standing is None else "updated"])
    return redirect(f"{reverse('source_show', args=[entry.slug])}{'#keys' if standing is None else ''}")


def _page(request: HttpRequest, sheet: PushSheet, standing: SourceEntry | None, status: int = 200) -> HttpResponse:
    asked = request.GET.get("plant", "")
    if standing is not None:
        away = reverse("source_show", args=[standing.slug])
    elif models.Plant.objects.filter(slug=asked).exists():
        away = reverse("plant_show", args=[asked])
    else:
        away = reverse("source_list")
    context = {
        "sheet": sheet,
        "entry": standing,
        "away": away,
        "units": list(UNITS),
        "lacking": not models.Plant.objects.exists(),
        "said": texts(spoken(), "source"),
    }
    return render(request, "office/push_source.html", context, status=status)
