"""The language of the office: `?lang=`, else the browser's, else French; never a cookie."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from quelia.texts import LANGUAGES, language_of


class Language:
    """Django middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("lang", "")
        chosen = asked if asked in LANGUAGES else language_of(request.headers.get("Accept-Language", ""))
        with translation.override(chosen):
            response = self._get_response(request)
        response.setdefault("Content-Language", chosen)  # a page may know better in which language it was asked for
        return response


def spoken() -> str:
    """The language of this request."""
    language = translation.get_language() or ""
    return language if language in LANGUAGES else LANGUAGES[0]
