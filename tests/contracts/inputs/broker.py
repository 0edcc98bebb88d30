"""A broker of one's own: mosquitto, in a folder, on this machine."""

import socket
import subprocess
import time
from pathlib import Path

_SCRIPT = Path(__file__).parents[3] / "scripts" / "find-server"
_LONGEST_S = 20.0


class Broker:
    """lines: further ones of its configuration, before the listener's."""

    def __init__(self, folder: Path, *lines: str) -> None:
        self._program = subprocess.run(
            [_SCRIPT, "mosquitto"], check=True, capture_output=True, text=True
        ).stdout.strip()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._file = folder / "mosquitto.conf"
        usual = ["persistence false", "user root", f"listener {self.port} 127.0.0.1"]
        more = list(lines) or ["allow_anonymous true"]
        self._file.write_text("\n".join([*usual, *more]) + "\n")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [self._program, "-c", self._file], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + _LONGEST_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.02)
            else:
                return

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None
