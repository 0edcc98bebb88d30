"""The board of all sources, and the page of one of them: how they do, and what they were asked and answered."""

import time
from urllib.parse import quote, urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from quelia.admin.board import Row, address, counted, for_owner, rows, told_of
from quelia.admin.desk import desk
from quelia.admin.language import spoken
from quelia.domain.standing import ORDER
from quelia.store import models
from quelia.store.trials import good_until
from quelia.texts import LANGUAGES, texts

_LOOKED_IN = ("slug", "owner__name", "points__plant__name", "points__plant__commune")


@require_GET
def source_list(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "state", "owner")}
    found = rows(_asked_for(asked["q"], asked["owner"]))
    shown = [row for row in found if row.seen.state == asked["state"]] if asked["state"] else found
    context = {
        "rows": shown,
        "counts": counted(found),
        "states": ORDER,
        "owners": models.Owner.objects.order_by("name"),
        "asked": asked,
        "now": time.time(),
        "none_at_all": not models.Source.objects.exists(),
    }
    return render(request, "office/board.html", context)


@require_GET
def source_show(request: HttpRequest, slug: str) -> HttpResponse:
    source = get_object_or_404(models.Source, slug=slug)
    (row,) = rows(models.Source.objects.filter(pk=source.pk))
    record = desk().health.record
    context = {
        "row": row,
        "address": address(row.source.url),
        "points": row.source.points.all(),
        "failures": told_of(source, record.failures(source.pk)),
        "incidents": told_of(source, record.incidents(source.pk)),
        "letters": _letters(row) if row.is_broken else [],
        "now": time.time(),
        "nights": texts(spoken(), "draft")["value"]["night"],
        "give": texts(spoken(), "technician")["give"],
        "trials_until": good_until(slug) if not source.pushed else None,
        "waits": models.Draft.objects.filter(slug=slug).exists(),
    }
    return render(request, "office/source_show.html", context)


def _asked_for(words: str, owner: str) -> QuerySet[models.Source]:
    found = models.Source.objects.all()
    if owner:
        found = found.filter(owner__slug=owner)
    for word in words.split():
        somewhere = Q()
        for field in _LOOKED_IN:
            somewhere |= Q(**{f"{field}__icontains": word})
        found = found.filter(pk__in=models.Source.objects.filter(somewhere).values("pk"))
    return found


def _letters(row: Row) -> list[dict[str, str]]:
    """Ready to be sent, in each language, with the link that opens them in a mail program."""
    made = []
    for lang in LANGUAGES:
        letter = for_owner(row, lang)
        told = urlencode({"subject": letter.subject, "body": letter.body}, quote_via=quote)
        to = quote(row.source.owner.contact_email, safe="@")
        made.append({"lang": lang, "subject": letter.subject, "body": letter.body, "mailto": f"mailto:{to}?{told}"})
    return made
