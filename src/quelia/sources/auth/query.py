"""The secret as a parameter of the URL."""

from quelia.domain.source import Auth
from quelia.sources.auth.shown import Shown, quoted


def show(auth: Auth, secret: str, shown: Shown) -> None:
    shown.query.append(f"{quoted(auth.name)}={quoted(secret)}")
