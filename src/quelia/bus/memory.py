"""The bus of a single process: a call."""

import structlog

from quelia.bus.protocol import BusDown, Receive, Unsubscribe

log = structlog.get_logger()


class MemoryBus:
    """Delivers at once, on the loop of the one who publishes."""

    def __init__(self) -> None:
        self._receivers: dict[str, dict[object, Receive]] = {}
        self._open = False

    async def start(self) -> None:
        self._open = True

    async def publish(self, topic: str, message: bytes) -> None:
        if not self._open:
            raise BusDown("the bus is closed")
        for receive in tuple(self._receivers.get(topic, {}).values()):
            try:
                receive(message)
            except Exception:
                # one deaf listener must not make the others deaf
                log.exception("message refused", topic=topic)

    def subscribe(self, topic: str, receive: Receive) -> Unsubscribe:
        receivers = self._receivers.setdefault(topic, {})
        place = object()  # the same function may listen twice, and leaves each time for itself
        receivers[place] = receive

        def unsubscribe() -> None:
            receivers.pop(place, None)

        return unsubscribe

    async def close(self) -> None:
        self._open = False
        self._receivers.clear()
