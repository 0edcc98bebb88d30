"""Drafts of sources: what they would change, accepted or discarded."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from quelia.admin.desk import desk
from quelia.admin.differences import of_draft
from quelia.admin.journal import note
from quelia.admin.language import spoken
from quelia.admin.previews import Pending, pending
from quelia.store import models
from quelia.store.declaration import DeclarationError
from quelia.store.drafts import NoDraft
from quelia.store.folder import alone
from quelia.texts import texts


@require_http_methods(["GET", "POST"])
def source_accept(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows what would change, and by POST makes it count: what was seen, and nothing that came later."""
    if request.method == "GET":
        return _page(request, _pending(slug))
    with alone(desk().folder):  # its secret is sealed anew, and nobody drafts anything else meanwhile
        return _accepted(request, _pending(slug))


def _accepted(request: HttpRequest, draft: Pending) -> HttpResponse:
    words, slug = texts(spoken(), "draft"), draft.row.slug
    if request.POST.get("stand") != draft.stand:
        return _page(request, draft, [words["changed_since"]], 409)
    before, after = of_draft(draft.row, secret=desk().drafts.secrets_differ(draft.row))
    try:
        desk().drafts.accept(slug)
    except DeclarationError as error:
        return _page(request, draft, [problem.sentence(spoken()) for problem in error.problems], 409)
    except NoDraft as error:
        raise Http404 from error
    note(request, "accepted", "source", slug, before=before, after=after)
    messages.success(request, words["said"]["accepted"])
    return redirect(_back(request, draft))


@require_http_methods(["GET", "POST"])
def source_discard(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks first: what was typed is gone with it."""
    draft = _pending(slug)
    if request.method == "GET":
        return _page(request, draft, discarding=True)
    try:
        desk().drafts.discard(slug)
    except NoDraft as error:
        raise Http404 from error
    note(request, "discarded", "source", slug)
    messages.success(request, texts(spoken(), "draft")["said"]["discarded"])
    return redirect(_back(request, draft))


def _pending(slug: str) -> Pending:
    return pending(get_object_or_404(models.Draft, slug=slug))


def _page(
    request: HttpRequest, draft: Pending, problems: Sequence[str] = (), status: int = 200, *, discarding: bool = False
) -> HttpResponse:
    """problems: why it was not accepted; the draft stays as it is."""
    context = {"draft": draft, "problems": problems, "discarding": discarding}
    context |= {"drafting": texts(spoken(), "draft"), "back": _back(request, draft)}
    return render(request, "office/draft.html", context, status=status)


def _back(request: HttpRequest, draft: Pending) -> str:
    """To the plant from whose page one came, where the draft concerns it."""
    slugs = [plant.slug for plant in draft.plants]
    asked = request.GET.get("plant", "")
    if not slugs:
        return reverse("source_list")
    return reverse("plant_show", args=[asked if asked in slugs else slugs[0]])
