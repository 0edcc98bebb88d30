"""A link with which an owner's technician tries a source out himself, without an account and without its secret."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from quelia.admin.desk import desk
from quelia.admin.journal import note
from quelia.admin.language import spoken
from quelia.store import models
from quelia.store.trials import withdraw
from quelia.texts import texts


@require_POST
def source_link(request: HttpRequest, slug: str) -> HttpResponse:
    """Makes one, and shows it once. With `draft`, and where nothing is accepted yet, it is one for the draft."""
    draft = models.Draft.objects.filter(slug=slug).first()
    source = models.Source.objects.filter(slug=slug).first()
    if draft is not None and (source is None or request.POST.get("draft")):
        link = desk().trial_link(-draft.pk, slug, draft.content["url"])
    elif source is not None and not source.pushed:
        link = desk().trial_link(source.pk, slug, source.url)
    else:
        raise Http404
    note(request, "invited", "source", slug)  # never the link: whoever reads the journal could use it
    words = texts(spoken(), "technician")["give"]
    context = {"give": words, "slug": slug, "link": link, "letter": words["letter"].format(link=link)}
    return render(request, "office/tester_link.html", context)


@require_POST
def source_link_withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Closes all links that were given for this source, accepted or a draft."""
    accepted = models.Source.objects.filter(slug=slug).exists()
    if not accepted and not models.Draft.objects.filter(slug=slug).exists():
        raise Http404
    withdraw(slug)
    note(request, "closed", "source", slug)
    messages.success(request, texts(spoken(), "technician")["give"]["withdrawn"])
    return redirect("source_show" if accepted else "source_edit", slug=slug)
