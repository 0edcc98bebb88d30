"""How secrets are declared: what is wrong with the entries of `auth`, and with the secrets they name."""

import re
from collections.abc import Iterator

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
        place = _header(entry)
        if place is not None and place in places:
            yield Problem(f"{where}[{index}]", "auth_twice")
        places.add(place or "")


def secret_problem(entry: AuthEntry, secret: str) -> str | None:
    """The code of what makes `secret` one that `entry` cannot show to a server; None where it can."""
    if not secret or not secret.isprintable():
        return "secret_characters"
    if entry.type in ("bearer", "header") and (not secret.isascii() or secret != secret.strip()):
        return "secret_header"
    return None


def _entry(where: str, entry: AuthEntry) -> Iterator[Problem]:
    if entry.type in _NAMING:
        yield from _NAMING[entry.type](where, entry)
    if sum(each is not None for each in (entry.secret, entry.secret_env, entry.secret_file)) > 1:
        yield Problem(where, "secret_once")


def _parameter(where: str, entry: AuthEntry) -> Iterator[Problem]:
    if not entry.name:
        yield Problem(f"{where}.name", "missing_key")
    elif not (entry.name.isascii() and entry.name.isprintable()):
        yield Problem(f"{where}.name", "header_name")


def _header_name(where: str, entry: AuthEntry) -> Iterator[Problem]:
    if not entry.name:
        yield Problem(f"{where}.name", "missing_key")
    elif not _TOKEN.fullmatch(entry.name):
        yield Problem(f"{where}.name", "header_name")
    elif _OF_THE_REQUEST.fullmatch(entry.name):
        yield Problem(f"{where}.name", "header_of_request")


def _user(where: str, entry: AuthEntry) -> Iterator[Problem]:
    if not entry.user:
        yield Problem(f"{where}.user", "missing_key")
    elif ":" in entry.user or not entry.user.isprintable():
        yield Problem(f"{where}.user", "header_name")


# what a scheme needs besides its secret; the others need nothing
_NAMING = {"query": _parameter, "header": _header_name, "basic": _user}


def _header(entry: AuthEntry) -> str | None:
    """The header that `entry` writes; None for one that writes none."""
    if entry.type == "query":
        return None
    return entry.name.lower() if entry.type == "header" else "authorization"
