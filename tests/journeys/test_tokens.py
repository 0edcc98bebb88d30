"""A portal that gives tokens, replaces its refresh token each time, and a service that is killed in between."""

import json
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.journeys.service import Service
from tests.journeys.viewer import until
from tests.sources.owner import Owner, running

FIRST = "refresh-token-number-0"
TEXT = """
[[owner]]
slug = "soleil"
name = "Soleil"

[[plant]]
slug = "toits"
owner = "soleil"
name = "Toits"
energy = "solar"
latitude = 47.4
longitude = 0.7
published = true

[[source]]
slug = "portail"
owner = "soleil"
url = "http://127.0.0.1:{port}/live"
interval_s = 1
history_s = 1
auth.type = "oauth2"
auth.grant = "refresh_token"
auth.user = "app"
auth.token_url = "http://127.0.0.1:{port}/token"
auth.secret_env = "FIRST"

[[source.point]]
plant = "toits"
quantity = "power"
path = "kw"
unit = "kW"
"""


class Portal(ThreadingHTTPServer):
    """Takes each refresh token once; a token lasts two seconds. reads: by the latest token."""

    daemon_threads = True

    def __init__(self) -> None:
        self.refresh, self.number, self.reads = FIRST, 0, 0
        self.lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Desk)

    def token(self, shown: str) -> dict[str, Any] | None:
        with self.lock:
            if shown != self.refresh:
                return None
            self.number, self.reads = self.number + 1, 0
            self.refresh = f"refresh-token-number-{self.number}"
            token = f"access-token-number-{self.number}"
            return {"access_token": token, "refresh_token": self.refresh, "expires_in": 2}

    def lets_in(self, shown: str) -> bool:
        with self.lock:
            self.reads += shown == f"Bearer access-token-number-{self.number}"
            return shown == f"Bearer access-token-number-{self.number}"


class _Desk(Owner):
    server: Portal
    protocol_version = "HTTP/1.1"

    def post(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        told = self.server.token(form["refresh_token"][0])
        self.say(200 if told else 400, told or {"error": "invalid_grant"})

    def get(self) -> None:
        good = self.server.lets_in(self.headers.get("Authorization", ""))
        self.say(200 if good else 401, {"kw": 12.5})


@pytest.fixture
def portal() -> Iterator[Portal]:
    with running(Portal()) as portal:
        yield portal


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_a_refresh_token_that_was_replaced_survives_its_service(tmp_path: Path, portal: Portal, end: str) -> None:
    service = Service(tmp_path, reach="127.0.0.1")
    text = TEXT.format(port=portal.server_port)
    service.load(text, FIRST=FIRST)
    service.start()
    try:
        # the second read by a token: by then what came with it was sealed long ago, and the next one is not due yet
        await until(lambda: portal.number >= 2 and portal.reads == 2, 30, "the token is renewed")
        before = portal.number
        getattr(service, end)()
        service.load(text, FIRST=FIRST)  # its environment still names the first one
        service.start()
        await until(lambda: portal.number > before + 1, 30, "the service goes on with the newest refresh token")
        await until(lambda: reading(service)["state"] == "live", 10, "the value is there")
    finally:
        service.stop()
    assert "token-number" not in service.log


def reading(service: Service) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(service.get("/v1/plants/toits/reading"))
    return told
