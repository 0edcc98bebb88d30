"""quelia as its user runs it: `quelia load`, then `quelia serve`, in processes of their own."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path


class Service:
    """One installation in a folder. `log` is all that it ever wrote."""

    def __init__(self, folder: Path, ca_file: Path) -> None:
        self.data = folder / "data"
        self._log = folder / "quelia.log"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""
        self._environ = os.environ | {
            "QUELIA_DATA": str(self.data),
            "QUELIA_CA_FILE": str(ca_file),
            "QUELIA_ALLOW_PRIVATE_SOURCES": "localhost",
        }

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    def load(self, text: str, **environ: str) -> str:
        """Declare what `text` says. Returns what the command printed."""
        file = self._folder / "plants.toml"
        file.write_text(text, "utf-8")
        return self._run("load", str(file), **environ)

    def start(self) -> None:
        with self._log.open("ab") as log:
            arguments = [_program(), "serve", "--port", "0", "--lang", "en"]
            self._process = subprocess.Popen(arguments, env=self._environ, stdout=log, stderr=log, cwd=self._folder)
        self.url = self._greeting().replace("localhost", "127.0.0.1")

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(12)
            self._process = None

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path, timeout=5) as answer:
            text: str = answer.read().decode()
            return text

    def _run(self, *arguments: str, **environ: str) -> str:
        done = subprocess.run(
            [_program(), *arguments],
            env=self._environ | environ,
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        with self._log.open("a") as log:
            log.write(done.stdout + done.stderr)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _greeting(self) -> str:
        """The address that it prints once it serves."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            found = [word for word in self.log.split() if word.startswith("http://localhost:")]
            if found:
                return found[-1]
            assert self._process is not None
            assert self._process.poll() is None, self.log
            time.sleep(0.05)  # looks again; the bound is above
        raise AssertionError(f"quelia did not start:\n{self.log}")


def _program() -> str:
    return str(Path(sys.executable).with_name("quelia"))
