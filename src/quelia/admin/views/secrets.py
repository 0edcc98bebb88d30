"""A secret is renewed by an operator or by the owner's own people, who see nothing else of the source."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from quelia.admin.accounts import account
from quelia.admin.desk import desk
from quelia.admin.forms.secret import SecretForm
from quelia.admin.journal import note
from quelia.admin.language import spoken
from quelia.admin.settling import trial_of
from quelia.store import models
from quelia.store.declaration import DeclarationError, File, SourceEntry
from quelia.store.entries import entry_of
from quelia.store.folder import alone
from quelia.texts import texts


@require_http_methods(["GET", "POST"])
def source_secret(request: HttpRequest, slug: str) -> HttpResponse:
    """What is typed takes the old one's place at once: a plant whose key has expired shows nothing meanwhile."""
    who = account(request)
    sources = models.Source.objects.select_related("owner")
    source = get_object_or_404(sources if who.is_operator else sources.filter(owner=who.owner), slug=slug)
    entry = entry_of(source)
    if not entry.auths:
        raise Http404
    words = texts(spoken(), "source")
    form = SecretForm(request.POST or None, entry=entry)
    if request.method == "POST" and form.is_valid():
        try:
            with alone(desk().folder):
                desk().declarer.declare(File(source=[form.entry()]))
        except DeclarationError as error:
            for problem in error.problems:
                form.add_error(None, problem.sentence(spoken()))
        else:
            note(request, "renewed", "source", slug)
            if _is_refused(form.entry()):
                messages.warning(request, words["saved"]["secret_refused"])
            else:
                messages.success(request, words["saved"]["secret"])
            return redirect("plant_show", slug=entry.point[0].plant)
    context = {"form": form, "entry": entry, "said": words, "server": urlsplit(entry.url).hostname}
    return render(request, "office/secret.html", context, status=422 if form.is_bound else 200)


def _is_refused(entry: SourceEntry) -> bool:
    """Asks the owner's server once. A refresh token is not spent on it: it may be good for one answer only."""
    if any(auth.type.startswith("oauth2") for auth in entry.auths):
        return False
    tried = desk().try_out(*trial_of(entry, [point.plant for point in entry.point]))
    return any(each.mark == "broken" and each.code.partition("_")[0] == "auth" for each in tried.verdicts)
