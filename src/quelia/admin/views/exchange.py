"""Plants taken out as files, and put in by them: proposed first, then as they were proposed or not at all."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from quelia.admin.desk import desk
from quelia.admin.exchange import delimited, geojson
from quelia.admin.exchange.columns import COLUMNS, headings, needed
from quelia.admin.exchange.envelope import closed, opened
from quelia.admin.exchange.proposal import Proposal, column_of, propose
from quelia.admin.exchange.sheet import Fault, Sheet, Unreadable, whole
from quelia.admin.exchange.stock import Stock, entry_of
from quelia.admin.forms.exchange import ImportForm
from quelia.admin.journal import note
from quelia.admin.language import spoken
from quelia.admin.telling import lines
from quelia.admin.views.plants import PLANTS
from quelia.store import models
from quelia.store.folder import alone
from quelia.texts import texts

_MOST_ROWS = 5_000
_MOST_FAULTS = 200  # shown at once: whoever has more of them mends a column, not a cell


@require_GET
def plant_export(request: HttpRequest) -> HttpResponse:
    """All plants, or those that were looked for, for a spreadsheet: with semicolons as French ones want it, or commas."""
    stock = Stock()
    rows = ({**entry_of(row), "owner": stock.called(row.owner.slug)} for row in PLANTS.found(request))
    separator = ";" if request.GET.get("separator") == "semicolon" else ","
    return _file(delimited.write(rows, spoken(), separator), "text/csv; charset=utf-8", "csv")


@require_GET
def plant_export_geojson(request: HttpRequest) -> HttpResponse:
    """The same for programs: owners by their slugs."""
    rows = (entry_of(row) for row in PLANTS.found(request))
    return _file(geojson.write(rows), "application/geo+json", "geojson")


@require_http_methods(["GET", "POST"])
def plant_import(request: HttpRequest) -> HttpResponse:
    """`seal` comes with what was proposed: then it is done, unless something else would be done by now."""
    if request.method == "GET":
        return _page(request, ImportForm())
    if "seal" in request.POST:
        return _done(request, opened(request.POST.get("envelope", "")))
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    return _proposed(request, form.content, new_owners=form.cleaned_data["new_owners"])


def _proposed(request: HttpRequest, content: bytes, *, new_owners: bool, again: bool = False) -> HttpResponse:
    with models.atomic():
        proposal = _proposal(content, new_owners=new_owners)
    # what was pasted stays, to be mended
    form = ImportForm(initial={"new_owners": new_owners, "text": request.POST.get("text", "")})
    context = {"proposal": proposal, "again": again, "new_owners": new_owners, **_told(proposal)}
    if not proposal.faults and proposal.changing:
        context |= {"envelope": closed(content), "seal": proposal.seal()}
    return _page(request, form, context, status=409 if again else 422 if proposal.faults else 200)


def _done(request: HttpRequest, content: bytes) -> HttpResponse:
    new_owners = request.POST.get("new_owners") == "1"
    with alone(desk().folder), models.atomic():
        proposal = _proposal(content, new_owners=new_owners)
        if not proposal.faults and proposal.seal() == request.POST["seal"]:
            desk().declarer.declare(proposal.file())
            _note(request, proposal)
            messages.success(request, _sentence("done", len(proposal.changing)))
            return redirect("plant_list")
    return _proposed(request, content, new_owners=new_owners, again=True)


def _proposal(content: bytes, *, new_owners: bool) -> Proposal:
    """Checked by all the rules by which it would be declared."""
    try:
        sheet = _sheet(content)
    except Unreadable as error:
        return Proposal((), (), error.faults, ())
    proposal = propose(sheet, Stock(), spoken(), new_owners=new_owners)
    if proposal.faults:
        return proposal
    line_of = {step.slug: step.line for step in proposal.steps}
    faults = [
        Fault(line_of.get(problem.where.partition("[")[2].partition("]")[0], 0), column_of(problem), problem)
        for problem in desk().declarer.wrong_with(proposal.file())
    ]
    return proposal._replace(faults=faults)


def _sheet(content: bytes) -> Sheet:
    """Raises Unreadable."""
    sheet = geojson.read(content) if geojson.looks_like(content) else delimited.read(content)
    if not sheet.rows:
        raise whole("empty")
    if len(sheet.rows) > _MOST_ROWS:
        raise whole("too_many", most=str(_MOST_ROWS))
    needed(sheet.columns)
    return sheet


def _note(request: HttpRequest, proposal: Proposal) -> None:
    """In the journal: what was done to each, and that it came by a file."""
    for owner in proposal.owners:
        note(request, "created", "owner", owner.slug, after={"name": owner.name})
    for step in proposal.changing:
        note(request, step.kind, "plant", step.slug, before=_told_of(step.before), after=_told_of(step.after))
    kinds = [step.kind for step in proposal.changing]
    note(request, "imported", "plants", "", after={kind: kinds.count(kind) for kind in ("created", "updated")})


def _told_of(said: Any) -> dict[str, object]:
    return {key: value for key, value in (said or {}).items() if key != "slug"}


def _told(proposal: Proposal) -> dict[str, Any]:
    """What the page says of a proposal, in words."""
    made = {owner.slug: owner.name for owner in proposal.owners}
    changes = [
        models.Change(
            verb=step.kind,
            kind="plant",
            slug=step.slug,
            before_after={
                key: [was, made.get(value, value) if key == "owner" else value]
                for key in COLUMNS
                for was, value in [((step.before or {}).get(key), step.after[key])]
                if key != "slug" and (was or None) != (value or None)
            },
        )
        for step in proposal.changing
    ]
    told = list(zip(proposal.changing, lines(changes), strict=True))
    return {
        "faults": [_fault(fault) for fault in proposal.faults[:_MOST_FAULTS]],
        "more_faults": max(0, len(proposal.faults) - _MOST_FAULTS),
        "told": told,
        "counts": {kind: sum(step.kind == kind for step in proposal.steps) for kind in ("created", "updated", "same")},
        "publicly": {
            what: names
            for what in ("published", "withdrawn", "paused", "resumed")
            if (
                names := [
                    step.after["name"] for step in proposal.changing if what in _publicly(step.before, step.after)
                ]
            )
        },
    }


def _publicly(before: Any, after: Any) -> Iterable[str]:
    """What the public will notice of a step, by the verbs of the journal."""
    was, is_ = (bool(said and said["published"]) for said in (before, after))
    if was != is_:
        yield "published" if is_ else "withdrawn"
    if is_ and bool(before and before["paused"]) != bool(after["paused"]):
        yield "paused" if after["paused"] else "resumed"


def _fault(fault: Fault) -> dict[str, Any]:
    names = headings(spoken())
    return {
        "line": fault.line,
        "column": names.get(fault.column, fault.column),
        "text": fault.problem.sentence(spoken()),
    }


def _sentence(code: str, count: int) -> str:
    words = texts(spoken(), "exchange")["said"]
    sentence: str = words[f"{code}_one" if count == 1 else code].format(count=count)
    return sentence


def _file(content: bytes, kind: str, ending: str) -> HttpResponse:
    name = f"{texts(spoken(), 'exchange')['file']}-{timezone.localdate().isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def _page(
    request: HttpRequest, form: ImportForm, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    shared = {"form": form, "exchange": texts(spoken(), "exchange"), "kind": "plant"}
    return render(request, "office/import.html", {**shared, **(context or {})}, status=status)
