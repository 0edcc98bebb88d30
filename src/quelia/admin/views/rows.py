"""What lists of owners, plants and maps have in common: to list, to make, to edit, to delete."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from quelia.admin.forms.entry import EntryForm
from quelia.admin.journal import facts, note
from quelia.admin.language import spoken
from quelia.store import models
from quelia.texts import texts

View = Callable[..., HttpResponse]
_ROWS = 50  # on a page


class Table(NamedTuple):
    """One kind of thing that the office lists, makes, edits and deletes.

    kind: its name in `texts/`. searched: the fields one looks in. columns: what a list shows of a row beside its name.
    fixed: fields that the form does not ask for and hands on. keeps: what must go before a row can, and where it is shown.
    seen_by: the rows that somebody may see; all of them where it is None. asked: fields that a link to the form of a new
    row may fill. then: where one goes once it is made, by its slug; to where it is shown where it is None.
    """

    kind: str
    model: type[models.Owner | models.Plant | models.Map]
    form: type[EntryForm]
    searched: tuple[str, ...]
    columns: Callable[[Any], Mapping[str, object]]
    fixed: tuple[str, ...] = ()
    keeps: Callable[[Any], Iterable[tuple[str, str]]] = lambda _: ()
    seen_by: Callable[[HttpRequest], Any] | None = None
    asked: tuple[str, ...] = ()
    then: Callable[[HttpRequest, str], HttpResponse | None] = lambda *_: None

    def rows(self) -> Any:
        return self.model.objects.order_by("name", "pk")

    def row(self, slug: str) -> Any:
        return get_object_or_404(self.rows(), slug=slug)

    def found(self, request: HttpRequest) -> Any:
        """All rows that this account may see, or those in which each word of `?q=` stands."""
        rows = self.seen_by(request) if self.seen_by else self.rows()
        for word in request.GET.get("q", "").split():
            rows = rows.filter(_any(self.searched, word))
        return rows


def listed(table: Table) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        page = Paginator(table.found(request), _ROWS).get_page(request.GET.get("page"))
        asked = request.GET.get("q", "").strip()
        context = {
            "kind": table.kind,
            "rows": [(row, table.columns(row)) for row in page],
            "asked": asked,
            "page": page,
        }
        return render(request, "office/list.html", context)

    return require_http_methods(["GET"])(view)


def made(table: Table) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        initial = {name: request.GET[name] for name in table.asked if name in request.GET}
        form = table.form(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            before = {row.slug for row in table.rows()}
            slug = form.declare() if _is_free(form, before) else None
            if slug:
                note(request, "created", table.kind, slug, after=facts(table.row(slug)))
                _say(request, "created", table.kind)
                return table.then(request, slug) or _shown(table, slug)
        return _form(request, table, form)

    return require_http_methods(["GET", "POST"])(view)


def edited(table: Table) -> View:
    def view(request: HttpRequest, slug: str) -> HttpResponse:
        row = table.row(slug)
        before = facts(row)
        form = table.form(request.POST or None, slug=slug, initial=before, **_kept(table, before))
        if request.method == "POST" and form.is_valid() and form.declare():
            note(request, "updated", table.kind, slug, before=before, after=facts(table.row(slug)))
            _say(request, "updated", table.kind)
            return _shown(table, slug)
        return _form(request, table, form, row)

    return require_http_methods(["GET", "POST"])(view)


def deleted(table: Table) -> View:
    """Asks first, and says what stands in the way: nothing is taken along in silence."""

    def view(request: HttpRequest, slug: str) -> HttpResponse:
        row = table.row(slug)
        held_by = list(table.keeps(row))
        if request.method == "POST" and not held_by:
            before = facts(row)
            with models.atomic():
                row.delete()
                models.Revision.note()
            note(request, "deleted", table.kind, slug, before=before)
            _say(request, "deleted", table.kind)
            return redirect(f"{table.kind}_list")
        context = {"kind": table.kind, "named": row.name, "held_by": held_by}
        return render(request, "office/delete.html", context, status=409 if request.method == "POST" else 200)

    return require_http_methods(["GET", "POST"])(view)


def _any(fields: tuple[str, ...], word: str) -> Q:
    condition = Q()
    for field in fields:
        condition |= Q(**{f"{field}__icontains": word})
    return condition


def _is_free(form: EntryForm, taken: set[str]) -> bool:
    """What is new must not write over what is there."""
    if form.slug in taken:
        form.add_error("name", texts(spoken(), "office")["taken"])
        return False
    return True


def _kept(table: Table, before: Mapping[str, object]) -> dict[str, object]:
    return {"kept": {name: before[name] for name in table.fixed}} if table.fixed else {}


def _form(request: HttpRequest, table: Table, form: EntryForm, row: Any = None) -> HttpResponse:
    status = 422 if form.is_bound else 200
    lacking = "owner" if table.kind == "plant" and not models.Owner.objects.exists() else ""
    context = {"kind": table.kind, "form": form, "row": row, "lacking": lacking}
    return render(request, "office/edit.html", context, status=status)


def _shown(table: Table, slug: str) -> HttpResponse:
    """A plant has a page of its own, which says what is next."""
    return redirect("plant_show", slug=slug) if table.kind == "plant" else redirect(f"{table.kind}_list")


def _say(request: HttpRequest, verb: str, kind: str) -> None:
    messages.success(request, texts(spoken(), "office")["said"][f"{kind}_{verb}"])
