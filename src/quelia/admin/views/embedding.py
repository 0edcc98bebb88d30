"""Codes to paste, of a plant and of a map, each with what it becomes."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from quelia.admin.embedding import Code, Named, Options, map_codes, plant_codes, policy, preview
from quelia.admin.forms.embedding import EmbedForm, MapEmbedForm, PlantEmbedForm
from quelia.admin.language import spoken
from quelia.admin.shown import shown_on
from quelia.admin.views.maps import MAPS, path_of
from quelia.admin.views.plants import own
from quelia.texts import texts

_HERE = ""  # the server of a preview: the page that shows it is ours


@require_GET
def plant_embed(request: HttpRequest, slug: str) -> HttpResponse:
    """For operators and the plant's own people. Of one that is not published there is nothing to show yet."""
    plant = own(request, slug)
    about: dict[str, object] = {"kind": "plant", "named": plant.name, "back": reverse("plant_show", args=[slug])}
    if not plant.published:
        return _page(request, about | {"nothing": "unpublished"})
    form, named = PlantEmbedForm(request.GET.dict()), Named(plant.slug, plant.name)
    options = form.options()
    server = settings.QUELIA_PUBLIC_URL
    codes, (shown, *_) = (plant_codes(named, options, each, spoken()) for each in (server, _HERE))
    return _page(request, about | _result(form, codes, shown) | _around("plant", options, f"/centrale/{slug}"))


@require_GET
def map_embed(request: HttpRequest, slug: str) -> HttpResponse:
    each = MAPS.row(slug)
    plants = shown_on(each).order_by("name").values_list("slug", "name", "energy")
    form, named = MapEmbedForm(request.GET.dict(), plants), Named(each.slug, each.name)
    options = form.options()
    codes, (shown,) = (map_codes(named, options, server) for server in (settings.QUELIA_PUBLIC_URL, _HERE))
    about = {"kind": "map", "named": each.name, "back": reverse("map_edit", args=[slug]), "empty": not plants}
    about["sites"] = each.sites
    return _page(request, about | _result(form, codes, shown) | _around("map", options, path_of(slug)))


def _result(form: EmbedForm, codes: list[Code], shown: Code) -> dict[str, object]:
    return {"form": form, "codes": codes, "preview": preview(shown, form.options(), spoken())}


def _around(kind: str, options: Options, path: str) -> dict[str, object]:
    """What else one wants to know who puts the code into a site."""
    server = settings.QUELIA_PUBLIC_URL
    return {"public": server + path, "policy": policy(kind, options, server)}


def _page(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    return render(request, "office/embed.html", {"embed": texts(spoken(), "embedding"), **context})
