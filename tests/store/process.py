"""A process of its own for a function of the tests: to race against another, to be killed, to meet a full disk."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Self

_ROOT = Path(__file__).parents[2]
_LONGEST_S = 30.0  # a loaded machine starts slowly


def say(line: object) -> None:
    """Print a line that the test hears, in a process of its own."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Process:
    """Runs `program` with `arguments` as texts; what it says is heard line by line, and it may be told lines.

    bound: root may not write where the rights of a file forbid it, like everybody else.
    """

    def __init__(self, program: Callable[..., None], *arguments: object, bound: bool = False) -> None:
        name = program.__name__
        code = f"import sys; from {program.__module__} import {name}; {name}(*sys.argv[1:])"
        without = ["setpriv", "--bounding-set=-dac_override"] if bound and os.geteuid() == 0 else []
        self._process = subprocess.Popen(
            [*without, sys.executable, "-c", code, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,  # what is buffered here is nothing that select() sees
            cwd=_ROOT,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate(timeout=_LONGEST_S)

    def hear(self) -> str:
        """The next line that it says."""
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], _LONGEST_S)
        line = self._process.stdout.readline() if ready else b""
        assert line.endswith(b"\n"), f"the process ended or said nothing: {line!r}"
        return line.decode().removesuffix("\n")

    def tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())

    def kill(self) -> None:
        """kill -9, which no process can see coming. Returns when it is gone."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(_LONGEST_S)
