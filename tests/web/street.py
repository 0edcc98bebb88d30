"""The windows from outside: the real application over a real hub, and how passers-by ask it."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Scope

import quelia.admin
import quelia.web
from quelia.admin.render import Renderer
from quelia.domain.catalog import Catalog
from quelia.domain.reading import Reading
from quelia.live.audience import Audience
from quelia.live.demand import Demand
from quelia.live.hub import Hub
from quelia.live.intake import Announcement
from quelia.web.archive import Archive, History
from quelia.web.crowd import Crowd
from quelia.web.front import front_door
from quelia.web.push import Door as PushDoor
from quelia.web.routes import build
from quelia.web.snapshot import Snapshots
from quelia.web.tester import Workbench
from quelia.web.ticket import Tickets
from quelia.web.token import Tokens
from quelia.web.visitor import Proxies
from quelia.web.visits import Visits
from quelia.web.window import Render, Window
from tests.domain.examples import NOW, reading
from tests.web.memory import Memory

HERE = "192.0.2.1"
ELSEWHERE = "192.0.2.2"
ASSETS = {f"{name}_{kind}": f"/static/{name}.{kind}" for name in ("map", "plant", "embed") for kind in ("js", "css")}
TEMPLATES = Path(quelia.web.__file__).parent / "templates"
OFFICE = Path(quelia.admin.__file__).parent / "templates"
ENOUGH_S = 5.0  # far more than anything here takes: a test that hangs fails by itself


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: Headers
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)


class Street:
    """The web application of one catalog. now: what the hub takes for the time. crowd: open streams by address."""

    def __init__(
        self,
        catalog: Catalog,
        *,
        streams_per_ip: int = 200,
        trusted_proxies: tuple[str, ...] = (),
        simulated: bool = False,
        render: Render | None = None,
        history: History | None = None,
        most_visits: int = 1000,
        workbench: Workbench | None = None,
        push_door: PushDoor | None = None,
    ) -> None:
        self.now = NOW
        self.audience = Audience(time.monotonic, lambda _, call: call())
        self.hub, self.demand = Hub(lambda: self.now, lambda: self.now, self.audience), Demand(time.monotonic)
        self.window = Window(
            hub=self.hub,
            demand=self.demand,
            render=render or renderer(),
            assets=ASSETS | {"basemap_json": "/static/basemap.json"},
            tokens=Tokens([b"a key of the tests"], lambda: self.now),
            archive=Archive(history or Memory(), lambda: self.now, keep_days=35),
            simulated=simulated,
            ready=True,
        )
        self.tickets = Tickets([b"a key of the tests"])
        self.crowd = Crowd(self.window, self.tickets, per_household=streams_per_ip, in_all=1000)
        snapshots = Snapshots(self.window, lambda: self.now)
        self.app: Starlette = build(
            self.window, self.crowd, snapshots, nullcontext, lambda: b"", workbench=workbench, push_door=push_door
        )
        self.front = front_door(self.crowd, snapshots, Proxies(trusted_proxies), Visits(most_visits))
        self.use(catalog)

    def use(self, catalog: Catalog) -> None:
        self.window.catalog = catalog
        self.hub.use(catalog)

    def hear(self, *readings: Reading) -> None:
        """Readings come in, as the bus brings them."""
        for each in readings:
            channels = self.window.catalog.channels_of(each.plant, each.source)
            self.hub.receive(msgspec.msgpack.encode(Announcement(each, channels)))

    async def get(self, path: str, **headers: str) -> Answer:
        return await ask(self.app, path, headers=headers)


def says(plant: str = "p1", number: float | None = 15.8e6, reason: str | None = None, **facts: Any) -> Reading:
    """A reading of the power of a plant, in MW."""
    return reading(number, reason, **{"plant": plant, "source": int(plant[1:]) if plant[1:].isdigit() else 1, **facts})


async def ask(
    app: ASGIApp,
    path: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    address: str = HERE,
    body: bytes = b"",
    within_s: float = ENOUGH_S,
) -> Answer:
    """One request and its whole answer. headers: `accept_language` for Accept-Language."""
    visit = Visit(app, path, method=method, headers=headers, address=address, body=body)
    async with asyncio.timeout(within_s):
        await visit.over
    return visit.answer


class Visit:
    """One request under way. takes: whether the visitor takes what is sent. over: done when the application is."""

    def __init__(
        self,
        app: ASGIApp,
        path: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        address: str = HERE,
        takes: bool = True,
        gone: bool = False,
        body: bytes = b"",
    ) -> None:
        self._body = body
        self._messages: list[Message] = []
        self._news, self._takes, self._gone = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._read = 0
        self._asked = False
        if takes:
            self._takes.set()
        if gone:
            self._gone.set()
        scope = _scope(path, method, headers or {}, address)
        self.over = asyncio.ensure_future(app(scope, self._receive, self._send))

    @property
    def answer(self) -> Answer:
        """What was sent so far."""
        start, *bodies = self._messages
        content = b"".join(each.get("body", b"") for each in bodies)
        return Answer(start["status"], Headers(raw=start["headers"]), content)

    @property
    def complete(self) -> bool:
        """Whether the answer came to its proper end."""
        last = self._messages[-1]
        return last["type"] == "http.response.body" and not last.get("more_body")

    async def next(self) -> str:
        """The next piece of the body that is not empty, waited for."""
        async with asyncio.timeout(None if _is_virtual() else ENOUGH_S):
            while True:
                while self._read < len(self._messages):
                    message = self._messages[self._read]
                    self._read += 1
                    if message.get("body"):
                        piece: str = message["body"].decode()
                        return piece
                self._news.clear()
                await self._news.wait()

    async def readings(self) -> list[dict[str, Any]]:
        """The readings of the next piece."""
        return parsed(await self.next())

    async def begun(self) -> "Visit":
        """Once the first event, `retry:`, has come."""
        await self.next()
        return self

    def leave(self) -> None:
        self._gone.set()

    def take(self) -> None:
        self._takes.set()

    async def _receive(self) -> Message:
        if not self._asked and not self._gone.is_set():
            self._asked = True
            return {"type": "http.request", "body": self._body, "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        await self._takes.wait()
        self._messages.append(message)
        self._news.set()


@asynccontextmanager
async def served(app: ASGIApp, listener: socket.socket | None = None) -> AsyncIterator[int]:
    """Serves on loopback by the server of the product, without its clockwork. Gives the port."""
    listener = listener or socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, http="httptools", lifespan="off", log_config=None, access_log=False)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listener])
    try:
        yield listener.getsockname()[1]
    finally:
        for each in server.servers:
            each.close()
        for connection in tuple(server.server_state.connections):
            connection.transport.abort()
        async with asyncio.timeout(ENOUGH_S):
            await asyncio.gather(*server.server_state.tasks, return_exceptions=True)


def parsed(piece: str) -> list[dict[str, Any]]:
    """The readings of a piece of the stream, which holds nothing else."""
    events = piece.split("\n\n")
    assert events.pop() == ""
    return [_reading(event) for event in events]


def states(readings: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [(each["plant"], each["state"]) for each in readings]


def _reading(event: str) -> dict[str, Any]:
    head, line = event.split("\n")
    assert head == "event: reading"
    found: dict[str, Any] = msgspec.json.decode(line.removeprefix("data: ").encode())
    return found


def _is_virtual() -> bool:
    return type(asyncio.get_running_loop()).__name__ == "VirtualLoop"


def _scope(path: str, method: str, headers: Mapping[str, str], address: str) -> Scope:
    target, _, query = path.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(target),
        "raw_path": quote(target, safe="/%").encode(),
        "root_path": "",
        "query_string": quote(query, safe="=&%,+").encode(),
        "headers": [(name.replace("_", "-").lower().encode(), text.encode()) for name, text in headers.items()],
        "client": (address, 40000),
        "server": ("127.0.0.1", 8000),
    }


@cache
def renderer() -> Renderer:
    """The engine of the product; one for all, since it keeps what it has read."""
    return Renderer(TEMPLATES, OFFICE)
