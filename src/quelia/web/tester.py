"""`/tester`: an owner's technician tries his API out, without an account, and is told what to change."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from quelia.domain.source import Source
from quelia.sources.trace import Trial
from quelia.sources.tried import Tried
from quelia.texts import texts
from quelia.web.alike import told_alike
from quelia.web.pages import not_found
from quelia.web.question import FORMATS, SCHEMES, Question, question
from quelia.web.sent import is_ours, sent
from quelia.web.trialtoken import TrialLinks
from quelia.web.tries import TooOften, Tries
from quelia.web.visitor import Proxies, household
from quelia.web.window import language, window_of

_NO_STORE = {"Cache-Control": "no-store", "Vary": "Accept-Language", "X-Robots-Tag": "noindex"}


class Workbench(NamedTuple):
    """What the pages of the tester are given.

    for_strangers: tries what anybody typed, at public addresses only. for_links: tries a source of ours with its own
    secrets. strangers: counted by household; linked: by source. mask: hides our secrets in a text.
    """

    for_strangers: Callable[[Trial, Sequence[str]], Awaitable[Tried]]
    for_links: Callable[[Source, Trial], Awaitable[Tried]]
    links: TrialLinks
    proxies: Proxies
    strangers: Tries
    linked: Tries
    mask: Callable[[str], str]

    def visitor(self, request: Request) -> str:
        """Whom tries are counted by."""
        peer = request.client.host if request.client else ""
        return household(self.proxies.visitor(peer, request.headers.getlist("x-forwarded-for")))


async def tester_page(request: Request) -> Response:
    """The form, and below it what came of what was sent."""
    workbench = workbench_of(request)
    if workbench is None:
        return not_found(request)
    lang = language(request)
    asked = Question({"auth_type": "none", "number": "json"}, {}, None)
    if request.method != "POST":
        return _page(request, asked)
    if not is_ours(request):
        return from_elsewhere(request, "tester.html", _context(asked, lang))
    given = _taken(await sent(request))
    asked = question(given, lang)
    if asked.trial is None:
        return _page(request, asked, status=422)
    try:
        with workbench.strangers.turn(workbench.visitor(request)):
            outcome = await told_alike(workbench.for_strangers(asked.trial, asked.secrets))
    except TooOften as error:
        return too_often(request, "tester.html", error, _context(asked, lang))
    return _page(request, asked, outcome)


def workbench_of(request: Request) -> Workbench | None:
    workbench = request.app.state.workbench
    assert workbench is None or isinstance(workbench, Workbench)
    return workbench


def answer(request: Request, template: str, context: Mapping[str, object], status: int = 200) -> HTMLResponse:
    """A page that nobody keeps."""
    window, lang = window_of(request), language(request)
    shared: dict[str, object] = {
        "lang": lang,
        "words": texts(lang, "visitor"),
        "say": texts(lang, "technician"),
        "tree_words": texts(lang, "tester")["tree"],
        "assets": window.assets,
        "simulated": window.simulated,
    }
    return HTMLResponse(window.render(template, shared | dict(context)), status, _NO_STORE)


def from_elsewhere(request: Request, template: str, context: Mapping[str, object]) -> Response:
    """403 for a form of another site."""
    said = texts(language(request), "technician")["from_elsewhere"]
    return answer(request, template, {**context, "refused": said}, status=403)


def too_often(request: Request, template: str, error: TooOften, context: Mapping[str, object]) -> Response:
    """429, with what was typed, but for the secret."""
    wait_s = max(1, round(error.wait_s + 0.5))
    said = str(texts(language(request), "technician")["too_often"]).format(seconds=wait_s)
    response = answer(request, template, {**context, "refused": said}, status=429)
    response.headers["Retry-After"] = str(wait_s)
    return response


def outcome_context(outcome: Tried, lang: str) -> dict[str, object]:
    """What the templates of both pages say of a trial."""
    marks = texts(lang, "technician")["mark"]
    return {
        "verdicts": [(each.mark, marks[each.mark], each.sentence(lang)) for each in outcome.verdicts],
        "usable": outcome.usable,
        "tree": outcome.tree,
        "raw": "" if outcome.tree else outcome.text,
    }


def _page(request: Request, asked: Question, outcome: Tried | None = None, status: int = 200) -> Response:
    lang = language(request)
    context = _context(asked, lang)
    if outcome is not None:
        # with a secret a number cannot be chosen by a click: it would have to be sent again, and is not there any more
        context |= outcome_context(outcome, lang) | {"takes": not asked.secrets}
    return answer(request, "tester.html", context, status)


def _context(asked: Question, lang: str) -> dict[str, object]:
    words = texts(lang, "technician")
    return {
        "values": asked.values,
        "problems": asked.problems,
        "schemes": [(scheme, words["auth"][scheme]) for scheme in SCHEMES],
        "formats": [(form, words["format"][form]) for form in FORMATS],
    }


def _taken(given: dict[str, str]) -> dict[str, str]:
    """What was sent, with the path and the unit of the number that was clicked, if one was."""
    path, _, unit = given.get("take", "").rpartition("|")
    return given | ({"path": path} if path else {}) | ({"unit": unit} if unit else {})
