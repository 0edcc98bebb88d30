"""What the pages of people without an account share: their language, where their forms come from, what is refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from quelia.admin.language import spoken
from quelia.texts import LANGUAGES, texts

_PATHS = ("/reponse/", "/suivi/")
_STATUS = {"over": 404, "forged": 403, "large": 413, "failed": 500}


def is_guest(request: HttpRequest) -> bool:
    return request.path.startswith(_PATHS)


@contextmanager
def speaking(request: HttpRequest, usual: str) -> Iterator[str]:
    """`?lang=`, else the language that an invitation was written in."""
    asked = request.GET.get("lang", "")
    with translation.override(asked if asked in LANGUAGES else usual):
        yield spoken()


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether a browser says that a form stood on another site, or on a neighbour of ours; Django looks at the rest."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")


def page(request: HttpRequest, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    said = texts(spoken(), "invitation")
    name, email, phone = settings.QUELIA_CONTACT
    contact = {"name": name, "email": email, "phone": phone, "called": "".join(filter("+0123456789".count, phone))}
    shared = {"say": said, "contact": contact if any((name, email, phone)) else None}
    response = render(request, template, {**shared, **context}, status=status)
    response["Content-Language"] = spoken()
    return response


def turned_away(request: HttpRequest, why: str = "over") -> HttpResponse:
    """The same page for a link that was used, withdrawn, forged or is too old, so that nothing is learnt by trying."""
    return page(
        request, "owner/refused.html", {"why": texts(spoken(), "invitation")[why], "over": why == "over"}, _STATUS[why]
    )
