"""What is not given: a page says so, and no more."""

from collections.abc import Callable

import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quelia.admin.views.guests import is_guest, turned_away
from quelia.domain.errors import SecretMissing

log = structlog.get_logger()


def refused(request: HttpRequest) -> HttpResponse:
    """Not for this account, or nothing that exists: the answer is the same."""
    if is_guest(request):
        return turned_away(request)
    return render(request, "office/refused.html", {"why": "missing"}, status=404)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's own form
    """A form that did not come from our page, or from one that was open too long."""
    if is_guest(request):
        return turned_away(request, "forged")
    return render(request, "office/refused.html", {"why": "forged"}, status=403)


class Closed:
    """Django middleware: a second factor that does not open is said, since only others can mend it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, SecretMissing):
            return None
        log.error("second factor does not open", user=getattr(request.user, "pk", None))
        return render(request, "office/refused.html", {"why": "closed"}, status=409)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's own form
    return refused(request)


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "office/refused.html", {"why": "too_many"}, status=429)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """More than we take, or nothing that a form sends."""
    if not isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return HttpResponse(status=400)  # no browser sends that: nobody reads a page
    if is_guest(request):
        return turned_away(request, "large")
    return render(request, "office/refused.html", {"why": "large"}, status=413)


def failed(request: HttpRequest) -> HttpResponse:
    if is_guest(request):
        return turned_away(request, "failed")
    return render(request, "office/refused.html", {"why": "failed"}, status=500)
