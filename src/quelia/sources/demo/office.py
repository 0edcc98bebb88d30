"""The office of a simulated owner: what it answers to whom, decided without a network."""

import re
import secrets
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import msgspec

from quelia.sources.demo.door import Request, admits
from quelia.sources.demo.moment import Moment
from quelia.sources.demo.outage import Failure, Outage
from quelia.sources.demo.plant import plant

_KEY = re.compile(r"<key\b[^<>]*>")

Answer = Callable[[Moment], object]


@dataclass(frozen=True)
class SimulatedOwner:
    """file: in owners/, as `quelia load` takes it, with <port> and <key> for what is known only once it runs.

    answers: by the slug of the source, the document that it is answered. outage: when its server fails.
    """

    file: str
    answers: Mapping[str, Answer]
    outage: Outage | None = None

    def declaration(self, port: int) -> str:
        """The text of the file; each of its keys is new at each start."""
        text = files(__package__).joinpath("owners", self.file).read_text("utf-8")
        return _KEY.sub(lambda _: secrets.token_urlsafe(18), text.replace("<port>", str(port)))


@dataclass(frozen=True)
class Said:
    """An answer over HTTP."""

    status: int
    body: bytes


class Office:
    """Answers as `declaration` says. weather_at: from the present instant to the one whose weather it has."""

    def __init__(self, owner: SimulatedOwner, declaration: str, weather_at: Callable[[float], float]) -> None:
        tables = tomllib.loads(declaration)
        self._outage = owner.outage
        self._weather_at = weather_at
        self._plants = {entry["slug"]: plant(entry) for entry in tables.get("plant", [])}
        self._by_path = {
            urlsplit(entry["url"]).path: (_auths(entry), owner.answers[entry["slug"]])
            for entry in tables.get("source", [])
        }

    def answer(self, request: Request, now: float) -> Said | Failure:
        """What happens to `request` at `now`, in seconds since 1970."""
        failure = self._outage.at(now) if self._outage else None
        if failure == "refuses":
            return _said(503, {"error": "service unavailable"})
        if failure is not None:
            return failure
        auth, answer = self._by_path.get(request.path, ([], None))
        if answer is None:
            return _said(404, {"error": "not found"})
        if not admits(auth, request):
            return _said(401, {"error": "unauthorized"})
        return _said(200, answer(Moment(now, self._weather_at(now), self._plants)))


def _auths(entry: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    auth = entry.get("auth", [])
    return auth if isinstance(auth, list) else [auth]


def _said(status: int, document: object) -> Said:
    return Said(status, msgspec.json.encode(document))
