"""The keys with which a source is sent to us: made, shown once, and revoked, by operators and by the owner's own people."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quelia.admin.accounts import account
from quelia.admin.journal import note
from quelia.admin.language import spoken
from quelia.admin.sending import bridge_file, by_hand, by_hand_on_windows
from quelia.domain.push import digest
from quelia.store import models
from quelia.store.pushkeys import LONGEST_NAME, made, revoked
from quelia.texts import texts

_MOST = 50  # good ones of a source: each is of a machine


@require_GET
def push_keys(request: HttpRequest, slug: str) -> HttpResponse:
    return _listed(request, _own(request, slug))


@require_POST
def push_key_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Made and shown, this once: nothing here can tell it again."""
    source = _own(request, slug)
    words, name = texts(spoken(), "pushing")["key"], " ".join(request.POST.get("name", "").split())
    if len(name) > LONGEST_NAME or not name.isprintable():
        return _listed(request, source, words["name_refused"])
    if source.push_keys.filter(revoked_at=None).count() >= _MOST:
        return _listed(request, source, words["too_many"])
    key = made(source, name)
    note(request, "created", "push_key", source.slug, after={"hint": f"…{key[-2:]}", "label": name})
    return _shown(request, source, key, name)


@require_POST
def push_bridge_file(request: HttpRequest, slug: str) -> HttpResponse:
    """`bridge.toml` with the key that stands in the form: we do not keep it."""
    source, key = _own(request, slug), request.POST.get("key", "")
    row = source.push_keys.filter(digest=digest(key), revoked_at=None).first()
    if row is None:
        raise Http404
    content = bridge_file(source, settings.QUELIA_PUBLIC_URL, key, spoken())
    headers = {"Content-Disposition": 'attachment; filename="bridge.toml"'}
    return HttpResponse(content, content_type="application/toml; charset=utf-8", headers=headers)


@require_http_methods(["GET", "POST"])
def push_key_revoke(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Asks first: what sends with it is refused from then on."""
    source = _own(request, slug)
    key = get_object_or_404(source.push_keys, pk=number)
    if request.method == "GET":
        return render(
            request, "office/push_key_revoke.html", {"source": source, "key": key, "back": _back(request, source)}
        )
    if revoked(key):
        note(request, "revoked", "push_key", source.slug, before={"hint": f"…{key.hint}", "label": key.name})
    messages.success(request, texts(spoken(), "pushing")["said"]["revoked"])
    return redirect(_back(request, source))


def _own(request: HttpRequest, slug: str) -> models.Source:
    """That source, where this account may see it; to others it does not exist."""
    who = account(request)
    pushed = models.Source.objects.select_related("owner").filter(pushed=True)
    source: models.Source = get_object_or_404(pushed if who.is_operator else pushed.filter(owner=who.owner), slug=slug)
    return source


def _listed(request: HttpRequest, source: models.Source, problem: str = "") -> HttpResponse:
    context = {"source": source, "problem": problem, "back": _plant(source)}
    return render(request, "office/push_keys.html", context, status=422 if problem else 200)


def _shown(request: HttpRequest, source: models.Source, key: str, name: str) -> HttpResponse:
    context = {
        "source": source,
        "key": key,
        "name": name,
        "curl": by_hand(source, settings.QUELIA_PUBLIC_URL, key),
        "powershell": by_hand_on_windows(source, settings.QUELIA_PUBLIC_URL, key),
        "file": bridge_file(source, settings.QUELIA_PUBLIC_URL, key, spoken()),
        "back": _back(request, source),
    }
    return render(request, "office/push_key.html", context)


def _back(request: HttpRequest, source: models.Source) -> str:
    if account(request).is_operator:
        return f"{reverse('source_show', args=[source.slug])}#keys"
    return reverse("push_keys", args=[source.slug])


def _plant(source: models.Source) -> str:
    point = source.points.select_related("plant").first()
    return reverse("plant_show", args=[point.plant.slug]) if point is not None else reverse("plant_list")
