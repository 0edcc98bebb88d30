"""What is not given: a page says so, and no more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def refused(request: HttpRequest) -> HttpResponse:
    """Not for this account, or nothing that exists: the answer is the same."""
    return render(request, "office/refused.html", {"why": "missing"}, status=404)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's own form
    """A form that did not come from our page, or from one that was open too long."""
    return render(request, "office/refused.html", {"why": "forged"}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's own form
    return refused(request)


def failed(request: HttpRequest) -> HttpResponse:
    return render(request, "office/refused.html", {"why": "failed"}, status=500)
