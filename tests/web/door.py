"""The front door as it really is: a server on a port, asked byte by byte over a socket."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from quelia.web.front import Front

ENOUGH_S = 5.0  # far more than anything here takes: a test that hangs fails by itself


class Line:
    """One connection to the door. head: status line and headers of the last answer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def say(self, text: str) -> None:
        """Raises ConnectionError where the other side has closed."""
        if self._writer.is_closing():  # uvloop says RuntimeError
            raise ConnectionResetError
        self._writer.write(text.encode())
        await self._writer.drain()

    async def head(self) -> str:
        return (await self._soon(self._reader.readuntil(b"\r\n\r\n"))).decode()

    async def answer(self) -> tuple[str, bytes]:
        """The head of an answer that says how long it is, and its body."""
        head = await self.head()
        lengths = [line.split(":")[1] for line in head.lower().splitlines() if line.startswith("content-length:")]
        return head, await self._soon(self._reader.readexactly(int(lengths[0]) if lengths else 0))

    async def event(self) -> str:
        return (await self._soon(self._reader.readuntil(b"\n\n"))).decode()

    async def rest(self) -> bytes:
        """What comes until the other side closes."""
        return await self._soon(self._reader.read())

    async def _soon(self, work) -> bytes:  # type: ignore[no-untyped-def]
        async with asyncio.timeout(ENOUGH_S):
            found: bytes = await work
            return found

    def end(self) -> None:
        """Say that nothing more is coming."""
        self._writer.write_eof()

    def close(self) -> None:
        self._writer.close()


class Door:
    """A server that is open. server: uvicorn's own."""

    def __init__(self, server: uvicorn.Server, port: int) -> None:
        self.server, self.port = server, port
        self._lines: list[Line] = []

    async def line(self, *, takes: int | None = None) -> Line:
        """A new connection. takes: how much the visitor's system takes without being read."""
        connection = socket.socket()
        if takes is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", self.port))
        line = Line(*await asyncio.open_connection(sock=connection, limit=1 << 22))
        self._lines.append(line)
        return line

    async def ask(self, path: str, *headers: str, method: str = "GET") -> Line:
        line = await self.line()
        await line.say(request(path, *headers, method=method))
        return line

    async def front(self) -> Front:
        """That of the only connection, once it is there."""
        async with asyncio.timeout(ENOUGH_S):
            while not self.server.server_state.connections:
                await asyncio.sleep(0)
        (front,) = self.server.server_state.connections
        assert isinstance(front, Front)
        return front

    def close(self) -> None:
        for line in self._lines:
            line.close()


def request(path: str, *headers: str, method: str = "GET") -> str:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", *headers, "", ""])


def plain(text: str) -> Starlette:
    """An application that takes its time when asked to."""

    async def answer(asked: Request) -> Response:
        await asyncio.sleep(float(asked.query_params.get("wait", 0)))
        return PlainTextResponse(text)

    return Starlette(routes=[Route("/page", answer), Route("/v1/stream", answer)])


@asynccontextmanager
async def open_door(app: ASGIApp, front: type[Front], *, kept_s: float = 5) -> AsyncIterator[Door]:
    """kept_s: how long a connection is kept on which nothing is asked."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=front, lifespan="off", log_config=None, access_log=False)
    config.timeout_keep_alive = kept_s  # type: ignore[assignment] # whole seconds would be long in a test
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve([listener]))
    while not server.started:
        assert not serving.done()
        await asyncio.sleep(0.001)
    door = Door(server, listener.getsockname()[1])
    try:
        yield door
    finally:
        door.close()
        if not server.should_exit:
            serving.cancel()
        async with asyncio.timeout(ENOUGH_S):
            await asyncio.gather(serving, return_exceptions=not server.should_exit)
            await _end(server)


async def _end(server: uvicorn.Server) -> None:
    """What uvicorn does, which looks ten times a second whether all have gone: a test would wait for that each time."""
    for each in server.servers:
        each.close()
    state = server.server_state
    for connection in list(state.connections):
        connection.shutdown()
    while state.connections or state.tasks:
        await asyncio.sleep(0.001)
