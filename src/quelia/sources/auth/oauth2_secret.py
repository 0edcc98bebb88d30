"""The secret of an application beside a refresh token: shown where tokens are given (`oauth2.py`), and not here."""

from quelia.domain.source import Auth
from quelia.sources.auth.shown import Shown


def show(_auth: Auth, _secret: str, _shown: Shown) -> None:
    return
