"""Sources: made after they were tried, tried again, and deleted."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from quelia.admin.desk import Tried, desk
from quelia.admin.forms.source import SourceForm
from quelia.admin.journal import note
from quelia.admin.language import spoken
from quelia.store import models
from quelia.texts import texts

_MOST_OFFERED = 12  # numbers of an answer that one may choose from


@require_http_methods(["GET", "POST"])
def source_new(request: HttpRequest) -> HttpResponse:
    """A form with a tester: `try` asks the owner's server once, `take` makes a number of its answer the value."""
    if request.method == "GET":
        return _page(request, SourceForm(initial=request.GET.dict()))
    given = _taken(request.POST)
    form = SourceForm(given)
    if not form.is_valid():
        return _page(request, form, status=422)
    if "save" in given:
        return _saved(request, form)
    trial = form.trial()
    if trial is None:
        return _page(request, form, status=422)
    tried = desk().try_out(*trial)
    again = given.copy()
    again["carried"] = form.envelope()
    return _page(request, SourceForm(again), tried)


@require_http_methods(["GET", "POST"])
def source_delete(request: HttpRequest, slug: str) -> HttpResponse:
    source = get_object_or_404(models.Source, slug=slug)
    if request.method == "POST":
        with models.atomic():
            source.delete()
            models.Revision.note()
        note(request, "deleted", "source", slug)
        messages.success(request, texts(spoken(), "office")["said"]["source_deleted"])
        return redirect("source_list")
    return render(request, "office/delete.html", {"kind": "source", "named": slug, "held_by": []})


def _taken(posted: QueryDict) -> QueryDict:
    """What was posted, with the path of the number that was chosen, if one was."""
    given = posted.copy()
    path, _, unit = posted.get("take", "").partition("|")
    if path:
        given["path"] = path
    if unit:
        given["unit"] = unit
    return given


def _saved(request: HttpRequest, form: SourceForm) -> HttpResponse:
    words = texts(spoken(), "office")
    if models.Source.objects.filter(slug=form.slug).exists():
        form.add_error("quantity", words["measured_already"])
        return _page(request, form, status=422)
    slug = form.declare()
    if slug is None:
        return _page(request, form, status=422)
    told = {name: form.cleaned_data[name] for name in ("plant", "quantity", "url", "interval_s", "path", "unit")}
    note(request, "created", "source", slug, after=told)
    messages.success(request, words["said"]["source_created"])
    return redirect("plant_show", slug=form.cleaned_data["plant"])


def _page(request: HttpRequest, form: SourceForm, tried: Tried | None = None, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"kind": "source", "form": form}
    if tried is not None:
        context |= {
            "verdicts": [(each.mark, each.sentence(spoken())) for each in tried.verdicts if each.code != "numbers"],
            "usable": tried.usable and bool(form.data.get("path")),
            "offered": tried.sightings[:_MOST_OFFERED],
        }
    return render(request, "office/source.html", context, status=status)
