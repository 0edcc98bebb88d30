"""The bytes of a request: what we say ourselves, and what a source wants to be shown."""

from typing import Literal

from quelia.sources.auth import Shown, place

_OURS = {
    "Accept": "application/json, */*;q=0.5",
    "Accept-Encoding": "gzip, identity",
    "User-Agent": "quelia",
}


def request(url: str, shown: Shown, body: str | None = None, method: Literal["GET", "OPTIONS"] = "GET") -> bytes:
    """Those of a GET, or of a POST with a body. url: as the guard writes it, printable and with a path."""
    host, rest = place(url, shown.query)
    headers = _headers(shown.headers) if shown.headers else _OURS_ALONE
    if body is None:
        # latin-1: what a server asked is said back to it as it came; all else is ASCII
        return f"{method} {rest} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n".encode("latin-1")
    sent = body.encode("ascii")
    head = f"POST {rest} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: {len(sent)}\r\n\r\n"
    return head.encode("ascii") + sent


def _headers(shown: dict[str, str]) -> str:
    """Ours, unless the secret of a source stands in one of the same name."""
    names = {name.lower() for name in shown}
    ours = {name: value for name, value in _OURS.items() if name.lower() not in names}
    return "".join([f"{name}: {value}\r\n" for name, value in (ours | shown).items()])


_OURS_ALONE = _headers({})
