"""quelia as its user runs it: `quelia load`, then `quelia serve`, in processes of their own."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import quelia
from tests.journeys.figures import Figures

# the program of these sources, whatever else is installed
_PROGRAM = (
    # its loop is watched without a rest, so that no test misses a moment in which nobody was served
    "from quelia import metrics; metrics.REST_S = 0; from quelia.cli import main; raise SystemExit(main())"
)
# before anything else, so that whoever asks for the time asks this
_CLOCK = "import time; clock = time.time; time.time = lambda: clock() + {ahead_s!r}; "
# what strangers try out may be where operators' sources may: an owner's server stands on this machine
_OPEN = "import quelia.app.tester as tester; from quelia.app.prepare import guard_of; tester.guard_for_strangers = guard_of; "
_SOURCES = str(Path(quelia.__file__).parents[1])
_LONGEST_S = 120.0  # thousands of sources on a machine that has other things to do


class Running(Protocol):
    """What is asked of a process, as `subprocess` has it."""

    @property
    def pid(self) -> int: ...
    def send_signal(self, sig: int) -> None: ...
    def wait(self, timeout: float) -> object: ...
    def poll(self) -> int | None: ...


class Service:
    """One installation in a folder. `log` is all that it ever wrote; `reach` is where sources may be although private.

    ahead_s: how far its clock goes ahead; everything that it does and shows is of that time. open_to_strangers: whether
    what they try out may be there too. settings: further ones.
    """

    def __init__(
        self,
        folder: Path,
        ca_file: Path | None = None,
        *,
        reach: str = "localhost",
        ahead_s: float = 0.0,
        open_to_strangers: bool = False,
        **settings: str,
    ) -> None:
        clock = _CLOCK.format(ahead_s=ahead_s) if ahead_s else ""
        before = clock + (_OPEN if open_to_strangers else "")
        self._program, self._ahead_s = (sys.executable, "-c", before + _PROGRAM), ahead_s
        self.data = folder / "data"
        self._log = folder / "quelia.log"
        self._folder = folder
        self._process: Running | None = None
        self.url = ""
        self.environ = os.environ | {
            "PYTHONPATH": _SOURCES,
            "QUELIA_DATA": str(self.data),
            "QUELIA_ALLOW_PRIVATE_SOURCES": reach,
            **({"QUELIA_CA_FILE": str(ca_file)} if ca_file is not None else {}),
            **settings,
        }

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    def load(self, text: str, *options: str, **environ: str) -> str:
        """Declare what `text` says. Returns what the command printed."""
        code, printed = self.try_load(text, *options, **environ)
        assert code == 0, printed
        return printed

    def try_load(self, text: str, *options: str, **environ: str) -> tuple[int, str]:
        """Its exit code, and what it printed."""
        file = self._folder / "plants.toml"
        file.write_text(text, "utf-8")
        done = self._done(["load", str(file), *options], environ)
        with self._log.open("a") as log:
            log.write(done.stdout + done.stderr)
        return done.returncode, done.stdout + done.stderr

    def run(self, *words: str) -> str:
        """Another command, on the same folder. Returns what it printed, which goes into no log: it may be a link."""
        done = self._done(words, {})
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _done(self, words: Sequence[str], environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self._program, *words],
            env={**self.environ, **environ},
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=_LONGEST_S,
            check=False,
        )

    def start(self, port: int = 0, command: str = "serve") -> None:
        said = self._log.stat().st_size if self._log.exists() else 0
        self._process = self._spawn(command, "--port", str(port), "--lang", "en")
        self.url = self._greeting(said).replace("localhost", "127.0.0.1")

    def _spawn(self, *arguments: str) -> Running:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [*self._program, *arguments], env=self.environ, stdout=log, stderr=log, cwd=self._folder
            )

    def now(self) -> float:
        """Its time, in seconds since 1970."""
        return time.time() + self._ahead_s

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """kill -9, which no process can see coming."""
        self._end(signal.SIGKILL)

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            text: str = answer.read().decode()
            return text

    @property
    def figures(self) -> Figures:
        return Figures(self.get("/metrics"))

    def memory_mb(self, field: str = "VmRSS") -> float:
        """As the system counts it: VmRSS is what it has now, VmHWM the most it ever had."""
        assert self._process is not None
        lines = Path(f"/proc/{self._process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{field}:"))

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(12)
            self._process = None

    def _greeting(self, since: int) -> str:
        """The address that it prints once it serves. since: where in the log it began to write."""
        until = time.monotonic() + _LONGEST_S
        while time.monotonic() < until:
            said = self._log.read_bytes()[since:].decode()
            found = [word for word in said.split() if word.startswith("http://localhost:")]
            if found:
                return found[-1]
            assert self._process is not None
            assert self._process.poll() is None, self.log
            time.sleep(0.05)  # looks again; the bound is above
        raise AssertionError(f"quelia did not start:\n{self.log}")
