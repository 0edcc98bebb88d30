"""The door of a simulated owner: whether a request shows the keys that the file declares."""

import base64
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Request:
    """A GET. headers: by their names in small letters."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


def admits(auth: Sequence[Mapping[str, str]], request: Request) -> bool:
    """Whether each of the `auth` of a source is satisfied."""
    return all(_shown(each, request) for each in auth)


def _shown(auth: Mapping[str, str], request: Request) -> bool:
    match auth["type"]:
        case "query":
            return _same(request.query.get(auth["name"], ""), auth["secret"])
        case "header":
            return _same(request.headers.get(auth["name"].lower(), ""), auth["secret"])
        case "bearer":
            return _same(request.headers.get("authorization", ""), f"Bearer {auth['secret']}")
        case "basic":
            pair = base64.b64encode(f"{auth['user']}:{auth['secret']}".encode()).decode()
            return _same(request.headers.get("authorization", ""), f"Basic {pair}")
    return auth["type"] == "none"


def _same(shown: str, key: str) -> bool:
    return secrets.compare_digest(shown.encode(), key.encode())
