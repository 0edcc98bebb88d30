"""The letter to an owner: looked at, kept as a file, printed, and sent. It leaves by POST only, with a line in the journal."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quelia.admin.desk import desk
from quelia.admin.forms.letter import LetterForm
from quelia.admin.journal import note
from quelia.admin.language import spoken
from quelia.admin.letters import addressee, code_of, goes_nowhere, letter_for, mail_of, send, sender
from quelia.admin.mail import absolute
from quelia.alerts.post import MaybeSent, NotSent
from quelia.onboarding.letter.blocks import Letter
from quelia.onboarding.letter.html import as_fragment
from quelia.onboarding.letter.mail import as_draft, mailbox
from quelia.onboarding.letter.text import as_text
from quelia.store import models
from quelia.texts import texts

_LATER = "/tester/…"  # where a link will stand once the letter leaves


@require_GET
def owner_letter(request: HttpRequest, slug: str) -> HttpResponse:
    owner = get_object_or_404(models.Owner, slug=slug)
    form = _form(owner, request.GET, request.GET.get("plant", ""))
    written = _seen(owner, form)
    context = {"form": form, "query": urlencode(form.pairs), "plain": as_text(written)}
    return _page(request, "letter", owner, written, context, status=422 if form.errors else 200)


@require_POST
def owner_letter_file(request: HttpRequest, slug: str) -> HttpResponse:
    """`format`: eml or txt."""
    owner = get_object_or_404(models.Owner, slug=slug)
    form = _form(owner, request.POST)
    written = _given(request, owner, form)
    if request.POST.get("format") == "txt":
        subject = texts(written.lang, "letter")["subject_line"].format(subject=written.subject)
        return _file(f"{subject}\n\n{as_text(written)}".encode(), "text/plain; charset=utf-8", f"{slug}.txt")
    content = as_draft(mail_of(written, addressee(owner, form.names)))
    return _file(content, "message/rfc822", f"{slug}.eml")


@require_http_methods(["GET", "POST"])
def owner_letter_print(request: HttpRequest, slug: str) -> HttpResponse:
    """By GET as it will be, by POST as it is, with the link in it where one is asked for."""
    owner = get_object_or_404(models.Owner, slug=slug)
    if request.method == "GET":
        return _page(request, "letter_print", owner, _seen(owner, _form(owner, request.GET)))
    return _page(request, "letter_print", owner, _given(request, owner, _form(owner, request.POST)))


@require_http_methods(["GET", "POST"])
def owner_letter_send(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows whom it goes to and what its subject is, and sends what was shown."""
    owner = get_object_or_404(models.Owner, slug=slug)
    form = _form(owner, request.POST or request.GET)
    seen, words = _seen(owner, form), texts(spoken(), "letters")
    if request.method == "GET" or mailbox(addressee(owner)) is None:
        return _sending(request, owner, form, seen, status=200 if request.method == "GET" else 409)
    if (request.POST.get("to"), request.POST.get("subject")) != (owner.contact_email, seen.subject):
        return _sending(request, owner, form, seen, words["sending"]["changed"], 409)
    try:
        send(_with_link(owner, form), addressee(owner, form.names))
    except (NotSent, MaybeSent) as error:
        told = words["not_sent"][code_of(error)].format(address=owner.contact_email)
        if isinstance(error, MaybeSent):
            _note(request, owner, form)
        return _sending(request, owner, form, seen, told, 502)
    _note(request, owner, form)
    messages.success(request, words["sending"]["sent"].format(address=owner.contact_email))
    return redirect("owner_edit", slug=slug)


def _form(owner: models.Owner, given: Any, plant: str = "") -> LetterForm:
    """given: what was chosen; nothing was where no language is named. plant: from whose page one comes."""
    return LetterForm(owner, given) if "language" in given else LetterForm(owner, plant=plant)


def _seen(owner: models.Owner, form: LetterForm) -> Letter:
    """As it will be; a link is made only when it leaves."""
    chosen = form.chosen
    tester = absolute(_LATER) if chosen.source else ""
    return letter_for(owner, chosen.lang, chosen.short, plants=form.names, tester=tester)


def _with_link(owner: models.Owner, form: LetterForm) -> Letter:
    chosen = form.chosen
    tester = _link(owner, form) if chosen.source else ""
    return letter_for(owner, chosen.lang, chosen.short, plants=form.names, tester=tester)


def _given(request: HttpRequest, owner: models.Owner, form: LetterForm) -> Letter:
    """For somebody who takes it away: the journal knows of a link in it, and not the link."""
    written = _with_link(owner, form)
    if form.chosen.source:
        note(request, "invited", "source", form.chosen.source)
    return written


def _link(owner: models.Owner, form: LetterForm) -> str:
    """Where his technician tries the source out. Raises Http404 where it went meanwhile."""
    chosen = form.chosen
    if chosen.draft:
        draft = owner.drafts.filter(slug=chosen.source).first()
        found = (-draft.pk, draft.content["url"]) if draft else None
    else:
        source = owner.sources.filter(slug=chosen.source, pushed=False).first()
        found = (source.pk, source.url) if source else None
    if found is None:
        raise Http404
    number, url = found
    return f"{desk().trial_link(number, chosen.source, url)}?{urlencode({'lang': chosen.lang})}"


def _note(request: HttpRequest, owner: models.Owner, form: LetterForm) -> None:
    note(request, "wrote", "owner", owner.slug, after={"contact_email": owner.contact_email})
    if form.chosen.source:
        note(request, "invited", "source", form.chosen.source)


def _sending(
    request: HttpRequest, owner: models.Owner, form: LetterForm, seen: Letter, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "query": urlencode(form.pairs),
        "problem": problem,
        "reachable": mailbox(addressee(owner)) is not None,
        "sender": sender(),
        "to_file": goes_nowhere(),
    }
    return _page(request, "letter_send", owner, seen, context, status)


def _page(
    request: HttpRequest,
    template: str,
    owner: models.Owner,
    written: Letter,
    context: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    shared = {
        "owner": owner,
        "letters": texts(spoken(), "letters"),
        "written": written,
        "shown": mark_safe(as_fragment(written)),  # noqa: S308 - made of escaped text, see onboarding/letter/html.py
    }
    return render(request, f"office/{template}.html", shared | dict(context or {}), status=status)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="quelia-{name}"'}
    )
