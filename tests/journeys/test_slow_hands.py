"""Who sends a form slowly, or half of it: nobody else waits for him."""

import socket
import time
from pathlib import Path

from tests.journeys.service import Service

# with a cookie, which anybody can make up: only then is the rest of the form looked at
_HALF = (
    "POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\nCookie: quelia-form={cookie}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\na=b"
)
_MORE_THAN_THREADS = 12


def test_forms_that_do_not_end_keep_nobody_out_of_the_office(tmp_path: Path) -> None:
    service = Service(tmp_path)
    service.start()
    asked = [_HALF.format(path=path, port=service.port, cookie="a" * 32) for path in ("/reponse/x", "/admin/login/")]
    halves = [socket.create_connection(("127.0.0.1", service.port)) for _ in range(_MORE_THAN_THREADS)]
    try:
        for number, half in enumerate(halves):
            half.sendall(asked[number % 2].encode())
        begun = time.monotonic()
        assert "csrfmiddlewaretoken" in service.get("/admin/login/")
        assert time.monotonic() - begun < 5  # each of them may take 20 s
    finally:
        for half in halves:
            half.close()
        service.stop()
