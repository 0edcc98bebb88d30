"""Owners' servers by the thousand, each at an address of its own, cheap and in a process of their own.

`GET /…` is answered with `{"power": n}`, n growing from 1 with each call of that server; `GET /silent` is never answered.
"""

import asyncio
import json
import resource
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterable
from itertools import islice
from typing import Self

import uvloop

from tests.store.process import Process, say

_PER_NETWORK = 250


def addresses(count: int) -> list[str]:
    """Addresses of loopback: 127.0.1.1, 127.0.1.2 …"""
    every = (f"127.0.{network}.{number}" for network in range(1, 255) for number in range(1, _PER_NETWORK + 1))
    return list(islice(every, count))


class Town:
    """The servers, running. `calls` of each address: monotonic seconds, in order."""

    def __init__(self, count: int) -> None:
        self.addresses = addresses(count)
        self._process = Process(serve, count)

    def __enter__(self) -> Self:
        self._process.__enter__()
        self.port = int(self._process.hear())
        return self

    def __exit__(self, *why: object) -> None:
        self._process.__exit__(*why)

    def url(self, address: str, path: str = "/live") -> str:
        return f"http://{address}:{self.port}{path}"

    def calls(self) -> dict[str, list[float]]:
        with urllib.request.urlopen(self.url(self.addresses[0], "/calls"), timeout=30) as answer:
            noted: dict[str, list[float]] = json.load(answer)
        return noted


def serve(count: str) -> None:
    """Serve until killed. Says the port, the same at every address."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(addresses(int(count))))


async def _serve(places: Iterable[str]) -> None:
    loop, port = asyncio.get_running_loop(), 0
    calls: defaultdict[str, list[float]] = defaultdict(list)
    servers = []  # kept: uvloop closes what nobody holds
    for place in places:
        server = await loop.create_server(lambda: _Owner(calls), place, port, backlog=100)
        port = port or server.sockets[0].getsockname()[1]
        servers.append(server)
    say(port)
    await asyncio.Event().wait()


class _Owner(asyncio.Protocol):
    def __init__(self, calls: defaultdict[str, list[float]]) -> None:
        self._calls = calls
        self._heard = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport
        self._place = str(transport.get_extra_info("sockname")[0])

    def data_received(self, said: bytes) -> None:
        self._heard += said
        while b"\r\n\r\n" in self._heard:
            head, _, self._heard = self._heard.partition(b"\r\n\r\n")
            self._answer(head.split(b" ", 2)[1])

    def _answer(self, path: bytes) -> None:
        if path == b"/calls":
            body = json.dumps(self._calls).encode()
        else:
            calls = self._calls[self._place]
            calls.append(time.monotonic())
            if path == b"/silent":
                return
            body = b'{"power": %d}' % len(calls)
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
