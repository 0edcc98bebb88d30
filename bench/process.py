"""Processes of the bench: what they cost, and that none of them outlives it."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

_END_S = 12.0  # quelia may take 10 s to leave its visitors
_CPU_OF_PROCESS = 2  # CPUCLOCK_SCHED of Linux: utime + stime of a whole process, in nanoseconds instead of ticks


class NotStarted(Exception):
    """A program of the bench did not start, or stopped too early; the message has the end of its log."""


class Running:
    """One program with its children. Ended when its `with` ends, whatever happened meanwhile."""

    def __init__(self, arguments: Sequence[str], log: Path, environ: Mapping[str, str] | None = None) -> None:
        self._log = log
        with log.open("ab") as file:
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                cwd=log.parent,
                env={**os.environ, **(environ or {})},
                start_new_session=True,  # Ctrl+C is for the bench, which then ends them in order
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pids = self._pids()
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_S)
        for pid in pids:
            if _started_in(pid, self._process.pid):  # else the number may be somebody else's by now
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    @property
    def output(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    @property
    def orders(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    def line(self) -> str:
        """The next line that it prints. Raises NotStarted where none comes any more."""
        text = self.output.readline().decode()
        if not text:
            raise self.failed()
        return text

    def failed(self) -> NotStarted:
        words = self._process.args
        assert isinstance(words, list)
        end = self._log.read_text("utf-8", errors="replace")[-2000:] if self._log.exists() else ""
        return NotStarted(f"{Path(words[0]).name} stopped:\n{end}")

    def check(self) -> None:
        if self._process.poll() is not None:
            raise self.failed()

    def cpu_s(self) -> float:
        """CPU seconds of it and its children so far."""
        return sum(time.clock_gettime((~pid << 3) | _CPU_OF_PROCESS) for pid in self._pids())

    def memory(self) -> int:
        """Resident bytes of it and its children."""
        page = os.sysconf("SC_PAGE_SIZE")
        return sum(int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * page for pid in self._pids())

    def _pids(self) -> list[int]:
        return _tree(self._process.pid) if self._process.poll() is None else []


def _tree(pid: int) -> list[int]:
    children: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):
            children += map(int, (task / "children").read_text("ascii").split())
    return [pid, *(each for child in children for each in _tree(child))]


def _started_in(pid: int, session: int) -> bool:
    try:
        return os.getsid(pid) == session
    except ProcessLookupError:
        return False


def wait_for(port: int, running: Running, seconds: float = 20.0) -> None:
    """Wait until `running` listens on a loopback port."""
    until = time.monotonic() + seconds
    while True:
        running.check()
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise NotStarted(f"nothing listens on port {port}") from None
            time.sleep(0.05)
