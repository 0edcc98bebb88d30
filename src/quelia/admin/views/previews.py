"""Previews: opened from the office, and given to an owner by a link that can be withdrawn."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from quelia.admin.journal import note
from quelia.admin.language import spoken
from quelia.admin.previews import address, give_link, letters, withdraw_links
from quelia.admin.views.plants import own
from quelia.texts import texts


@require_GET
def plant_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """Leads to the preview, for an hour."""
    return redirect(f"{address(own(request, slug))}?lang={spoken()}")


@require_POST
def plant_preview_link(request: HttpRequest, slug: str) -> HttpResponse:
    """A link for the owner, which this page shows and no other ever will."""
    plant = own(request, slug)
    link = give_link(plant)
    note(request, "shared", "plant", slug)
    context = {"plant": plant, "link": link, "letters": letters(plant, link), "drafting": texts(spoken(), "draft")}
    return render(request, "office/preview_link.html", context)


@require_POST
def plant_preview_withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Closes all links that were given out, also on pages that are open."""
    plant = own(request, slug)
    withdraw_links(plant)
    note(request, "unshared", "plant", slug)
    messages.success(request, texts(spoken(), "draft")["said"]["withdrawn"])
    return redirect("plant_show", slug=slug)
