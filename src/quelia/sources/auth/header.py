"""The secret in a header of its own."""

import re

from quelia.domain.errors import SecretMissing
from quelia.domain.source import Auth
from quelia.sources.auth.shown import Shown, plain

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
# These say where the request goes and how it is framed; no key belongs there
_OURS = re.compile(
    r"accept-encoding|connection|content-length|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade",
    re.I,
)


def show(auth: Auth, secret: str, shown: Shown) -> None:
    if not _TOKEN.fullmatch(auth.name) or _OURS.fullmatch(auth.name):
        raise SecretMissing("the header of this source is not one that a secret may stand in")
    shown.put(auth.name, plain(secret))
