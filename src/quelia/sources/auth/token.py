"""What is said to get a token, and what comes back: RFC 6749, sections 2.3.1, 4.4, 5 and 6."""

from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import quote_plus, urlencode, urlsplit

import msgspec

from quelia.domain.document import decode
from quelia.domain.errors import AddressRefused, BadStatus, NotJson, SourceError, SourceRefused
from quelia.domain.source import Auth
from quelia.sources.auth.shown import CONTROL, utf8

_LONGEST = 8000  # a header line of ours; what is longer no server would take
_EARLY_S = 30.0  # renewed so long before its end, or after nine tenths of a shorter life
_UNTIL_REFUSED_S = 366 * 86400.0  # where the server does not say how long


class Request(msgspec.Struct, frozen=True):
    """pair: user and password as a header has them, which is neither of them as they were typed."""

    headers: Mapping[str, str]
    body: str
    pair: str = ""


class Given(msgspec.Struct, frozen=True):
    """A token. lasts_s: how long it is used."""

    access_token: str
    refresh_token: str
    lasts_s: float


def application(auth: Auth) -> tuple[str, str, str, str]:
    """Who shows a secret where: a refresh token that was replaced is so whatever it is asked for, and how."""
    server = urlsplit(auth.token_url)
    return auth.grant, auth.user, server.scheme, server.netloc.lower()


def request(auth: Auth, secret: str, beside: str) -> Request:
    """secret: the refresh token, or that of the application. beside: that of the application beside a refresh token."""
    form: dict[str, str] = {"grant_type": auth.grant}
    if auth.grant == "refresh_token":
        form["refresh_token"], secret = secret, beside
    if auth.scope:
        form["scope"] = auth.scope
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    pair = ""
    if not secret or auth.place == "body":
        form["client_id"] = auth.user
        if secret:
            form["client_secret"] = secret
    else:
        pair = b64encode(utf8(f"{quote_plus(auth.user)}:{quote_plus(secret)}")).decode("ascii")
        headers["Authorization"] = f"Basic {pair}"
    return Request(headers, urlencode(form), pair)


def read(body: bytes) -> Given:
    """Raises SourceError."""
    found = decode(body)
    token = found.get("access_token") if isinstance(found, dict) else None
    if not isinstance(token, str) or not 0 < len(token) <= _LONGEST or not token.isascii() or CONTROL.search(token):
        raise NotJson("the answer holds no token")
    assert isinstance(found, dict)
    refresh = found.get("refresh_token")
    refresh = refresh if isinstance(refresh, str) and refresh.isprintable() and len(refresh) <= _LONGEST else ""
    return Given(token.strip(), refresh, _lasts(found.get("expires_in")))


def marked(error: SourceError, url: str) -> SourceError:
    """`error` as one of the place where tokens are given, so that nobody looks for it at the source itself."""
    if isinstance(error, AddressRefused):
        return error  # it names the host
    if isinstance(error, BadStatus) and error.facts.get("status") == "400":
        parts = urlsplit(url)  # 400 is how RFC 6749 says that client, token or scope will not do
        error = SourceRefused(f"{parts.scheme}://{parts.hostname}", 400)
    error.args, error.fault = (f"no token: {error}",), "token"
    return error


def _lasts(told: object) -> float:
    try:
        seconds = float(told) if isinstance(told, (int, float, str)) else 0.0
    except (ValueError, OverflowError):
        seconds = 0.0
    if not 0 < seconds < _UNTIL_REFUSED_S:
        return _UNTIL_REFUSED_S
    return seconds - min(_EARLY_S, seconds / 10)
