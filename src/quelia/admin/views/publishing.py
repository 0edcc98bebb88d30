"""Publishing a plant: what becomes public is shown first, and what does not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from quelia.admin.desk import desk
from quelia.admin.language import spoken
from quelia.admin.mail import absolute
from quelia.admin.previews import shown_before
from quelia.admin.views.plants import life, own, publish
from quelia.store.load import load_catalog
from quelia.texts import texts

_WORKS = ("live", "no_production")


@require_http_methods(["GET", "POST"])
def plant_publish(request: HttpRequest, slug: str) -> HttpResponse:
    """By POST it is public, or is so no longer: what was asked for stands in the form."""
    plant = own(request, slug)
    if request.method == "POST":
        return publish(request, plant)
    catalog, _ = load_catalog()
    seen = desk().look(slug, spoken())
    state = seen.state if seen is not None else "waiting"
    context = {
        "plant": plant,
        "life": life(plant),
        "maps": catalog.maps_of(catalog.plants[slug]),
        "address": absolute(f"/centrale/{slug}"),
        "seen": seen,
        "works": state in _WORKS,
        "doubt": "" if state in _WORKS else texts(spoken(), "draft")["doubt"].get(state, ""),
        **shown_before(plant),
    }
    return render(request, "office/publish.html", context)
