"""quelia and nchan with the same viewers, the same frames and the same rate, measured in the same windows."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Round
from bench.loads import News, Viewers, Window, owner, until_quiet, viewers
from bench.nginx import nchan
from bench.ports import free_port
from bench.process import Running
from bench.product import Product, installed, serving
from bench.publisher import Message, Publisher

_WINDOW_S = 5.0  # whole turns of every source
_SETTLE_S = 1.5


@dataclass(frozen=True)
class Shape:
    """Who watches what. query: what all watch; None: viewer i watches plant i % plants, and no other."""

    plants: int
    interval_s: float
    query: str | None = None

    @property
    def path(self) -> str:
        return f"/v1/stream?{self.query or 'plants=p'}"

    @property
    def spread(self) -> int:
        return 0 if self.query else self.plants


@dataclass(frozen=True)
class Side:
    """One of the two. empty: bytes of memory before the first viewer."""

    running: Running
    viewers: Viewers
    empty: int

    def memory_a_viewer(self) -> float:
        return (self.running.memory() - self.empty) / self.viewers.open_now


class Duel:
    """Both at once, so that what else the machine does meets both; with one plant they take turns to speak."""

    def __init__(self, shape: Shape, ours: Side, peer: Side, publisher: Publisher) -> None:
        self._shape, self.ours, self.peer, self._publisher = shape, ours, peer, publisher

    def open(self, number: int) -> None:
        """Have `number` viewers on each side, each with what was said last."""
        for side in (self.ours, self.peer):
            side.viewers.open(number)
        time.sleep(_SETTLE_S)
        self.ours.viewers.heard()

    def round(self) -> Round:
        until_quiet(self.ours.viewers.count)
        time.sleep(0.5)  # half a turn of one plant: nchan speaks when quelia is silent
        with self._publisher.at_rate(self._shape.plants / self._shape.interval_s):
            time.sleep(0.75)  # and the window begins and ends when both are
            ours, peer = (Window(side.running, side.viewers.count) for side in (self.ours, self.peer))
            time.sleep(_WINDOW_S)
            return Round(ours.ended(), peer.ended())

    def heard(self) -> list[News]:
        """How old quelia's news were at the last of its viewers, since this was asked last."""
        until_quiet(self.ours.viewers.count)
        return self.ours.viewers.heard()


@contextmanager
def duel(folder: Path, shape: Shape) -> Iterator[Duel]:
    port = free_port()
    with owner(folder) as owner_port:
        urls = [f"http://127.0.0.1:{owner_port}/{at}" for at in range(shape.plants)]
        # read at their pace from the start: those that the first viewer wakes up would all be read at once
        installation = installed(folder, urls, shape.interval_s, history_s=shape.interval_s)
        with (
            serving(installation) as ours,
            nchan(folder, port, kept=shape.plants if shape.query else 1) as peer,
            viewers(folder, ours.port, shape.path, shape.spread) as our_viewers,
            viewers(folder, port, "/stream/p", shape.spread) as peer_viewers,
        ):
            publisher = Publisher(port, _messages(ours, shape))
            publisher.all_once()
            time.sleep(_SETTLE_S)
            yield Duel(
                shape,
                Side(ours.running, our_viewers, ours.running.memory()),
                Side(peer, peer_viewers, peer.memory()),
                publisher,
            )


def _messages(ours: Product, shape: Shape) -> list[Message]:
    """What quelia says, byte for byte: one frame of each plant."""
    every = ",".join(f"p{at}" for at in range(shape.plants))
    frames = ours.frames(shape.query or f"plants={every}", shape.plants)
    return [Message("p" if shape.query else f"p{at}", frame) for at, frame in enumerate(frames)]
