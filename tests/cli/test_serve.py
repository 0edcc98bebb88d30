"""`quelia serve` in a process of its own: how it is refused, how it begins, and how it ends."""

import argparse
import asyncio
import base64
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import msgspec
import pytest
import trustme
import uvicorn
from starlette.types import Receive, Scope, Send

from quelia.cli import main, serve
from quelia.cli.load import declare
from quelia.settings import Settings
from quelia.store.declaration import parse
from quelia.store.leases import FolderLeases
from quelia.texts import LANGUAGES
from tests.cli.refusals import Refusal
from tests.journeys.owner import OwnerServer
from tests.journeys.service import Service
from tests.live.virtual import VirtualLoop
from tests.store.cellar import PLANT, POINT, SOURCE, declared, django_on, query, table
from tests.web.street import ENOUGH_S, served

Shown = pytest.CaptureFixture[str]

KEY = "sk-Zk7+/=serve&key%20-2931"
_SLOW_START_S = 60.0  # a loaded machine starts slowly


class Ended(NamedTuple):
    """A service from its beginning to its end by SIGTERM, with streams open. took_s: from the signal to the end."""

    ready: int
    code: int
    took_s: float
    streams: list[str]
    log: str
    data: Path


@pytest.fixture(scope="module")
def refused(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Refusal]:
    """How a service was refused that could not begin, by reason; see refusals.py."""
    folder = tmp_path_factory.mktemp("refused")
    shutil.copy(prepared / "quelia.sqlite3", folder)
    holder = FolderLeases(folder / "quelia.sqlite3")
    assert holder.acquire()
    run = subprocess.run(
        [sys.executable, "-c", "from tests.cli.refusals import tell; tell()"],
        env=os.environ | {"QUELIA_DATA": str(folder)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        timeout=_SLOW_START_S,
        check=False,
    )
    holder.release()
    assert run.returncode == 0, run.stderr
    return msgspec.json.decode(run.stdout, type=dict[str, Refusal])


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    folder, authority = tmp_path_factory.mktemp("serve"), trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    owner, service = OwnerServer(authority, header="X-API-Key", key=KEY), Service(folder, folder / "ca.pem")
    owner.document = {"power": 15.8}
    owner.up()
    _declare(service.data, owner.port)
    try:
        service.start()
        return _ended(service)
    finally:
        service.stop()
        owner.close()


def _declare(data: Path, port: int) -> None:
    """One plant with the right key, and one whose key the owner refuses."""
    url, auth = f"https://localhost:{port}/live", {"type": "header", "name": "X-API-Key"}
    other = table("plant", PLANT, {"slug": "toulon"})
    other += table("source", SOURCE, {"slug": "refused", "url": url, "auth": auth | {"secret": f"{KEY}-old"}})
    other += table("source.point", POINT, {"plant": "toulon"})
    text = declared(source={"url": url, "auth": auth | {"secret": KEY}, "interval_s": 1}, more=other)
    settings = Settings(data=str(data), allow_private_sources=("localhost",))
    with django_on(data):
        declare(settings, parse(text), "en", folder=data)


def _ended(service: Service) -> Ended:
    with urllib.request.urlopen(f"{service.url}/readyz", timeout=ENOUGH_S) as answer:
        ready = answer.status
    port = int(service.url.rpartition(":")[2])
    viewers = [_watch(port, "plants=marseille"), _watch(port, "map=france"), _watch(port, "map=france")]
    received = _read(viewers[0], '"state":"live"')
    received_by_map = _read(viewers[1], '"reason":"auth"')
    process = service._process
    assert isinstance(process, subprocess.Popen)
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    code = process.wait(_SLOW_START_S)
    took_s = time.monotonic() - begun
    streams = [received + _read(viewers[0]), received_by_map + _read(viewers[1]), _read(viewers[2])]
    return Ended(ready, code, took_s, streams, service.log, service.data)


def _watch(port: int, query: str) -> socket.socket:
    viewer = socket.create_connection(("127.0.0.1", port), timeout=ENOUGH_S)
    viewer.sendall(f"GET /v1/stream?{query} HTTP/1.1\r\nHost: quelia\r\n\r\n".encode())
    return viewer


def _read(viewer: socket.socket, sign: str | None = None) -> str:
    """What comes up to a sign, or to the end; then the connection is let go."""
    text = ""
    while sign is None or sign not in text:
        piece = viewer.recv(65536).decode()
        if not piece:
            viewer.close()
            break
        text += piece
    return text


# refused before anything begins


@pytest.mark.parametrize(
    ("lang", "said"),
    [("fr", "Le port {port} est déjà pris sur 127.0.0.1."), ("en", "Port {port} is already taken on 127.0.0.1.")],
)
def test_a_port_that_is_taken_is_named(lang: str, said: str, capsys: Shown) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert main(["serve", "--port", str(port), "--lang", lang]) == 1
    assert capsys.readouterr().err.startswith(said.format(port=port))


@pytest.mark.parametrize("host", ["192.0.2.1", "a..b"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_address_that_is_not_ours_is_not_said_to_be_taken(lang: str, host: str, capsys: Shown) -> None:
    said = {"fr": "quelia ne peut pas écouter sur", "en": "quelia cannot listen on"}
    assert main(["serve", "--host", host, "--lang", lang]) == 1
    assert capsys.readouterr().err.startswith(f"{said[lang]} {host}, port 8000.")


@pytest.mark.parametrize("role", ["web", "poller"])
@pytest.mark.parametrize(("lang", "said"), [("fr", "Sur plusieurs processus,"), ("en", "On several processes")])
def test_a_part_of_the_service_is_refused_with_a_sentence(role: str, lang: str, said: str, capsys: Shown) -> None:
    assert main(["serve", "--roles", role, "--lang", lang]) == 1
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("taken", "Another quelia already reads the sources of the folder"),
        ("ring", "The key ring of"),
        ("database", "The database"),
        ("unbuilt", "The pages have not been built yet."),
    ],
)
def test_a_service_that_cannot_begin_says_why_in_one_line(refused: dict[str, Refusal], reason: str, said: str) -> None:
    code, out, err = refused[reason]
    assert (code, out, err.count("\n"), err.startswith(said)) == (1, "", 1, True)


# while it serves


def test_a_service_that_says_it_is_ready_is_ready(ended: Ended) -> None:
    assert ended.ready == 200


def test_a_service_says_where_it_is(ended: Ended) -> None:
    assert re.match(r"quelia is ready: http://localhost:[0-9]+\nCtrl\+C to stop\.\n", ended.log)


@pytest.mark.parametrize(
    ("host", "said"),
    [("127.0.0.1", "localhost"), ("::", "localhost"), ("192.0.2.1", "192.0.2.1"), ("2001:db8::1", "[2001:db8::1]")],
)
def test_the_address_it_says_can_be_opened(host: str, said: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        greeting = serve._greeting(argparse.Namespace(lang="en", host=host), listener, simulated=False)
        assert f"http://{said}:{listener.getsockname()[1]}\n" in greeting


def test_what_went_wrong_is_logged(ended: Ended) -> None:
    assert re.search(r'event="source lost" source=refused reason=auth', ended.log)


@pytest.mark.parametrize(
    "form",
    [KEY, quote(KEY, safe=""), base64.b64encode(KEY.encode()).decode().rstrip("=")],
    ids=["raw", "URL", "base64"],
)
def test_no_secret_is_in_the_log_or_in_a_stream(ended: Ended, form: str) -> None:
    assert form not in ended.log + "".join(ended.streams)


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux can cut a connection by itself")
async def test_a_visitor_that_takes_nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "_PATIENCE_MS", 100)
    listener = serve._listener(argparse.Namespace(host="127.0.0.1", port=0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    gone = asyncio.Event()

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        """A page without an end, until nobody takes it."""
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            while (await receive())["type"] != "http.disconnect":
                await send({"type": "http.response.body", "body": b"x" * 1_000_000, "more_body": True})
        finally:
            gone.set()

    caller = socket.socket()
    caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    async with served(endless, listener) as port, asyncio.timeout(ENOUGH_S):
        caller.connect(("127.0.0.1", port))
        caller.sendall(b"GET / HTTP/1.1\r\nHost: quelia\r\n\r\n")
        await gone.wait()
    caller.close()


@pytest.fixture
def counted() -> Iterator[asyncio.Runner]:
    """Runs on a loop whose time is counted and not waited for, and which is what the clock says too."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        yield runner


def a_server() -> serve._Server:
    return serve._Server(uvicorn.Config("nothing:at_all", log_config=None), "ready")


def test_the_date_of_answers_is_right_to_the_second(counted: asyncio.Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    async def dates() -> list[tuple[bytes, bytes]]:
        """What they say half a second after each second, and what they should."""
        serving = asyncio.create_task(server.main_loop())
        await asyncio.sleep(0.5)
        found = []
        for _ in range(5):
            await asyncio.sleep(1)
            found += [(server.server_state.default_headers[0][1], formatdate(time.time(), usegmt=True).encode())]
        serving.cancel()
        return found

    server = a_server()
    monkeypatch.setattr(time, "time", lambda: 1.7e9 + counted.get_loop().time())
    told = counted.run(dates())
    assert len({date for date, _ in told}) == 5
    assert [date for date, _ in told] == [right for _, right in told]


@pytest.mark.parametrize("after_s", [0.0, 0.3, 7.9])
def test_a_signal_to_stop_is_heeded_at_once(counted: asyncio.Runner, after_s: float) -> None:
    async def stopping() -> float:
        """The seconds from the signal to the end."""
        loop, server = asyncio.get_running_loop(), a_server()
        serving = asyncio.create_task(server.main_loop())
        await asyncio.sleep(after_s)
        begun_at = loop.time()
        server.handle_exit(signal.SIGTERM, None)
        await serving
        return loop.time() - begun_at

    assert counted.run(stopping()) == 0


NOISE = """
import logging
from quelia.cli.logs import set_up_logs
from quelia.sources.redact import Redactor
set_up_logs(Redactor())
logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
logging.getLogger("uvicorn.error").error("Exception in ASGI application")
"""


def test_what_anybody_may_send_floods_no_log_and_a_failure_of_ours_is_still_told() -> None:
    root = Path(__file__).parents[2]
    told = subprocess.run([sys.executable, "-c", NOISE], cwd=root, capture_output=True, text=True, check=True)
    assert re.findall("Invalid|Exception", told.stderr) == ["Exception"]


# how it ends


def test_a_service_that_is_asked_to_end_is_gone_within_ten_seconds(ended: Ended) -> None:
    assert ended.took_s < 10


def test_to_be_asked_to_end_is_no_failure(ended: Ended) -> None:
    assert ended.code == 0


def test_open_streams_end_in_good_order(ended: Ended) -> None:
    assert [stream.split("\n\n")[-2][:7] for stream in ended.streams] == ["retry: "] * 3


def test_the_end_leaves_no_error_in_the_log(ended: Ended) -> None:
    assert re.findall("Traceback|error|Cancel", ended.log) == []


def test_what_was_shown_last_was_written(ended: Ended) -> None:
    shown = re.findall(r'"state":"live".*?"received_at":"([^"]+)"', ended.streams[0])
    written = query(ended.data, "SELECT strftime('%Y-%m-%dT%H:%M:%f', received_ms / 1000.0, 'unixepoch') FROM reading")
    assert shown[-1].removesuffix("Z") in {row[0] for row in written}


def test_the_folder_is_free_again(ended: Ended) -> None:
    holder = FolderLeases(ended.data / "quelia.sqlite3")
    assert holder.acquire()
    holder.release()
