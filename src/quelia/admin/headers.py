"""Headers of the office: nothing of it is kept, framed, or told to others, nor given under their name."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class OfficeHeaders:
    """Django middleware. The policy of what may run and who may frame comes with every page, from the front."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.get_host()  # Django refuses that of others only once somebody asks for it
        response = self._get_response(request)
        for name, value in _HEADERS.items():
            response[name] = value
        return response
