"""What is added to a request to show a secret, and which secrets can stand there."""

import re
from collections.abc import Sequence
from urllib.parse import quote

import msgspec

from quelia.domain.errors import SecretMissing

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Shown(msgspec.Struct):
    """What the schemes of one source add to a request. query: percent-encoded already.

    passing: what was got or made for a secret on the way, and is to be hidden as it is.
    """

    headers: dict[str, str]
    query: list[str]
    passing: list[str] = []

    def put(self, name: str, value: str) -> None:
        """Raises SecretMissing where a header of that name stands there already."""
        if any(name.lower() == other.lower() for other in self.headers):
            raise SecretMissing("two secrets of this source want the same header")
        self.headers[name] = value


def plain(secret: str) -> str:
    """A secret that stands in a header as it is: ASCII, since of an é the server would not see what was typed."""
    if not secret.isascii() or secret != secret.strip():
        raise SecretMissing("a secret for a header holds a character that headers cannot carry")
    return secret


def quoted(text: str) -> str:
    """Percent-encoded, to the last sign."""
    return quote(utf8(text), safe="")


def utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:  # a lone surrogate
        raise SecretMissing("a secret holds a character that cannot be encoded") from error


def with_query(url: str, query: Sequence[str]) -> str:
    """`url` with the parameters of `query` behind its own, which stay as the operator wrote them."""
    if not query:
        return url
    joint = "" if url.endswith(("?", "&")) else "&" if "?" in url else "?"
    return url + joint + "&".join(query)


def place(url: str, query: Sequence[str]) -> tuple[str, str]:
    """Host and port, and what is asked for there, as the first lines of a request have them."""
    _, _, host, rest = with_query(url, query).split("/", 3)
    return host, f"/{rest}"
