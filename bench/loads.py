"""Our load: open streams, requests, and owners' answers, each a small C program that takes orders line by line."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.figures import Sample
from bench.peers import compiled
from bench.process import NotStarted, Running


class News(NamedTuple):
    """One frame at the last of its viewers. Milliseconds since the owner's answer, and since it was received."""

    viewers: int
    since_answer_ms: float
    since_received_ms: float


class Count(NamedTuple):
    done: int
    cpu_s: float


class Viewers:
    """Open streams of one server."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self.open_now = 0

    def open(self, number: int) -> None:
        """Have `number` streams in all."""
        _order(self._running, f"open {number}")
        self.open_now = number

    def count(self) -> Count:
        """Events so far. Raises NotStarted where a stream was lost: the figures would be of fewer viewers."""
        events, _, lost, cpu_us = _order(self._running, "count")
        if lost:
            raise NotStarted(f"{lost} streams were cut")
        return Count(events, cpu_us / 1e6)

    def heard(self) -> list[News]:
        """The frames since this was asked last, as far as all viewers had them."""
        (number,) = _order(self._running, "heard")
        rows = [tuple(map(int, self._running.line().split())) for _ in range(number)]
        news = [News(viewers, answer / 1000, received / 1000) for viewers, answer, received in rows]
        return [each for each in news if each.viewers == self.open_now]


class Asker:
    """Requests for one page, one after the other on each of some kept connections."""

    def __init__(self, running: Running) -> None:
        self._running = running

    def answers(self) -> tuple[int, int]:
        """Whole ones, and 304s."""
        full, not_modified, _, _ = _order(self._running, "count")
        return full, not_modified

    def count(self) -> Count:
        full, not_modified, _, cpu_us = _order(self._running, "count")
        return Count(full + not_modified, cpu_us / 1e6)


@contextmanager
def viewers(folder: Path, port: int, path: str, spread: int = 0) -> Iterator[Viewers]:
    """Viewer i asks for `path`, followed by the number i % spread where there is one."""
    with Running([compiled("viewers"), str(port), path, str(spread)], folder / "viewers.log") as running:
        yield Viewers(running)


@contextmanager
def asker(folder: Path, port: int, path: str, *, with_etag: bool, connections: int = 16) -> Iterator[Asker]:
    words = [compiled("asker"), str(port), path, str(connections), str(int(with_etag))]
    with Running(words, folder / "asker.log") as running:
        yield Asker(running)


@contextmanager
def owner(folder: Path) -> Iterator[int]:
    """The port of an owner's server."""
    with Running([compiled("owner")], folder / "owner.log") as running:
        yield int(running.line().split()[1])


class Window:
    """From now until `ended`: what `server` did, and what it cost."""

    def __init__(self, server: Running, count: Callable[[], Count]) -> None:
        self._server, self._count = server, count
        self._begun_at, self._before, self._cpu_s = time.monotonic(), count(), server.cpu_s()

    def ended(self) -> Sample:
        after, cpu_s = self._count(), self._server.cpu_s() - self._cpu_s
        seconds = time.monotonic() - self._begun_at
        if after.done == self._before.done:
            raise NotStarted("nothing came in a whole window")
        return Sample(after.done - self._before.done, cpu_s, (after.cpu_s - self._before.cpu_s) / seconds, seconds)


def window(server: Running, count: Callable[[], Count], seconds: float) -> Sample:
    begun = Window(server, count)
    time.sleep(seconds)
    return begun.ended()


def until_quiet(count: Callable[[], Count], most_s: float = 1.0) -> None:
    """Wait for the end of a burst: a window that begins within one would count its cost without its deliveries."""
    until = time.monotonic() + most_s
    before = count().done
    while time.monotonic() < until:
        time.sleep(0.02)
        now = count().done
        if now == before:
            return
        before = now


def _order(running: Running, text: str) -> list[int]:
    try:
        running.orders.write(f"{text}\n".encode())
        running.orders.flush()
    except BrokenPipeError:
        raise running.failed() from None
    return [int(word) for word in running.line().split()[1:]]
