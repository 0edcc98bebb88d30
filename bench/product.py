"""quelia as its user runs it: `quelia load`, then `quelia serve`."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.process import NotStarted, Running

_OWNER = '[[owner]]\nslug = "banc"\nname = "Centrales du banc"\n'
_PLANT = """
[[plant]]
slug = "p{number}"
owner = "banc"
name = "Centrale {number}"
energy = "solar"
latitude = {latitude:.4f}
longitude = {longitude:.4f}
published = true

[[source]]
slug = "s{number}"
owner = "banc"
url = "{url}"
interval_s = {interval_s}
history_s = {history_s}

[[source.point]]
plant = "p{number}"
quantity = "power"
path = "data.production.currentPower"
unit = "W"
"""


class Product(NamedTuple):
    running: Running
    port: int

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            body: bytes = answer.read()
            return body

    def frames(self, query: str, number: int) -> list[bytes]:
        """What the first events of a stream say: one frame of each plant that was read."""
        found: list[bytes] = []
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/v1/stream?{query}", timeout=10) as answer:
            while len(found) < number:
                line: bytes = answer.readline()
                if not line:
                    raise NotStarted("the stream ended")
                if line.startswith(b"data: "):
                    found.append(line.removeprefix(b"data: ").rstrip(b"\n"))
        return found


class Installation(NamedTuple):
    folder: Path
    environ: dict[str, str]


def installed(
    folder: Path, urls: Sequence[str], interval_s: float, *, history_s: float, ca_file: Path | None = None
) -> Installation:
    """One plant for each URL, p0, p1 and so on, polled at `interval_s` while they are watched, else at `history_s`."""
    place = folder / "quelia"
    place.mkdir()
    file = place / "plants.toml"
    file.write_text(_OWNER + "".join(_plant(at, url, interval_s, history_s) for at, url in enumerate(urls)), "utf-8")
    environ = {
        "QUELIA_DATA": str(place / "data"),
        "QUELIA_ALLOW_PRIVATE_SOURCES": "127.0.0.1",
        "QUELIA_STREAMS_PER_IP": "1000000",
        **({"QUELIA_CA_FILE": str(ca_file)} if ca_file else {}),
    }
    words = [_program(), "load", str(file)]
    loaded = subprocess.run(
        words, env={**os.environ, **environ}, cwd=place, capture_output=True, text=True, check=False
    )
    if loaded.returncode:
        raise NotStarted(f"quelia load:\n{(loaded.stdout + loaded.stderr)[-2000:]}")
    return Installation(place, environ)


@contextmanager
def serving(installation: Installation) -> Iterator[Product]:
    words = [_program(), "serve", "--port", "0", "--lang", "en"]
    with Running(words, installation.folder / "quelia.log", installation.environ) as running:
        port = int(running.line().split()[-1].rpartition(":")[2])
        yield Product(running, port)


def _program() -> str:
    return str(Path(sys.executable).with_name("quelia"))


def _plant(number: int, url: str, interval_s: float, history_s: float) -> str:
    latitude, longitude = 43 + number // 40 * 0.2, -1 + number % 40 * 0.15
    return _PLANT.format(
        number=number, url=url, interval_s=interval_s, history_s=history_s, latitude=latitude, longitude=longitude
    )
