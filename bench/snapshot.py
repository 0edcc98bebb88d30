"""Snapshots: the readings of a map on kept connections, beside nginx that serves the same bytes from a file."""

import time
from pathlib import Path

from bench.figures import Bounds, Figure, Round, Sample, compared
from bench.loads import asker, owner, window
from bench.nginx import static
from bench.ports import free_port
from bench.process import NotStarted, Running
from bench.product import Product, installed, serving

_PLANTS = 200
_INTERVAL_S = 5.0
_PATH = "/v1/maps/france/readings"
_WARM_S = 0.3
_WINDOW_S = 1.2
_MORE = 2  # short turns, many of them: this is no steady trickle but all that a core gives
_UNIT = "answers/CPU s"
_FIRST_READ_S = 15.0


def snapshot(folder: Path, rounds: int) -> list[Figure]:
    """The product goes on polling meanwhile: a version lasts 25 ms here, and its first answer is made for it."""
    port = free_port()
    with owner(folder) as owner_port:
        urls = [f"http://127.0.0.1:{owner_port}/{at}" for at in range(_PLANTS)]
        installation = installed(folder, urls, _INTERVAL_S, history_s=_INTERVAL_S)
        with serving(installation) as ours, static(folder, port, folder / "root") as peer:
            _keep(_read(ours), folder / "root")
            turns: dict[bool, list[Round]] = {True: [], False: []}
            for with_etag, done in turns.items():
                for _ in range(rounds * _MORE):
                    one = _asked(folder, ours.running, ours.port, with_etag=with_etag)
                    done.append(Round(one, _asked(folder, peer, port, with_etag=with_etag)))
    return [
        compared("readings of 200 plants", _UNIT, turns[False], Bounds(0.3, 0.3, 0.8)),
        compared("  where they are known already", _UNIT, turns[True]),
    ]


def _asked(folder: Path, server: Running, port: int, *, with_etag: bool) -> Sample:
    with asker(folder, port, _PATH, with_etag=with_etag) as asking:
        time.sleep(_WARM_S)
        return window(server, asking.count, _WINDOW_S)


def _read(ours: Product) -> bytes:
    """The readings, once every plant was read."""
    until = time.monotonic() + _FIRST_READ_S
    while time.monotonic() < until:
        body = ours.get(_PATH)
        if b'"waiting"' not in body:
            return body
        time.sleep(0.5)
    raise NotStarted("not all plants were read in time")


def _keep(body: bytes, root: Path) -> None:
    file = root / _PATH.lstrip("/")
    file.parent.mkdir(parents=True)
    file.write_bytes(body)
