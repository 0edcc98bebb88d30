"""One answer: reviewed, tried, taken over or put aside."""

from collections.abc import Iterable
from typing import Any

import msgspec
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quelia.admin.answers import Tried, content_of
from quelia.admin.desk import desk
from quelia.admin.differences import of_entries
from quelia.admin.forms.owner import OwnerForm
from quelia.admin.journal import facts, note
from quelia.admin.language import spoken
from quelia.admin.mail import hand_over
from quelia.admin.numbers import written
from quelia.admin.requests import state_of, subject, unpublished
from quelia.admin.review import letter_back, offer, shown
from quelia.admin.settling import settle, trial_of
from quelia.admin.takeover import before, choose, end, entry_of, is_sure, take_over, waiting
from quelia.admin.views.invitations import told
from quelia.alerts.post import MaybeSent, NotSent
from quelia.sources.tried import Tried as Outcome
from quelia.store import models
from quelia.store.declaration import DeclarationError
from quelia.store.folder import alone
from quelia.texts import texts


@require_GET
def answer_show(request: HttpRequest, number: int) -> HttpResponse:
    return _page(request, _row(number))


@require_POST
def answer_try(request: HttpRequest, number: int) -> HttpResponse:
    """Asks the owner's server once, as the poller would."""
    row = _waiting(number)
    if row.plant is None:
        return _page(request, row, [_words()["said"]["plant_first"]], status=409)
    try:
        outcome = desk().try_out(*trial_of(entry_of(row), [row.plant.slug]))
    except DeclarationError as error:
        return _page(request, row, _sentences(error), status=422)
    _remember(row, outcome)
    return _page(request, row, outcome=outcome)


@require_POST
def answer_accept(request: HttpRequest, number: int) -> HttpResponse:
    """Makes it a source: at once where nobody sees the plant, else as a draft."""
    row = _waiting(number)
    if not is_sure(row):
        return _page(request, row, [_words()["said"]["not_sure"]], status=409)
    assert row.plant is not None, "what is sure has a plant"
    there = before(row)
    try:
        entry = entry_of(row)
        with alone(desk().folder), models.atomic():
            if not take_over(request, row, entry.slug):
                return redirect("answer_show", number)
            waits = settle(entry, there, waits=there is not None)
    except DeclarationError as error:
        return _page(request, row, _sentences(error), status=422)
    then, now = of_entries(there, entry, secret=any(auth.secret for auth in entry.auths))
    note(request, "drafted" if waits else "created", "source", entry.slug, before=then, after=now)
    messages.success(request, _words()["said"]["accepted_draft" if waits else "accepted"])
    return redirect("plant_show", slug=row.plant.slug)


@require_http_methods(["GET", "POST"])
def answer_decline(request: HttpRequest, number: int) -> HttpResponse:
    """Asks first: the secrets that came with it are gone then."""
    row = _waiting(number)
    if request.method == "GET":
        return render(request, "office/answer_decline.html", {"row": row, "said": _words()})
    if end(row, "declined"):
        note(request, "declined", *subject(row))
        messages.success(request, _words()["said"]["declined"])
    return redirect("answer_list")


@require_POST
def answer_plant(request: HttpRequest, number: int) -> HttpResponse:
    """Says which plant it is about."""
    row = _waiting(number)
    plant = models.Plant.objects.filter(slug=request.POST.get("plant", "")).first()
    if plant is None:
        return _page(request, row, [_words()["said"]["plant_first"]], status=422)
    choose(row, plant)
    messages.success(request, _words()["said"]["plant"].format(plant=plant.name))
    return redirect("answer_show", number)


@require_POST
def answer_contact(request: HttpRequest, number: int) -> HttpResponse:
    """Writes down whom the owner named, where an operator says so."""
    row = _row(number)
    content = content_of(row)
    if row.owner is None:
        raise Http404
    told = {field: after for field, (_, after) in offer(row, content).items()}
    was = facts(row.owner)
    form = OwnerForm({**was, **told}, slug=row.owner.slug)
    if not form.is_valid() or form.declare() is None:
        return _page(request, row, [_words()["said"]["contact_refused"]], status=422)
    note(request, "updated", "owner", row.owner.slug, before=was, after=was | told)
    messages.success(request, _words()["said"]["contact"])
    return redirect("answer_show", number)


@require_POST
def answer_reply(request: HttpRequest, number: int) -> HttpResponse:
    """Sends what is still to be asked for."""
    row, words = _waiting(number), _words()["said"]
    letter = letter_back(row, content_of(row))
    if not letter.to:
        raise Http404
    try:
        hand_over(EmailMessage(letter.subject, letter.text, to=[letter.to]))
    except (NotSent, MaybeSent) as error:
        messages.warning(request, told(error, letter.to))
    else:
        note(request, "replied", *subject(row))
        messages.success(request, words["replied"].format(email=letter.to))
    return redirect("answer_show", number)


def _page(
    request: HttpRequest,
    row: models.Answer,
    problems: Iterable[str] = (),
    outcome: Outcome | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {**shown(row), "said": _words(), "problems": list(problems)}
    context["state"] = state_of(row.invitation, row, timezone.now(), unpublished())
    if outcome is not None:
        context |= {
            "verdicts": [(each.mark, each.sentence(spoken())) for each in outcome.verdicts if each.code != "numbers"],
            "tree": outcome.tree,
        }
    return render(request, "office/answer.html", context, status=status)


def _remember(row: models.Answer, outcome: Outcome) -> None:
    """What came of it; the secrets that lie beside it are not touched."""
    found = next((each.facts for each in outcome.verdicts if each.code == "value"), {})
    number = found.get("number")  # a text where the server says a secret back as its value
    value = f"{written(number)}\u00a0{found['unit']}" if isinstance(number, float | int) else ""
    tried = Tried(timezone.now().timestamp(), outcome.usable, value)
    row.content = msgspec.to_builtins(msgspec.structs.replace(content_of(row), tried=tried))
    models.Answer.objects.filter(pk=row.pk, ended_at=None).update(content=row.content)


def _row(number: int) -> models.Answer:
    rows = models.Answer.objects.select_related("owner", "plant__owner", "invitation").exclude(received_at=None)
    row: models.Answer = get_object_or_404(rows, pk=number)
    return row


def _waiting(number: int) -> models.Answer:
    row = waiting(number)
    if row is None:
        raise Http404
    return row


def _sentences(error: DeclarationError) -> list[str]:
    words = texts(spoken(), "source")["problem"]
    return [
        words[each.code].format(fact=each.fact, **each.facts) if each.code in words else each.sentence(spoken())
        for each in error.problems
    ]


def _words() -> Any:
    return texts(spoken(), "requests")
