"""The inputs that read files and pages, against what really writes and serves them."""

import asyncio
import http.server
import json
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest
import trustme

from quelia.bridge.inputs.input import Input
from quelia.domain.errors import SourceError
from tests.bridge.inputs.sites import opened

pytestmark = pytest.mark.journey

LATE = "max_age_s = 3e7\n"  # the clock of these tests stands still, that of files goes on
KEY = "k-4711"
BASIC = "Basic cm9vZjprLTQ3MTE="  # roof:k-4711


class Device(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/elsewhere":
            return self._answer(302, b"", Location="/power")
        if self.path == "/secret" and self.headers.get("X-Key") != KEY:
            return self._answer(401, b"")
        if self.path == "/basic" and self.headers.get("Authorization") != BASIC:
            return self._answer(401, b"")
        if self.path == "/metrics":
            return self._answer(200, b'power{plant="a"} 3\npower{plant="b"} 4\nbroken NaN\n')
        if self.path == "/lines":
            return self._answer(200, b"site,plant=a power=3i\nsite,plant=a power=5i")
        if self.path.startswith("/solar_api/"):
            site = {"P_PV": 4200, "E_Total": 1e6}
            head = {"Timestamp": "2026-11-30T23:59:50+00:00", "Status": {"Code": 0}}
            return self._answer(200, json.dumps({"Head": head, "Body": {"Data": {"Site": site}}}).encode())
        return self._answer(200, b'{"power": 42.5, "simulated": false}')

    def log_message(self, *_: object) -> None:
        return

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Device)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """An address with a certificate of an authority of its own, and that authority."""
    authority, folder = trustme.CA(), tmp_path_factory.mktemp("authority")
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Device)
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"https://127.0.0.1:{server.server_address[1]}/power", folder / "ca.pem"
    server.shutdown()
    thread.join()
    server.server_close()


def once(made: Input, doing: Callable[[Input], Awaitable[float | None]]) -> float | None:
    async def run() -> float | None:
        try:
            return await doing(made)
        finally:
            await made.close()

    return asyncio.run(run())


async def one(made: Input) -> float | None:
    (sample,) = await made.read()
    if sample.error is not None:
        raise sample.error
    return sample.value


def read(folder: Path, text: str, point: str) -> float | None:
    return once(opened(f'{text}\n[[point]]\nunit = "kW"\n{point}', folder), one)


@pytest.mark.parametrize(
    ("path", "auth"),
    [
        ("/power", ""),
        ("/secret", f'auth = {{ type = "header", name = "X-Key", secret = "env:{KEY}" }}'),
        ("/basic", f'auth = {{ type = "basic", user = "roof", secret = "{KEY}" }}'),
    ],
)
def test_a_device_is_asked_with_its_secret(path: str, auth: str, url: str, tmp_path: Path) -> None:
    assert read(tmp_path, f'type = "http"\nurl = "{url}{path}"\n{auth}', 'path = "power"') == 42.5


def test_a_wrong_secret_is_said_so(url: str, tmp_path: Path) -> None:
    auth = 'auth = { type = "header", name = "X-Key", secret = "other" }'
    with pytest.raises(SourceError) as failure:
        read(tmp_path, f'type = "http"\nurl = "{url}/secret"\n{auth}', 'path = "power"')
    assert failure.value.code == "auth"
    assert "other" not in str(failure.value)


def test_a_device_with_an_authority_of_its_own_is_trusted_by_that_alone(
    secure: tuple[str, Path], tmp_path: Path
) -> None:
    url, authority = secure
    assert read(tmp_path, f'type = "http"\nurl = "{url}"\nca_file = "{authority}"', 'path = "power"') == 42.5
    with pytest.raises(SourceError) as failure:
        read(tmp_path, f'type = "http"\nurl = "{url}"', 'path = "power"')
    assert failure.value.code == "tls"


def test_a_redirect_is_not_followed(url: str, tmp_path: Path) -> None:
    Device.asked.clear()
    with pytest.raises(SourceError) as failure:
        read(tmp_path, f'type = "http"\nurl = "{url}/elsewhere"', 'path = "power"')
    assert (failure.value.code, Device.asked) == ("redirect", ["/elsewhere"])


def test_a_preset_knows_the_paths_and_the_unit_is_ours(url: str, tmp_path: Path) -> None:
    host = url.removeprefix("http://")
    assert read(tmp_path, f'type = "http"\npreset = "fronius"\nfill = {{ host = "{host}" }}', "") == 4.2


def test_a_device_that_is_gone_is_no_connection(url: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as failure:
        read(tmp_path, 'type = "http"\nurl = "http://127.0.0.1:9/power"', 'path = "power"')
    assert failure.value.code == "connection"


@pytest.mark.parametrize(
    ("point", "value"), [("metric = 'power{plant=\"b\"}'", 4), ('metric = "power"\npick = "sum"', 7)]
)
def test_metrics_are_read(point: str, value: float, url: str, tmp_path: Path) -> None:
    assert read(tmp_path, f'type = "prometheus"\nurl = "{url}/metrics"', point) == value


@pytest.mark.parametrize(
    ("name", "fault"), [("power", "metric_several"), ("watts", "metric_none"), ("broken", "metric_nan")]
)
def test_metrics_that_say_no_one_number_say_why(name: str, fault: str, url: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as failure:
        read(tmp_path, f'type = "prometheus"\nurl = "{url}/metrics"', f'metric = "{name}"')
    assert failure.value.fault == fault


def test_the_last_line_of_an_answer_counts(url: str, tmp_path: Path) -> None:
    point = 'measurement = "site"\nfield = "power"'
    assert read(tmp_path, f'type = "influx"\nurl = "{url}/lines"', point) == 5.0


def test_a_file_that_is_replaced_all_the_time_is_always_read_whole(tmp_path: Path) -> None:
    path, stop = tmp_path / "now.json", threading.Event()
    path.write_text('{"p": 0}')

    def write() -> None:
        number = 0
        while not stop.wait(0.001):
            number += 11111
            (tmp_path / "new").write_text(json.dumps({"p": number, "filling": "x" * 5000}))
            (tmp_path / "new").replace(path)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = opened(f'type = "json"\nfile = "now.json"\n{LATE}[[point]]\nunit = "kW"\npath = "p"', tmp_path)
        found = [asyncio.run(one(made)) or 0 for _ in range(50)]
    finally:
        stop.set()
        writer.join()
    assert [number % 11111 for number in found] == [0] * 50


def test_a_file_that_grows_and_is_rotated_never_gives_half_a_number(tmp_path: Path) -> None:
    path, stop = tmp_path / "log.csv", threading.Event()
    path.write_text("t;p\n0;11111\n")

    def write() -> None:
        number = 0
        while not stop.wait(0.0005):
            number += 1
            if number % 50 == 0:
                path.replace(tmp_path / "log.csv.1")
                path.write_text("t;p\n0;11111\n")
            with path.open("a") as file:
                file.write(f"{number};11")
                file.flush()
                file.write("111\n")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = opened(f'type = "csv"\nfile = "log.csv"\n{LATE}[[point]]\nunit = "kW"\ncolumn = "p"', tmp_path)
        found = {asyncio.run(one(made)) for _ in range(100)}
    finally:
        stop.set()
        writer.join()
    assert found == {11111.0}
