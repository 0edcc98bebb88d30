"""What systemd is told."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from quelia.bridge.notify import Notify


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.settimeout(2)
        yield heard


def test_a_socket_of_a_folder_hears_it(listener: socket.socket, tmp_path: Path) -> None:
    listener.bind(str(tmp_path / "n"))
    Notify({"NOTIFY_SOCKET": str(tmp_path / "n")}).ready()
    assert listener.recv(100) == b"READY=1"


def test_an_abstract_socket_hears_it(listener: socket.socket) -> None:
    name = f"quelia-test-{os.getpid()}"
    listener.bind(f"\0{name}")
    Notify({"NOTIFY_SOCKET": f"@{name}"}).status("two\nlines")
    assert listener.recv(100) == b"STATUS=two lines"


@pytest.mark.parametrize("address", ["", "relative", "/nowhere/at/all", "@nobody-listens-here"])
def test_nobody_listening_is_no_fault(address: str) -> None:
    Notify({"NOTIFY_SOCKET": address}).stopping()


@pytest.mark.parametrize(
    ("environ", "seconds"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "60000000"}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getppid())}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, None if os.getppid() != 1 else 60.0),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
    ],
)
def test_how_often_a_sign_of_life_is_wanted(environ: dict[str, str], seconds: float | None) -> None:
    assert Notify(environ).watchdog_s == seconds
