import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from quelia import metrics
from quelia.cli.doctor.service import service
from quelia.cli.finding import Finding
from quelia.settings import Settings
from quelia.store.leases import FolderLeases
from tests.store.cellar import plain_tables


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """An installation whose sources a service reads."""
    holder = FolderLeases(plain_tables(tmp_path / "quelia.sqlite3"))
    assert holder.acquire()
    yield Settings(data=str(tmp_path))
    holder.release()


@contextmanager
def answering(answer: Callable[[], bytes]) -> Iterator[int]:
    """A server that gives one answer. Yields its port."""

    class Once(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" + answer())

        def log_message(self, *_: object) -> None:
            """Nothing on the test's standard error."""

    with HTTPServer(("127.0.0.1", 0), Once) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        yield server.server_port
        thread.join()


def codes(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.mark, finding.code) for finding in findings]


def test_without_a_service_nobody_is_asked(tmp_path: Path) -> None:
    assert codes(list(service(Settings(data=str(tmp_path)), "127.0.0.1", 0))) == [("look", "service_none")]


@pytest.mark.parametrize("port", [0, 99_999])
def test_a_service_that_does_not_answer_there_is_to_be_looked_at(settings: Settings, port: int) -> None:
    assert codes(list(service(settings, "127.0.0.1", port))) == [("look", "service_silent")]


def test_what_quelia_measures_is_understood(settings: Settings) -> None:
    metrics.SOURCES.set(3)
    metrics.UNRECORDED.set(0)
    with answering(lambda: metrics.exposition({1: True, 2: True, 3: False})) as port:
        found = list(service(settings, "127.0.0.1", port))
    assert codes(found) == [("well", "service"), ("well", "engine")]
    assert (found[0].facts["sources"], found[0].facts["live"]) == (3, 2)


def test_values_that_were_not_recorded_and_files_that_run_out_are_to_be_looked_at(settings: Settings) -> None:
    figures = b"quelia_sources 1.0\nquelia_readings_unrecorded 7.0\nprocess_open_fds 990.0\nprocess_max_fds 1.0e+03\n"
    with answering(lambda: figures) as port:
        found = codes(list(service(settings, "127.0.0.1", port)))
    assert found[2:] == [("look", "unrecorded"), ("look", "service_files")]


@pytest.mark.parametrize("answer", [b"", b"<html>another program</html>", b"\xff\xfe", b"quelia_sources nan\n"])
def test_another_program_that_answers_there_is_not_taken_for_the_service(settings: Settings, answer: bytes) -> None:
    with answering(lambda: answer) as port:
        assert codes(list(service(settings, "127.0.0.1", port))) == [("look", "service_silent")]
