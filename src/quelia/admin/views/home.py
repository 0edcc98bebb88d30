"""The first page of the office, its journal, and the first account of a demo."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from quelia.admin.accounts import account, invite
from quelia.admin.journal import facts, note
from quelia.admin.language import spoken
from quelia.admin.telling import lines
from quelia.admin.views.plants import life, seen_by
from quelia.store import models
from quelia.texts import texts

_LINES = 50


class FirstForm(forms.Form):
    email = forms.EmailField(max_length=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = texts(spoken(), "office")["field"]["person"]["email"]


@require_GET
def office_home(request: HttpRequest) -> HttpResponse:
    plants = list(seen_by(request))
    lives = [life(plant) for plant in plants]
    counts = {each: lives.count(each) for each in ("published", "paused", "draft")}
    operator = account(request).is_operator
    changes = models.Change.objects.all()[:8] if operator else []
    context = {"counts": counts, "plants": plants, "lines": lines(changes), "next": _missing() if operator else ""}
    return render(request, "office/home.html", context)


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    page = Paginator(models.Change.objects.all(), _LINES).get_page(request.GET.get("page"))
    return render(request, "office/journal.html", {"page": page, "lines": lines(page)})


@require_http_methods(["GET", "POST"])
def office_first(request: HttpRequest) -> HttpResponse:
    """Whoever comes first to a demo makes its account; there is none yet that could invite."""
    if not settings.QUELIA_FIRST_VISIT or models.User.objects.exists():
        raise Http404
    form = FirstForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user, link = invite(form.cleaned_data["email"])
        note(user.email, "created", "person", user.email, after=facts(user))
        return redirect(link)
    return render(request, "office/first.html", {"form": form}, status=422 if form.is_bound else 200)


def _missing() -> str:
    """What an installation needs next; empty where it has one of each."""
    kinds: tuple[tuple[str, Any], ...] = (("owner", models.Owner), ("plant", models.Plant), ("source", models.Source))
    return next((kind for kind, table in kinds if not table.objects.exists()), "")
