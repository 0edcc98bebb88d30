"""The tester's pages with owners' servers on loopback: names that lead there stand for public ones."""

import asyncio
import socket
import time
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.types import ASGIApp

from quelia.domain.source import Source
from quelia.sources.guard import Guard
from quelia.sources.http import Reader
from quelia.sources.redact import Redactor
from quelia.sources.trace import Trial
from quelia.sources.tried import Tried, try_out
from quelia.web.tester import Workbench
from quelia.web.trialtoken import TrialLinks
from quelia.web.tries import Tries
from quelia.web.visitor import Proxies
from tests.web.street import HERE, Answer, ask

SECRET = "never-to-be-shown-4711"
LINKS = TrialLinks([b"a key of the tests"])
FORM = "application/x-www-form-urlencoded"


async def resolve(host: str) -> list[str]:
    """`private.example` leads inside, `nowhere.example` nowhere, and all others to this machine."""
    if host == "nowhere.example":
        raise socket.gaierror(socket.EAI_NONAME, "no such name")
    return ["10.1.2.3"] if host == "private.example" else ["127.0.0.1"]


def workbench(secrets: Sequence[str] = (), *, trusted_proxies: Sequence[str] = ()) -> Workbench:
    """secrets: of every source that a link is for."""
    reader = Reader(Guard(allow_private=["127.0.0.1"]), resolve=resolve)
    redactor = Redactor()
    for secret in secrets:
        redactor.register(secret)

    async def stranger(trial: Trial, typed: Sequence[str]) -> Tried:
        return await try_out(reader, trial, typed)

    async def linked(source: Source, trial: Trial) -> Tried:
        return await try_out(reader, trial, secrets)

    return Workbench(
        for_strangers=stranger,
        for_links=linked,
        links=LINKS,
        proxies=Proxies(trusted_proxies),
        strangers=Tries(time.monotonic),
        linked=Tries(time.monotonic, at_once=1),
        mask=redactor.text,
    )


async def send(
    app: ASGIApp,
    page: str,
    fields: Mapping[str, str] | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    address: str = HERE,
) -> Answer:
    """A form as a browser sends it from our own page."""
    told = {"content_type": FORM, "sec_fetch_site": "same-origin", "host": "quelia.example"} | dict(headers or {})
    body = urlencode(fields or {}).encode()
    return await ask(app, page, method="POST", headers=told, body=body, address=address, within_s=12.0)


class Filtered:
    """A port where what comes in is dropped without a word: its queue is full, and nobody takes from it."""

    def __init__(self) -> None:
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(0)
        self.port: int = self._listener.getsockname()[1]
        self._waiting: list[socket.socket] = []

    async def fill(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            waiting = socket.socket()
            waiting.setblocking(False)
            self._waiting.append(waiting)
            try:
                async with asyncio.timeout(0.3):
                    await loop.sock_connect(waiting, ("127.0.0.1", self.port))
            except TimeoutError:
                return

    def close(self) -> None:
        for each in (*self._waiting, self._listener):
            each.close()


def closed_port() -> int:
    """One where nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port
