"""`/reponse/{token}`: an owner answers, without an account; what he types is kept at each button until he sends it."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from quelia.admin.answers import Content, Tried, content_of, keep_under, note_tried, secrets_of, send
from quelia.admin.desk import Specimen
from quelia.admin.forms.answering import AnsweringForm, cannot_reach, typed, wrong_with
from quelia.admin.invitations import opened, state_link_of
from quelia.admin.language import spoken
from quelia.admin.mail import absolute, post
from quelia.admin.moments import moment
from quelia.admin.outcome import Outcome, asked, card, looked_at
from quelia.admin.receipts import receipts
from quelia.admin.saying import Said, filled, said
from quelia.admin.views.guests import is_from_elsewhere, page, speaking, turned_away
from quelia.domain.path import Path, PathError
from quelia.onboarding.answer.answer import Answer
from quelia.store import models
from quelia.texts import texts

_NOTHING = Content(answer=Answer())
_LOOKED = ("path", "unit_other")  # what an example is looked at with


class _Seen(NamedTuple):
    """What a page shows beside what is kept. problem: a sentence above the form. left: what one might do before sending."""

    outcome: Outcome | None = None
    specimen: Specimen | None = None
    wrong: Mapping[str, str] = {}
    problem: str = ""
    left: tuple[str, ...] = ()
    status: int = 200

    @property
    def fresh(self) -> bool:
        return self.outcome is not None and self.outcome.fresh


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    row = opened(token)
    if row is None:
        return turned_away(request)
    with speaking(request, row.lang):
        if request.method != "POST":
            return _page(request, row, _kept(row), _looked(row, _kept(row).content))
        if is_from_elsewhere(request):
            return turned_away(request, "forged")
        return _posted(request, row)


def _posted(request: HttpRequest, row: models.Invitation) -> HttpResponse:
    """Kept first, whatever is wrong with it; then what the button is for."""
    before = _kept(row)
    given = said(_taken(typed(request.POST), row, request), before.content, before.secrets, spoken())
    if "call" in request.POST:
        given = given._replace(content=msgspec.structs.replace(given.content, without_api=True))
    answer = keep_under(row, given.content, given.secrets)
    if answer is None:
        return turned_away(request)
    acts: dict[str, Callable[..., HttpResponse]] = {"send": _sent, "send_anyway": _sent, "call": _sent, "read": _read}
    act = next((each for name, each in acts.items() if name in request.POST), _tried)
    if request.POST.get("of") == "example" and ("take" in request.POST or "meant" in request.POST):
        act = _read  # a number of the example: no server is asked for it
    if "drop" in request.POST or "fill" in request.POST:
        act = _shown
    return act(request, row, answer, given)


def _taken(given: dict[str, str], row: models.Invitation, request: HttpRequest) -> dict[str, str]:
    """What was typed, with the number that was touched, or the unit that was meant."""
    path, _, _ = request.POST.get("take", "").rpartition("|")  # a path may hold one; its unit is a guess
    if path:
        given["path"] = _plain(path[:400])
    if row.plant is not None:
        given["project"] = row.plant.name
    if meant := request.POST.get("meant", ""):
        given["unit"], given["unit_other"] = "other", meant[:16]
    return given


def _plain(path: str) -> str:
    """As our letter writes paths, where that means the same: `data.power` for `$.data.power`."""
    short = path.removeprefix("$.")
    try:
        return short if str(Path(short)) == str(Path(path)) else path
    except PathError:
        return path


def _tried(request: HttpRequest, row: models.Invitation, answer: models.Answer, given: Said) -> HttpResponse:
    """Asks the owner's server, once."""
    wrong = wrong_with(given.content.answer, given.secrets)
    if wrong:
        seen = _looked(row, given.content)._replace(wrong=wrong, problem=_words()["to_correct"], status=422)
        return _page(request, row, given, seen)
    outcome = asked(row, given.content, given.secrets)
    if outcome is None:
        return _page(request, row, given, _Seen(problem=_words()["too_often"], status=429))
    specimen = card(row, given.content, outcome)
    tried = Tried(time.time(), outcome.usable and specimen is not None, specimen.said if specimen is not None else "")
    note_tried(answer, tried)
    content = msgspec.structs.replace(given.content, tried=tried)
    return _page(request, row, given._replace(content=content), _Seen(outcome, specimen))


def _read(request: HttpRequest, row: models.Invitation, _: models.Answer, given: Said) -> HttpResponse:
    """Looks at the example that was pasted."""
    seen = _looked(row, given.content)
    if seen.outcome is not None:
        wrong = {
            name: text for name, text in wrong_with(given.content.answer, given.secrets).items() if name in _LOOKED
        }
        return _page(request, row, given, seen._replace(wrong=wrong))
    code = "sample" if given.content.pasted else "sample_none"
    wrong = {"sample": _words()["wrong"][code]}
    return _page(request, row, given, seen._replace(wrong=wrong, problem=_words()["to_correct"], status=422))


def _shown(request: HttpRequest, row: models.Invitation, _: models.Answer, given: Said) -> HttpResponse:
    return _page(request, row, given, _looked(row, given.content))


def _sent(request: HttpRequest, row: models.Invitation, _: models.Answer, given: Said) -> HttpResponse:
    """Sends it, unless we could not reach its owner, or he may want to do something before."""
    answer, calls = given.content.answer, given.content.without_api
    wrong = cannot_reach(answer, known=bool(row.email))
    if not calls and not answer.value("url"):
        wrong["url"] = _words()["wrong"]["url"]
    if row.plant is None and not answer.value("project"):
        wrong["project"] = _words()["wrong"]["project"]
    if wrong:
        seen = _looked(row, given.content)._replace(wrong=wrong, problem=_words()["to_correct"], status=422)
        return _page(request, row, given, seen)
    left = _left(given)
    if left and "send" in request.POST:
        wrong = wrong_with(answer, given.secrets)
        return _page(request, row, given, _looked(row, given.content)._replace(left=left, wrong=wrong))
    sent = send(row, given.content, given.secrets)
    if sent is None:
        return turned_away(request)
    for message in receipts(sent, given.content):
        post(message)
    return HttpResponseRedirect(f"{state_link_of(sent).removeprefix(absolute(''))}?lang={spoken()}", status=303)


def _left(given: Said) -> tuple[str, ...]:
    """What we would have to ask for, or might find out by a try: sentences."""
    content, words = given.content, _words()["left"]
    answer, wrong = content.answer, wrong_with(content.answer, given.secrets)
    found = {
        "key": answer.needs_key is None,
        "other": answer.needs_key is True and not answer.keys,
        "secret": "secret" in wrong,
        "fields": bool(wrong.keys() - {"secret", "url"}),
        "path": not answer.value("path"),
        "unit": not answer.value("unit"),
        "untried": content.tried is None,
        "failed": content.tried is not None and not content.tried.usable,
    }
    return tuple(words[code] for code, holds in found.items() if holds)


def _kept(row: models.Invitation) -> Said:
    """What is stored so far."""
    answer = models.Answer.objects.filter(invitation=row).first()
    return Said(content_of(answer), secrets_of(answer), []) if answer is not None else Said(_NOTHING, [], [])


def _looked(row: models.Invitation, content: Content) -> _Seen:
    outcome = looked_at(row, content)
    return _Seen(outcome, card(row, content, outcome) if outcome is not None else None)


def _page(request: HttpRequest, row: models.Invitation, given: Said, seen: _Seen) -> HttpResponse:
    words, content = _words(), given.content
    form = AnsweringForm(filled(content))
    form.tell(seen.wrong)
    wrong = [(form[name].id_for_label, form[name].label) for name in form.fields if name in seen.wrong]
    keys = [key for key, secret in zip(content.answer.keys, given.secrets, strict=False) if secret]
    tried = content.tried
    context: dict[str, object] = {
        "form": form,
        "wrong": wrong,
        "again": request.method != "POST" and content != _NOTHING,
        "invitation": row,
        "until": words["until"].format(until=moment(row.until)),
        "notes": [words["note"][code] for code in given.notes],
        "secret_kept": bool(given.secrets and given.secrets[0]),
        "further": [key for key in keys if key != content.answer.keys[0]],
        "tried": _told(tried) if tried is not None and not seen.fresh else "",
        "seen": seen,
        "without": content.without_api,
        "doubt": words["doubt"][seen.outcome.doubt] if seen.outcome is not None and seen.outcome.doubt else "",
    }
    return page(request, "owner/answer.html", context, seen.status)


def _told(tried: Tried) -> str:
    words, at = _words(), moment(datetime.fromtimestamp(tried.at, UTC))
    told: str = words["tried_at" if tried.shown else "tried_failed"].format(at=at, shown=tried.shown)
    return told


def _words() -> Any:
    return texts(spoken(), "invitation")
