"""The program that docs/push.md shows is run as it stands there."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

_PAGE = Path(__file__).parents[2] / "docs" / "push.md"


class _Door(BaseHTTPRequestHandler):
    """Refuses the first body because of its first item, and takes all others."""

    bodies: list[list[dict[str, object]]] = []
    taken = threading.Event()

    def do_POST(self) -> None:
        self.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        well = len(self.bodies) > 1
        answer = b"{}" if well else b'{"error": {"code": "too_old", "message": "old", "index": 0}}'
        self.send_response(202 if well else 422)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
        if well:
            self.taken.set()


@pytest.fixture
def address() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Door) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_what_is_refused_for_good_does_not_stop_what_comes_after_it(address: str) -> None:
    found = re.search(r"```python\n(.*?)```", _PAGE.read_text("utf-8"), re.DOTALL)
    assert found
    program = found[1].replace("https://maps.example.org", address).replace("sleep(5)", "sleep(0.05)")
    environ = os.environ | {"PUSH_KEY": "qp_x"}
    with subprocess.Popen([sys.executable, "-c", program], env=environ, stdout=subprocess.DEVNULL) as process:
        taken = _Door.taken.wait(20)
        process.kill()
    first, second = _Door.bodies[:2]
    assert (taken, len(second), first[0] in second) == (True, 1, False)
