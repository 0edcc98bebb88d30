"""The logo of an owner, or of a plant that has its own: shown, put in the place of another, and taken away."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from quelia.admin.forms.logo import LogoForm
from quelia.admin.journal import note
from quelia.admin.language import spoken
from quelia.admin.picture import Picture
from quelia.admin.views.owners import OWNERS
from quelia.admin.views.plants import PLANTS
from quelia.admin.views.rows import Table, View
from quelia.store import models
from quelia.texts import texts


def pictured(table: Table) -> View:
    """The page of a logo. `remove` takes it away."""

    def view(request: HttpRequest, slug: str) -> HttpResponse:
        row = table.row(slug)
        if request.method == "GET":
            return _page(request, table, row, LogoForm())
        if "remove" in request.POST:
            return _changed(request, table, row, None)
        form = LogoForm(request.POST, request.FILES)
        if not form.is_valid():
            return _page(request, table, row, form, status=422)
        return _changed(request, table, row, form.picture)

    return require_http_methods(["GET", "POST"])(view)


owner_logo, plant_logo = pictured(OWNERS), pictured(PLANTS)


def _changed(request: HttpRequest, table: Table, row: Any, picture: Picture | None) -> HttpResponse:
    with models.atomic():
        gone, _ = models.Logo.objects.filter(**{table.kind: row}).delete()
        if picture is not None:
            # another name for another picture: browsers keep what they have for good
            name = secrets.token_urlsafe(16)
            models.Logo.objects.create(name=name, **{table.kind: row}, **picture._asdict())
        models.Revision.note()
        if gone or picture:
            note(request, "pictured" if picture else "unpictured", table.kind, row.slug)
    messages.success(request, texts(spoken(), "logo")["said"]["kept" if picture else "removed"])
    return redirect(f"{table.kind}_logo", slug=row.slug)


def _page(request: HttpRequest, table: Table, row: Any, form: LogoForm, status: int = 200) -> HttpResponse:
    context = {"kind": table.kind, "row": row, "form": form, "logo": _logo_of(row), "named": texts(spoken(), "logo")}
    if table.kind == "plant":
        context["lent"] = _logo_of(row.owner)
    return render(request, "office/logo.html", context, status=status)


def _logo_of(row: models.Owner | models.Plant) -> models.Logo | None:
    return getattr(row, "logo", None)
