"""Sources: made and edited by trying them out, and deleted."""

import re
from collections.abc import Callable
from typing import Any

import msgspec
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from quelia.admin.desk import desk
from quelia.admin.differences import of_entries
from quelia.admin.forms.filled import Filled, by_entry, by_post, by_preset, with_row, without_row
from quelia.admin.forms.key import sealed
from quelia.admin.forms.sheet import Sheet, checked
from quelia.admin.journal import note
from quelia.admin.language import spoken
from quelia.admin.settling import settle, trial_of
from quelia.admin.takeover import before, envelope_of, filled_of, take_over, waiting
from quelia.admin.views.presets import hints, places
from quelia.admin.views.pushing import push_sheet
from quelia.domain.unit import UNITS
from quelia.sources.preset import PRESETS
from quelia.sources.tried import Tried
from quelia.store import models
from quelia.store.declaration import DeclarationError, SourceEntry
from quelia.store.entries import standing
from quelia.store.folder import alone
from quelia.texts import texts

_CALLS, _PAUSE_S = 3, 5.0  # of a whole trial: somebody waits for it
_MOST_OFFERED = 6  # numbers of an answer that one may choose from
# where French plants stand
_ZONES = (
    "Europe/Paris", "Indian/Reunion", "Indian/Mayotte", "America/Guadeloupe", "America/Martinique", "America/Cayenne",
    "Pacific/Noumea", "Pacific/Tahiti", "America/Miquelon", "UTC",
)  # fmt: skip
_ROWS = {
    "add_key": ("key", True),
    "add_point": ("point", True),
    "drop_key": ("key", False),
    "drop_point": ("point", False),
}


@require_http_methods(["GET", "POST"])
def source_new(request: HttpRequest) -> HttpResponse:
    """Empty, or begun with what is known of a system: `?preset=` with what is to be put into its places.

    `?answer=`: with what an owner answered.
    """
    row = waiting(request.GET.get("answer", ""))
    if row is not None:
        return _sheet(request, filled_of(row), None, envelope_of(row))
    slug = request.GET.get("plant", "")
    preset = PRESETS.get(request.GET.get("preset", ""))
    if preset is None or preset.url is None:
        return _sheet(request, Filled(points=({"plant": slug},)), None)
    values = {name: value for name in preset.placeholder if (value := request.GET.get(name, "").strip())}
    if request.method == "GET" and len(values) < len(preset.placeholder):
        return places(request, preset, values)
    plant = models.Plant.objects.filter(slug=slug).first()
    timezone = plant.timezone if plant is not None else _ZONES[0]
    return _sheet(request, by_preset(preset.filled(values), slug, timezone), None)


@require_http_methods(["GET", "POST"])
def source_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft, where there is one: what is edited is not yet what visitors see."""
    entry = standing(slug)
    if entry is None:
        raise Http404
    if entry.pushed:
        return push_sheet(request, entry)
    row = waiting(request.GET.get("answer", ""))
    if row is not None and (there := before(row)) is not None and there.slug == slug:
        return _sheet(request, filled_of(row), entry, envelope_of(row))
    return _sheet(request, by_entry(entry), entry)


@require_http_methods(["GET", "POST"])
def source_delete(request: HttpRequest, slug: str) -> HttpResponse:
    source = get_object_or_404(models.Source, slug=slug)
    if request.method == "POST":
        with models.atomic():
            models.Draft.objects.filter(slug=slug).delete()
            source.delete()
            models.Revision.note()
        note(request, "deleted", "source", slug)
        messages.success(request, texts(spoken(), "office")["said"]["source_deleted"])
        return redirect("source_list")
    return render(request, "office/delete.html", {"kind": "source", "named": slug, "held_by": []})


def _sheet(request: HttpRequest, filled: Filled, entry: SourceEntry | None, carried: str | None = None) -> HttpResponse:
    """`try` asks the owner's server once, `probe` a few times and as another site might; `take` makes a number of its
    answer the value, `accept` its certificate the one."""
    if request.method == "GET":
        return _page(request, Sheet(filled=filled, standing=entry), entry, carried=carried)
    reshaped = _reshaped(request.POST, entry)
    if reshaped is not None:
        return _page(request, reshaped[0], entry, carried=reshaped[1])
    given = _taken(request.POST)
    sheet = Sheet(posted=given, standing=entry)
    if not sheet.is_valid():
        return _page(request, sheet, entry, status=422)
    act: Callable[[HttpRequest, Sheet, SourceEntry | None], HttpResponse] = _saved if "save" in given else _tried
    try:
        return act(request, sheet, entry)
    except DeclarationError as error:
        sheet.tell(error.problems)
        return _page(request, sheet, entry, status=422)


def _reshaped(posted: QueryDict, entry: SourceEntry | None) -> tuple[Sheet, str] | None:
    """What was typed so far with a row more or less, and what it carries; None where nobody asked for one."""
    asked = next((name for name in _ROWS if name in posted), None)
    if asked is None:
        return None
    kind, more = _ROWS[asked]
    which = str(posted[asked])
    index = int(which) if re.fullmatch("[0-9]{1,3}", which, re.ASCII) else -1  # no row
    before = Sheet(posted=posted, standing=entry)
    secrets, told = before.typed(), before.told()
    if kind == "key" and not more and 0 <= index < len(secrets):
        del secrets[index], told[index]
    filled = by_post(posted)
    filled = with_row(filled, kind) if more else without_row(filled, kind, index)
    return Sheet(filled=filled, standing=entry), sealed(secrets, told)


def _taken(posted: QueryDict) -> QueryDict:
    """What was posted, with the number or the certificate that was chosen, if one was."""
    given = posted.copy()
    path, _, unit = posted.get("take", "").rpartition("|")  # a path may hold one
    if path:
        at = f"point-{posted.get('target', '0')}"
        given[f"{at}-path"] = path
        if unit and not posted.get(f"{at}-unit", "").strip():  # what somebody typed is worth more than a guess
            given[f"{at}-unit"] = unit
    if posted.get("accept"):
        given["pin"] = str(posted["accept"])
    return given


def _tried(request: HttpRequest, sheet: Sheet, entry: SourceEntry | None) -> HttpResponse:
    """Raises DeclarationError."""
    trial, secrets = trial_of(sheet.entry(), sheet.plants())
    if "probe" in request.POST:
        pause_s = min(trial.source.interval_s, _PAUSE_S)
        trial = msgspec.structs.replace(trial, calls=_CALLS, pause_s=pause_s, origin=settings.QUELIA_PUBLIC_URL)
    tried = desk().try_out(trial, secrets)
    if "take" in request.POST:
        sheet.want()
    return _page(request, sheet, entry, tried)


def _saved(request: HttpRequest, sheet: Sheet, before: SourceEntry | None) -> HttpResponse:
    """Drafted first; where no visitor sees any of its plants, it counts at once. Raises DeclarationError."""
    if not sheet.is_complete:
        sheet.want()
        return _page(request, sheet, before, status=422)
    entry = checked(sheet.entry())
    row = waiting(request.GET.get("answer", ""))
    with alone(desk().folder):
        # what an owner answers later does not take the place of what is read by now
        public = settle(entry, before, waits=row is not None and before is not None)
    if row is not None:
        take_over(request, row, entry.slug)
    verb = "drafted" if public else "created" if before is None else "updated"
    then, now = of_entries(before, entry, secret=any(sheet.typed()))
    note(request, verb, "source", entry.slug, before=then, after=now)
    messages.success(request, texts(spoken(), "source")["saved"]["draft" if public else "read"])
    return redirect("plant_show", slug=entry.point[0].plant)


def _page(
    request: HttpRequest,
    sheet: Sheet,
    entry: SourceEntry | None,
    tried: Tried | None = None,
    *,
    carried: str | None = None,
    status: int = 200,
) -> HttpResponse:
    preset = request.GET.get("preset", "")
    if preset in PRESETS:
        sheet.name_secrets(PRESETS[preset].auth)
    context: dict[str, Any] = {
        "sheet": sheet,
        "entry": entry,
        "said": texts(spoken(), "source"),
        "hints": [*hints(preset), *_answered(request)],
        "carried": sheet.envelope() if carried is None else carried,
        "units": list(UNITS),
        "zones": _ZONES,
        "target": sheet.next_point,
        "pace": sheet.pace,
        "away": _away(request.GET.get("plant", "") if entry is None else entry.point[0].plant),
        "lacking": not models.Plant.objects.exists(),
        "is_draft": entry is not None and models.Draft.objects.filter(slug=entry.slug).exists(),
    }
    if tried is not None:
        context |= {
            "verdicts": [(each.mark, each.sentence(spoken())) for each in tried.verdicts if each.code != "numbers"],
            "usable": tried.usable and sheet.is_complete,
            "offered": tried.sightings[:_MOST_OFFERED],
            "tree": tried.tree,
        }
        # of the server of tokens that of the source would mend nothing, unless both are one
        elsewhere = {"tls_token"} if sheet.has_tokens_of_others else set()
        if any(each.code.startswith("tls") and each.code not in elsewhere for each in tried.verdicts):
            context["certificate"] = desk().show_certificate(sheet.url)
    return render(request, "office/source.html", context, status=status)


def _answered(request: HttpRequest) -> list[str]:
    """Where what stands there comes from, if an owner answered it."""
    row = waiting(request.GET.get("answer", ""))
    return [texts(spoken(), "requests")["filled"]] if row is not None else []


def _away(plant: str) -> str:
    """Where one goes who saves nothing: to the plant that it is about, where there is one."""
    there = models.Plant.objects.filter(slug=plant).exists()
    return reverse("plant_show", args=[plant]) if there else reverse("source_list")
