"""A little server on loopback that reads whole requests, bodies included, and lets a function answer them."""

import asyncio
import json
import ssl
from collections.abc import Callable, Mapping
from typing import NamedTuple


class Request(NamedTuple):
    """headers: by their names in small letters."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: str


class Reply(NamedTuple):
    status: int = 200
    body: str = "[42.5]"
    headers: tuple[str, ...] = ()
    wait_s: float = 0.0


Answer = Callable[[Request], Reply]


def given(**fields: object) -> Reply:
    """A reply with a JSON object."""
    return Reply(body=json.dumps(fields))


class Server:
    """requests: all that came, in order."""

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None = None) -> None:
        self._answer, self._tls = answer, tls
        self._tasks: set[asyncio.Task[None]] = set()
        self.requests: list[Request] = []
        self.port = 0

    @property
    def origin(self) -> str:
        return f"{'http' if self._tls is None else 'https'}://127.0.0.1:{self.port}"

    async def __aenter__(self) -> "Server":
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._talk(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: writer.transport.abort())

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await _read(reader)
                self.requests.append(request)
                reply = self._answer(request)
                await asyncio.sleep(reply.wait_s)
                body = reply.body.encode()
                head = [f"HTTP/1.1 {reply.status} Said", f"Content-Length: {len(body)}", *reply.headers, "", ""]
                writer.write("\r\n".join(head).encode("latin-1") + body)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # they hung up


async def _read(reader: asyncio.StreamReader) -> Request:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    method, target, _ = first.split(" ")
    return Request(method, target, headers, body.decode("ascii"))
