"""How a secret is shown to an owner's server: one file per scheme, found by the name it has in `domain/auth.py`.

A file has `show`, which writes the secret down; or `Talk`, where something must be heard from a server first.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from quelia.domain.auth import SCHEMES
from quelia.domain.errors import SecretMissing
from quelia.domain.source import Auth
from quelia.sources.auth.shown import CONTROL, Shown, place, with_query
from quelia.sources.auth.talk import Asking, Talk

__all__ = ["SHOWS", "TALKS", "Shown", "apply", "given", "place", "talks", "with_query"]

_FILES = {name: import_module(f"{__name__}.{name}") for name in SCHEMES}
SHOWS: Mapping[str, Callable[[Auth, str, Shown], None]] = {
    name: file.show for name, file in _FILES.items() if hasattr(file, "show")
}
TALKS: Mapping[str, type[Talk]] = {name: file.Talk for name, file in _FILES.items() if hasattr(file, "Talk")}


def given(auth: tuple[Auth, ...], secrets: Sequence[str]) -> Sequence[tuple[Auth, str]]:
    """Each entry of `auth` that is not `none`, with its secret. secrets: in the same order.

    Raises SecretMissing where one is missing or empty.
    """
    if not auth and not secrets:
        return ()
    asking = [entry for entry in auth if entry.scheme != "none"]
    filled = [secret for secret in secrets if secret]
    if len(asking) != len(filled):
        raise SecretMissing(f"this source needs {len(asking)} secrets and has {len(filled)}")
    return list(zip(asking, filled, strict=True))


def apply(auth: tuple[Auth, ...], secrets: Sequence[str]) -> Shown:
    """Show `secrets` as far as that takes no talk. Raises SecretMissing for what cannot be sent; the message never holds it."""
    shown = Shown({}, [])
    for entry, secret in given(auth, secrets):
        if entry.scheme in SHOWS:
            if CONTROL.search(secret):
                raise SecretMissing("a secret holds a line break or another control character")
            SHOWS[entry.scheme](entry, secret, shown)
    return shown


def talks(asking: Asking) -> list[Talk]:
    """What a source has to say with servers; nothing for nearly all. Raises SecretMissing."""
    return [TALKS[auth.scheme](auth, secret, asking) for auth, secret in asking.given if auth.scheme in TALKS]
