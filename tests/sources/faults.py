"""A server that answers wrongly on purpose; what it sends stands in `tests/samples/faults.toml`."""

import asyncio
import gzip
import ssl
import struct
import time
import tomllib
from collections.abc import AsyncIterator, Sequence
from functools import lru_cache
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET
from typing import Any

Step = dict[str, Any]

TABLE = Path(__file__).parent.parent / "samples" / "faults.toml"
HEADER_SECRET = "h3ader+s3cret/=="  # standing in some answers of the table, as servers that echo do
QUERY_SECRET = "qu3ry s3cret&é"
_AT_ONCE = 1000  # pieces of an endless step
_LONGEST_S = 20.0  # of a connection: a test that hangs fails by itself


def cases() -> list[Step]:
    """The table, in order."""
    table: list[Step] = tomllib.loads(TABLE.read_text("utf-8"))["case"]
    return table


class FaultServer:
    """Listens on loopback. Each connection reads one request at a time and plays the next script of `scripts`.

    The last script is played again for whatever comes after.
    requests: what was read, whole. connections: how many came, as far as TLS let them. sent: bytes.
    reached_at: when the first one came, even where TLS does not let it in; monotonic.
    """

    def __init__(self, scripts: Sequence[Sequence[Step]], tls: ssl.SSLContext | None = None) -> None:
        self._scripts, self._tls = list(scripts), tls
        self._tasks: set[asyncio.Task[None]] = set()
        self.requests: list[bytes] = []
        self.connections = 0
        self.sent = 0
        self.asked = asyncio.Event()  # a first request was read
        self.played = asyncio.Event()  # a first script is over
        self.reached_at: float | None = None
        self.port = 0

    async def __aenter__(self) -> "FaultServer":
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._reached, "127.0.0.1", 0, ssl=self._tls, backlog=100)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)  # an aborted transport closes its socket in the next turn of the loop

    def _reached(self) -> asyncio.StreamReaderProtocol:
        if self.reached_at is None:
            self.reached_at = time.monotonic()
        return asyncio.StreamReaderProtocol(asyncio.StreamReader(), self._connected)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.ensure_future(self._talk(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: writer.transport.abort())  # also of one that was ended before it began

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_LONGEST_S):
                await self._serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # they hung up, which is what many cases are about

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            script = self._scripts[min(len(self.requests), len(self._scripts) - 1)]
            if script and script[0].get("unasked"):
                await self._play(script, writer)
                return
            self.requests.append(await reader.readuntil(b"\r\n\r\n"))
            self.asked.set()
            await self._play(script, writer)
            self.played.set()

    async def _play(self, script: Sequence[Step], writer: asyncio.StreamWriter) -> None:
        for step in script:
            async for piece in _pieces(step):
                writer.write(piece)
                await writer.drain()
                self.sent += len(piece)
            if step.get("reset"):
                linger = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, linger)
                writer.transport.abort()
            if step.get("close"):
                writer.close()
            if step.get("stall"):
                await asyncio.sleep(_LONGEST_S)


async def _pieces(step: Step) -> AsyncIterator[bytes]:
    """What one step of a script sends, each piece by itself."""
    await asyncio.sleep(step.get("wait_s", 0))
    if "answer" in step:
        yield _answer(step)
    elif "text" in step:
        times = step.get("times", 1)
        piece = step["text"].encode("latin-1")
        if "every_s" not in step and times:
            yield piece * times
        while times == 0:
            yield piece * _AT_ONCE
            await asyncio.sleep(0)
        while "every_s" in step:
            yield piece
            await asyncio.sleep(step["every_s"])


@lru_cache(maxsize=100)
def _compressed(text: str, times: int, layers: int) -> bytes:
    body = text.encode("utf-8") * times
    for _ in range(layers):
        body = gzip.compress(body, mtime=0)
    return body


def _answer(step: Step) -> bytes:
    """A well-formed answer around the body, spoilt only as the step says."""
    said: str | bytes = step["answer"]() if callable(step["answer"]) else step["answer"]
    body: bytes = said if isinstance(said, bytes) else _compressed(said, step.get("times", 1), step.get("gzip", 0))
    if "flip" in step:
        at = step["flip"] % len(body)
        body = body[:at] + bytes([body[at] ^ 0xFF]) + body[at + 1 :]
    body = body[: len(body) - step.get("cut", 0)] + step.get("tail", "").encode("latin-1")
    head = [f"HTTP/1.1 {step.get('status', '200 OK')}", f"Content-Length: {len(body)}", *step.get("headers", [])]
    if step.get("gzip"):
        head.append(f"Content-Encoding: {step.get('encoding', 'gzip')}")
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body
