"""What small owner's servers of tests have in common: they answer JSON, from a thread of their own."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TypeVar

_LOOK_S = 0.01  # how long whoever ends a server waits for it: half a second otherwise, at each test

Server = TypeVar("Server", bound=HTTPServer)


class Owner(BaseHTTPRequestHandler):
    """get, post: what is said to those."""

    def do_GET(self) -> None:
        self.get()

    def do_POST(self) -> None:
        self.post()

    def get(self) -> None:
        self.say(405, {})

    def post(self) -> None:
        self.say(405, {})

    def say(self, status: int, told: object) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on the test's standard error."""


@contextmanager
def running(server: Server) -> Iterator[Server]:
    threading.Thread(target=server.serve_forever, args=(_LOOK_S,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
