"""Publishes to nchan what quelia said, at quelia's rate."""

import http.client
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from typing import NamedTuple


class Message(NamedTuple):
    channel: str
    data: bytes


class Publisher:
    """Says one message after the other, evenly spaced, in a thread of its own."""

    def __init__(self, port: int, messages: Sequence[Message]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._messages = messages

    def all_once(self) -> None:
        for message in self._messages:
            self._publish(message)

    @contextmanager
    def at_rate(self, per_second: float) -> Iterator[None]:
        """Publish as long as the `with` lasts."""
        ended = threading.Event()
        thread = threading.Thread(target=self._go_on, args=(1 / per_second, ended))
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _go_on(self, step_s: float, ended: threading.Event) -> None:
        due = time.monotonic()
        for message in cycle(self._messages):
            if ended.wait(max(0.0, due - time.monotonic())):
                return
            self._publish(message)
            due += step_s

    def _publish(self, message: Message) -> None:
        self._connection.request("POST", f"/publish/{message.channel}", message.data)
        self._connection.getresponse().read()
