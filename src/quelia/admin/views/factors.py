"""Second factors: allauth's pages, with nobody at the key ring while one of them seals a seed or writes it again."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.recovery_codes.views import generate_recovery_codes, view_recovery_codes
from allauth.mfa.totp.views import activate_totp
from allauth.mfa.webauthn.views import add_webauthn
from django.http import HttpRequest, HttpResponse

from quelia.admin.desk import desk
from quelia.store.folder import alone

View = Callable[..., HttpResponse]


def _sealing(view: View) -> View:
    @wraps(view)
    def alone_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with alone(desk().folder):
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()  # it reads the codes, and notes that they were shown
            return response

    return alone_view


totp_new = _sealing(activate_totp)
passkey_new = _sealing(add_webauthn)  # the first factor brings recovery codes along
codes_new = _sealing(generate_recovery_codes)
codes_shown = _sealing(view_recovery_codes)
