"""The server of one simulated owner: a port of its own, as the servers of real owners have a host of their own."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser

from quelia.sources.demo.door import Request
from quelia.sources.demo.office import Office, Said


class Listener:
    """A port on loopback. It is bound from the start, so that it can be declared before anybody answers there."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])

    @asynccontextmanager
    async def serving(self, office: Office) -> AsyncIterator[None]:
        """Have `office` answer here meanwhile."""
        connections: set[_Connection] = set()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Connection(office, connections), sock=self._socket)
        try:
            yield
        finally:
            server.close()
            for connection in list(connections):
                connection.cut()


class _Connection(asyncio.Protocol):
    """Answers one GET after the other."""

    def __init__(self, office: Office, connections: "set[_Connection]") -> None:
        self._office, self._connections = office, connections
        self._transport: asyncio.Transport | None = None
        self._parser = HttpRequestParser(self)
        self._begin()

    def _begin(self) -> None:
        self._url = b""
        self._headers: dict[str, str] = {}

    def cut(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport
        self._connections.add(self)

    def connection_lost(self, _: Exception | None) -> None:
        self._connections.discard(self)

    def data_received(self, said: bytes) -> None:
        with suppress(HttpParserUpgrade):
            try:
                self._parser.feed_data(said)
            except HttpParserError:
                self.cut()

    def on_url(self, piece: bytes) -> None:
        self._url += piece

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_message_complete(self) -> None:
        url = urlsplit(self._url.decode("latin-1"))
        outcome = self._office.answer(Request(url.path, dict(parse_qsl(url.query)), self._headers), time.time())
        self._begin()
        if isinstance(outcome, Said):
            self._say(outcome)
        elif outcome == "cuts":
            self.cut()
        # and one that hangs says nothing, until whoever asked gives up

    def _say(self, said: Said) -> None:
        assert self._transport is not None
        head = f"HTTP/1.1 {said.status} {HTTPStatus(said.status).phrase}\r\nContent-Type: application/json\r\n"
        self._transport.write(f"{head}Content-Length: {len(said.body)}\r\n\r\n".encode() + said.body)
        if not self._parser.should_keep_alive():
            self._transport.close()
