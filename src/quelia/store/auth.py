"""How secrets are declared: what is wrong with the entries of `auth`, and with the secrets they name."""

import re
from collections.abc import Iterator

from quelia.domain.auth import SCHEMES, declared
from quelia.store.declaration import AuthEntry, Problem

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
# these say where the request goes and how it is framed; no key belongs there
_OF_THE_REQUEST = re.compile(
    r"accept-encoding|connection|content-length|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade",
    re.I,
)


def problems(where: str, entries: list[AuthEntry]) -> Iterator[Problem]:
    """All that must be corrected in the `auth` of one source; a read would meet each of them as a missing secret."""
    places: set[str] = set()
    for index, entry in enumerate(entries):
        yield from _entry(f"{where}[{index}]", entry)
        yield from _alone(f"{where}[{index}]", entry, entries)
        place = _header(entry)
        if place is not None and place in places:
            yield Problem(f"{where}[{index}]", "auth_twice")
        places.add(place or "")


def secret_problem(entry: AuthEntry, secret: str) -> str | None:
    """The code of what makes `secret` one that `entry` cannot show to a server; None where it can."""
    if entry.grant == "refresh_token" and declared(secret) != secret:
        return None  # one that its server replaced: ours
    if not secret or not secret.isprintable():
        return "secret_characters"
    if SCHEMES[entry.type].bare and (not secret.isascii() or secret != secret.strip()):
        return "secret_header"
    return None


def _entry(where: str, entry: AuthEntry) -> Iterator[Problem]:
    for key in SCHEMES[entry.type].keys:
        yield from _key(f"{where}.{key}", key, entry)
    if not entry.scope.isprintable():
        yield Problem(f"{where}.scope", "characters")
    if sum(each is not None for each in (entry.secret, entry.secret_env, entry.secret_file)) > 1:
        yield Problem(where, "secret_once")


def _key(where: str, key: str, entry: AuthEntry) -> Iterator[Problem]:
    """What is wrong with a key that the scheme needs; where `token_url` leads is looked at with the other addresses."""
    text: str = getattr(entry, key)
    taken = True
    if not text:
        yield Problem(where, "missing_key")
    elif key == "name" and SCHEMES[entry.type].writes == "name":
        yield from _header_name(where, text)
    elif key == "name":
        taken = text.isascii() and text.isprintable()
    elif key == "user":
        taken = text.isprintable() and (":" not in text or entry.type == "oauth2")
    if not taken:
        yield Problem(where, "header_name")


def _header_name(where: str, name: str) -> Iterator[Problem]:
    if not _TOKEN.fullmatch(name):
        yield Problem(where, "header_name")
    elif _OF_THE_REQUEST.fullmatch(name):
        yield Problem(where, "header_of_request")


def _alone(where: str, entry: AuthEntry, entries: list[AuthEntry]) -> Iterator[Problem]:
    """A secret that says nothing by itself: that of an application, beside the refresh token it was given."""
    beside = SCHEMES[entry.type].beside
    if beside and not any(other.type == beside and other.grant == "refresh_token" for other in entries):
        yield Problem(where, "auth_beside", f'type = "{beside}", grant = "refresh_token"')


def _header(entry: AuthEntry) -> str | None:
    """The header that `entry` writes; None for one that writes none."""
    writes = SCHEMES[entry.type].writes
    return (entry.name.lower() if writes == "name" else writes) or None
