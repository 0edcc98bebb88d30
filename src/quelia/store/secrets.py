"""Which secrets a source goes on with: those it is given, else those it has, and never those of another server."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from quelia.domain.auth import declared
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
    wanted = [_newest(new, kept[index] if kept else None) for index, new in enumerate(given)]
    missing = [index for index, secret in enumerate(wanted) if secret is None]
    if missing:
        raise DeclarationError([Problem(f"{where}[{index}]", "secret_needed") for index in missing])
    return [secret or "" for secret in wanted]


def may_keep(
    before_url: str, before_auth: Sequence[Mapping[str, Any]], url: str, auth: Sequence[Mapping[str, Any]]
) -> bool:
    """Whether a source may go on with its secrets: it asks the same servers, and none stands in another's place.

    Whoever may change an address, that of the source or that where tokens are given, must not have an old secret sent there.
    """
    swapped = len(before_auth) > 1 and list(before_auth) != list(auth)
    return _servers(before_url, before_auth) == _servers(url, auth) and not swapped


def shown_by(entry: SourceEntry) -> list[dict[str, str]]:
    """How each secret of `entry` is shown, as it is stored: what few schemes need only where it is said."""
    return [_shown(auth) for auth in entry.auths]


def _shown(auth: AuthEntry) -> dict[str, str]:
    shown = {"scheme": auth.type, "name": auth.name, "user": auth.user}
    if auth.token_url:
        shown |= {"token_url": auth.token_url, "scope": auth.scope, "grant": auth.grant, "place": auth.place}
    return shown


def _newest(given: str | None, kept: str | None) -> str | None:
    """given: what the entry names, if it does. One that its server has replaced meanwhile stays replaced."""
    return kept if given is None or (kept is not None and declared(kept) == given) else given


def _servers(url: str, auth: Sequence[Mapping[str, Any]]) -> list[object]:
    """All that the secrets are shown to, directly or for a token; and what for, since grants take secrets of other kinds."""
    tokens = [(origin(each["token_url"]), each["grant"]) for each in auth if each.get("token_url")]
    return [origin(url), *tokens]


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
