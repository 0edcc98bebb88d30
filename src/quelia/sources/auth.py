"""How a secret is shown to an owner's server: one function per scheme, one line each in `SCHEMES`."""

import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from urllib.parse import quote

import msgspec

from quelia.domain.errors import SecretMissing
from quelia.domain.source import Auth

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# These say where the request goes and how it is framed; no key belongs there
_OURS = re.compile(
    r"accept-encoding|connection|content-length|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade",
    re.I,
)


class Shown(msgspec.Struct):
    """What the schemes of one source add to a request. query: percent-encoded already."""

    headers: dict[str, str]
    query: list[str]


def apply(auth: tuple[Auth, ...], secrets: Sequence[str]) -> Shown:
    """Show `secrets`, one for each entry of `auth` that is not `none`, in the same order.

    Raises SecretMissing where one is missing, empty, or cannot be sent as it is; the message never holds it.
    """
    shown = Shown({}, [])
    if not auth and not secrets:
        return shown
    asking = [entry for entry in auth if entry.scheme != "none"]
    given = [secret for secret in secrets if secret]
    if len(asking) != len(given):
        raise SecretMissing(f"this source needs {len(asking)} secrets and has {len(given)}")
    for entry, secret in zip(asking, given, strict=True):
        if _CONTROL.search(secret):
            raise SecretMissing("a secret holds a line break or another control character")
        SCHEMES[entry.scheme](entry, secret, shown)
    return shown


def with_query(url: str, query: Sequence[str]) -> str:
    """`url` with the parameters of `query` behind its own, which stay as the operator wrote them."""
    if not query:
        return url
    joint = "" if url.endswith(("?", "&")) else "&" if "?" in url else "?"
    return url + joint + "&".join(query)


def _query(auth: Auth, secret: str, shown: Shown) -> None:
    shown.query.append(f"{_quoted(auth.name)}={_quoted(secret)}")


def _bearer(_auth: Auth, secret: str, shown: Shown) -> None:
    _put(shown, "Authorization", f"Bearer {_plain(secret)}")


def _basic(auth: Auth, secret: str, shown: Shown) -> None:
    if ":" in auth.user or _CONTROL.search(auth.user):
        raise SecretMissing("a user name of the basic scheme holds a colon or a control character")
    # UTF-8, as RFC 7617 says and browsers do
    _put(shown, "Authorization", "Basic " + b64encode(_utf8(f"{auth.user}:{secret}")).decode("ascii"))


def _header(auth: Auth, secret: str, shown: Shown) -> None:
    if not _TOKEN.fullmatch(auth.name) or _OURS.fullmatch(auth.name):
        raise SecretMissing("the header of this source is not one that a secret may stand in")
    _put(shown, auth.name, _plain(secret))


SCHEMES: dict[str, Callable[[Auth, str, Shown], None]] = {
    "query": _query,
    "bearer": _bearer,
    "basic": _basic,
    "header": _header,
}


def _put(shown: Shown, name: str, value: str) -> None:
    if any(name.lower() == other.lower() for other in shown.headers):
        raise SecretMissing("two secrets of this source want the same header")
    shown.headers[name] = value


def _plain(secret: str) -> str:
    """A secret that stands in a header as it is: ASCII, since of an é the server would not see what was typed."""
    if not secret.isascii() or secret != secret.strip():
        raise SecretMissing("a secret for a header holds a character that headers cannot carry")
    return secret


def _quoted(text: str) -> str:
    return quote(_utf8(text), safe="")


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:  # a lone surrogate
        raise SecretMissing("a secret holds a character that cannot be encoded") from error
