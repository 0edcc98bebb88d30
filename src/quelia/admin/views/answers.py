"""What was asked of owners and what they answered: as a list, and read from what came by mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from quelia.admin.forms.answer import AnswerForm
from quelia.admin.journal import note
from quelia.admin.language import spoken
from quelia.admin.pasting import Unread, pasted
from quelia.admin.requests import ORDER, lines, subject
from quelia.onboarding.answer.wording import told
from quelia.store import models
from quelia.texts import texts

_ROWS = 50  # on a page
_NOTHING = ("nothing", "nothing_found")  # which the page says itself


@require_GET
def answer_list(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "state")}
    found = lines(asked["q"])
    counts = {state: count for state in ORDER if (count := sum(line.state == state for line in found))}
    shown = [line for line in found if line.state == asked["state"]] if asked["state"] else found
    page = Paginator(shown, _ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "counts": counts, "asked": asked, "said": texts(spoken(), "requests")}
    return render(request, "office/answers.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def answer_read(request: HttpRequest) -> HttpResponse:
    """What is pasted is read and gone: no page says it again, be it right or wrong."""
    words = texts(spoken(), "requests")
    if request.method == "GET":
        return render(
            request, "office/answer_read.html", {"form": AnswerForm(initial=request.GET.dict()), "said": words}
        )
    form = AnswerForm(request.POST, request.FILES)
    rows: list[models.Answer] = []
    if form.is_valid():
        plant = models.Plant.objects.select_related("owner").filter(slug=form.cleaned_data["plant"]).first()
        try:
            rows = pasted(form.content, form.called, plant)
        except Unread as error:
            why = [told(remark, spoken()) for remark in error.remarks if remark.code not in _NOTHING]
            form.add_error("text", [words["read"]["nothing_found"], *why])
    if not rows:
        return render(request, "office/answer_read.html", {"form": form, "said": words}, status=422)
    for row in rows:
        note(request, "received", *subject(row))
    if len(rows) > 1:
        messages.success(request, words["said"]["read_several"].format(count=len(rows)))
        return redirect("answer_list")
    messages.success(request, words["said"]["read"])
    return redirect("answer_show", rows[0].pk)
