"""Publishing a plant: what becomes public is shown first, and what does not."""

from collections.abc import Mapping

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from quelia.admin.desk import desk
from quelia.admin.language import spoken
from quelia.admin.mail import absolute
from quelia.admin.previews import shown_before
from quelia.admin.views.plants import life, own, publish
from quelia.store import models
from quelia.store.load import load_catalog, plant_of
from quelia.texts import texts

_WORKS = ("live", "no_production")
# what there is of a plant where its card could tell it; its history can be had in any case, without a link to it
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "capacity": ("capacity",),
    "commune": ("commune", "intercommunality"),
    "commissioned": ("commissioned",),
    "owner": ("owner",),
    "description": ("description",),
    "links": ("links",),
    "contact": ("contact_name", "contact_email", "contact_phone", "website"),
}


@require_http_methods(["GET", "POST"])
def plant_publish(request: HttpRequest, slug: str) -> HttpResponse:
    """By POST it is public, or is so no longer: what was asked for stands in the form."""
    plant = own(request, slug)
    if request.method == "POST":
        return publish(request, plant)
    catalog, _ = load_catalog()
    seen = desk().look(slug, spoken())
    state = seen.state if seen is not None else "waiting"
    told = plant_of(plant).as_told()
    context = {
        "plant": plant,
        "told": told,
        "contact": [each for each in msgspec.structs.astuple(told.contact) if each] if told.contact else [],
        "withheld": [word for fact, word in texts(spoken(), "plants")["card"].items() if _is_withheld(plant, fact)],
        "life": life(plant),
        "maps": catalog.maps_of(catalog.plants[slug]),
        "address": absolute(f"/centrale/{slug}"),
        "seen": seen,
        "works": state in _WORKS,
        "doubt": "" if state in _WORKS else texts(spoken(), "draft")["doubt"].get(state, ""),
        **shown_before(plant),
    }
    return render(request, "office/publish.html", context)


def _is_withheld(plant: models.Plant, fact: str) -> bool:
    """Whether it is known here, and nobody is told."""
    return fact not in plant.card and any(getattr(plant, field) for field in _FIELDS.get(fact, ()))
