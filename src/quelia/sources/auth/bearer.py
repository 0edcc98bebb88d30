"""The secret as a bearer token."""

from quelia.domain.source import Auth
from quelia.sources.auth.shown import Shown, plain


def show(_auth: Auth, secret: str, shown: Shown) -> None:
    shown.put("Authorization", f"Bearer {plain(secret)}")
