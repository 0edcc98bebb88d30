"""Tells systemd how the bridge does: sd_notify(3), which is a datagram of a few lines."""

import os
import socket
from collections.abc import Mapping


class Notify:
    """Silent where nobody listens: outside of a service of `Type=notify`."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        self._watchdog = environ.get("WATCHDOG_USEC", ""), environ.get("WATCHDOG_PID", "")

    @property
    def watchdog_s(self) -> float | None:
        """Within how many seconds systemd wants a sign of life; None where it wants none, or from another process."""
        microseconds, process = self._watchdog
        if not microseconds.isascii() or not microseconds.isdigit() or int(microseconds) == 0:
            return None
        # a program of one file runs as the child of the one that unpacked it
        return int(microseconds) / 1e6 if process in ("", str(os.getpid()), str(os.getppid())) else None

    def ready(self) -> None:
        self._send("READY=1")

    def alive(self) -> None:
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        self._send("STOPPING=1")

    def status(self, sentence: str) -> None:
        """One line, as `systemctl status` shows it."""
        self._send("STATUS=" + " ".join(sentence.split()))

    def _send(self, line: str) -> None:
        if self._address[:1] not in ("/", "@"):
            return
        # a name that begins with @ is abstract: it stands in no folder
        address = "\0" + self._address[1:] if self._address[0] == "@" else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.setblocking(False)
                sender.connect(address)
                sender.send(line.encode())
        except OSError:
            return  # that systemd does not listen is no reason not to read
