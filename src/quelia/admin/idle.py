"""Sessions end: after half an hour in which nothing was asked, and after twelve hours in any case."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

_SEEN, _SINCE = "seen_at", "since"
_WRITTEN_EVERY_S = 60  # a session is not written at each page


class Idle:
    """Django middleware, behind those that find session and user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, session = time.time(), request.session
            seen, since = session.get(_SEEN, now), session.get(_SINCE, now)
            if now - seen > settings.QUELIA_IDLE_S or now - since > settings.QUELIA_LONGEST_S:
                logout(request)
            elif _SEEN not in session or now - seen > _WRITTEN_EVERY_S:
                session[_SEEN], session[_SINCE] = now, since
        return self._get_response(request)
