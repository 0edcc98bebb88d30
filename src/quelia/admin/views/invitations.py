"""Invitations: written and shown before they leave, repeated, withdrawn."""

from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quelia.admin.forms.invitation import InvitationForm, about_owner, about_plant
from quelia.admin.invitations import end, is_good, link_of
from quelia.admin.inviting import (
    About,
    about_of,
    good_of,
    invite,
    letter_of,
    mark_reminded,
    reminder_of,
    send_letter,
    unmark,
)
from quelia.admin.journal import note
from quelia.admin.language import spoken
from quelia.admin.letters import code_of, goes_nowhere
from quelia.admin.mail import hand_over
from quelia.admin.requests import state_of, subject, unpublished
from quelia.alerts.post import MaybeSent, NotSent
from quelia.onboarding.letter.html import as_fragment
from quelia.onboarding.letter.mail import NoAddress
from quelia.onboarding.letter.text import as_text
from quelia.store import models
from quelia.texts import DEFAULT, texts


@require_http_methods(["GET", "POST"])
def invitation_new(request: HttpRequest) -> HttpResponse:
    """`send` by e-mail, or `link` to hand on. What is sent is what was shown: else it is shown first."""
    if request.method == "GET":
        return _page(request, InvitationForm(initial=_proposed(request)))
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    about = about_of(*form.slugs())
    assert about is not None, "the form offers no others"
    by_mail = "send" in request.POST
    if by_mail and not form.cleaned_data["email"]:
        form.add_error("email", _words()["invite"]["no_address"])
        return _page(request, form, status=422)
    if by_mail and request.POST.get("shown") != form.shown:
        return _page(request, form, again=True)
    if not by_mail and "link" not in request.POST:
        return _page(request, form)
    return _invited(request, about, form.cleaned_data, by_mail=by_mail)


@require_GET
def invitation_show(request: HttpRequest, number: int) -> HttpResponse:
    """With its link, for who hands it on himself."""
    row = _row(number)
    answer = models.Answer.objects.filter(invitation=row).first()
    good = is_good(row)
    context: dict[str, Any] = {"row": row, "answer": answer, "good": good, "said": _words()}
    context["state"] = state_of(row, answer, timezone.now(), unpublished())
    if good:
        letter = letter_of(About(row.owner, row.plant), row.lang, short=True, link=link_of(row))
        text = as_text(letter)
        query = urlencode({"subject": letter.subject, "body": text}, quote_via=quote)
        context |= {
            "link": link_of(row),
            "letter": letter,
            "text": text,
            "mailto": f"mailto:{quote(row.email, safe='@')}?{query}",
        }
    return render(request, "office/invitation.html", context)


@require_POST
def invitation_remind(request: HttpRequest, number: int) -> HttpResponse:
    row, now, words = _row(number), timezone.now(), _words()["said"]
    if not row.email or not mark_reminded(row, now):
        messages.warning(request, words["not_reminded"])
        return redirect("invitation_show", number)
    try:
        hand_over(reminder_of(row))
    except (NotSent, MaybeSent) as error:
        if isinstance(error, NotSent):
            unmark(row, now)
        messages.warning(request, told(error, row.email))
    else:
        note(request, "reminded", *subject(row))
        messages.success(request, words["reminded"].format(email=row.email))
    return redirect("invitation_show", number)


@require_http_methods(["GET", "POST"])
def invitation_withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Asks first: whoever has the link is told nothing of it until he opens it."""
    row = _row(number)
    if request.method == "GET":
        return render(request, "office/invitation_withdraw.html", {"row": row, "said": _words()})
    if end(row):
        note(request, "uninvited", *subject(row))
        messages.success(request, _words()["said"]["withdrawn"])
    return redirect("answer_list")


def _invited(request: HttpRequest, about: About, given: dict[str, Any], *, by_mail: bool) -> HttpResponse:
    row, is_new = invite(about, given["email"] if by_mail else "", given["lang"])
    if not is_new:
        return redirect("invitation_show", row.pk)
    note(request, "asked", *subject(row))
    if not by_mail:
        messages.success(request, _words()["said"]["made"])
        return redirect("invitation_show", row.pk)
    try:
        send_letter(row, short=given["length"] == "short")
    except (NotSent, MaybeSent, NoAddress) as error:
        messages.warning(request, told(error, row.email))
        return redirect("invitation_show", row.pk)
    messages.success(request, _words()["said"]["sent"].format(email=row.email))
    return redirect("answer_list")


def told(error: NotSent | MaybeSent | NoAddress, address: str) -> str:
    """Why an e-mail did not leave, and that one may hand it on oneself."""
    code = "refused" if isinstance(error, NoAddress) else code_of(error)
    why = texts(spoken(), "letters")["not_sent"][code].format(address=address)
    return f"{why} {_words()['said']['by_hand']}"


def _proposed(request: HttpRequest) -> dict[str, str]:
    """Of whom it is about: his address, and the language that he was written in before."""
    about = about_of(request.GET.get("plant", ""), request.GET.get("owner", ""))
    if about is None:
        return {"lang": spoken()}
    before = models.Invitation.objects.filter(owner=about.owner).order_by("-made_at").first()
    named = about_plant(about.plant.slug) if about.plant is not None else about_owner(about.owner.slug)
    return {"about": named, "email": about.owner.contact_email, "lang": before.lang if before is not None else DEFAULT}


def _page(request: HttpRequest, form: InvitationForm, status: int = 200, *, again: bool = False) -> HttpResponse:
    about = about_of(*form.slugs())
    lang, length = (str(form[name].value() or "") for name in ("lang", "length"))
    known = about is not None and lang in dict(form.fields["lang"].choices)  # type: ignore[attr-defined]
    letter = letter_of(about, lang, short=length == "short") if about is not None and known else None
    context = {
        "form": form,
        "said": _words(),
        "again": again,
        "letter": letter,
        "seen": as_fragment(letter) if letter is not None else "",
        "older": good_of(about.plant) if about is not None and about.plant is not None else None,
        "into_files": goes_nowhere(),
        "nobody": not models.Owner.objects.exists(),
    }
    return render(request, "office/invitation_new.html", context, status=status)


def _row(number: int) -> models.Invitation:
    row: models.Invitation = get_object_or_404(models.Invitation.objects.select_related("owner", "plant"), pk=number)
    return row


def _words() -> Any:
    return texts(spoken(), "requests")
