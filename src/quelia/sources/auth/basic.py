"""User and password, as RFC 7617 has them."""

from base64 import b64encode

from quelia.domain.errors import SecretMissing
from quelia.domain.source import Auth
from quelia.sources.auth.shown import CONTROL, Shown, utf8


def show(auth: Auth, secret: str, shown: Shown) -> None:
    if ":" in auth.user or CONTROL.search(auth.user):
        raise SecretMissing("a user name of the basic scheme holds a colon or a control character")
    # UTF-8, as RFC 7617 says and browsers do
    shown.put("Authorization", "Basic " + b64encode(utf8(f"{auth.user}:{secret}")).decode("ascii"))
