"""Which secrets a source goes on with: those it is given, else those it has, and never those of another server."""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from quelia.store.auth import secret_problem
from quelia.store.declaration import AuthEntry, DeclarationError, Problem, SourceEntry

# the secret that an entry names (env, file or literal), None where it names none; raises OSError, KeyError or ValueError
FindSecret = Callable[[AuthEntry], str | None]


def wanted_secrets(entry: SourceEntry, kept: Sequence[str], find_secret: FindSecret) -> list[str]:
    """The secrets of `entry`, in the order of its `auth`. kept: those it may go on with where it names none.

    Raises DeclarationError for one that is missing, cannot be found or cannot be sent.
    """
    where = f"source[{entry.slug}].auth"
    given = [_found(f"{where}[{index}]", auth, find_secret) for index, auth in enumerate(entry.auths)]
    if len(kept) != len(given):
        kept = []
    wanted = [new if new is not None else (kept[index] if kept else None) for index, new in enumerate(given)]
    missing = [index for index, secret in enumerate(wanted) if secret is None]
    if missing:
        raise DeclarationError([Problem(f"{where}[{index}]", "secret_needed") for index in missing])
    return [secret or "" for secret in wanted]


def may_keep(before_url: str, before_auth: Sequence[object], url: str, auth: Sequence[object]) -> bool:
    """Whether a source may go on with its secrets: it asks the same server, and none stands in another's place.

    Whoever may change the address must not have an old secret sent there.
    """
    swapped = len(before_auth) > 1 and list(before_auth) != list(auth)
    return origin(before_url) == origin(url) and not swapped


def shown_by(entry: SourceEntry) -> list[dict[str, str]]:
    """How each secret of `entry` is shown, as it is stored."""
    return [{"scheme": auth.type, "name": auth.name, "user": auth.user} for auth in entry.auths]


def origin(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port: a secret goes nowhere else. Raises ValueError."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _found(where: str, auth: AuthEntry, find_secret: FindSecret) -> str | None:
    try:
        secret = find_secret(auth)
    except (OSError, KeyError, ValueError):  # ValueError: not UTF-8, or a path that no system takes
        key = "secret_env" if auth.secret_env is not None else "secret_file"
        # not `from error`, and no fact: what stands there may be the secret itself
        raise DeclarationError([Problem(f"{where}.{key}", f"{key}_not_found")]) from None
    fault = secret_problem(auth, secret) if secret is not None else None
    if fault is not None:
        raise DeclarationError([Problem(where, fault)])
    return secret
