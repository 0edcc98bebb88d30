"""Sessions end: after half an hour in which nothing was asked, and after twelve hours in any case."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

_SEEN, _SINCE = "seen_at", "since"
_QUIET = "X-Quelia-Quiet"  # says a page that renews itself: nobody asked for anything
_WRITTEN_EVERY_S = 60  # a session is not written at each page


@receiver(user_logged_in)
def _begin(request: HttpRequest, **_: object) -> None:
    """Not at the first page that is asked for: a stolen cookie could wait for it."""
    request.session[_SEEN] = request.session[_SINCE] = time.time()


class Idle:
    """Django middleware, behind those that find session and user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, session = time.time(), request.session
            seen, since = session.get(_SEEN, 0.0), session.get(_SINCE, 0.0)
            if now - seen > settings.QUELIA_IDLE_S or now - since > settings.QUELIA_LONGEST_S:
                logout(request)
            elif now - seen > _WRITTEN_EVERY_S and _QUIET not in request.headers:
                session[_SEEN] = now
        return self._get_response(request)
