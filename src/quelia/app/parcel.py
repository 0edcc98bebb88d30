"""Requests to the office that wait at the door until they are whole: a thread is no place to wait for who sends slowly."""

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# of one: a form may have 2.5 MB, a file 1 MB; of what is longer Django says that it is too long
_MOST = 4 * 1024 * 1024
_SMALL = 64 * 1024  # such a one is always taken
_MOST_IN_ALL = 64 * 1024 * 1024
_BUSY = Response(status_code=503, headers={"Retry-After": "20"})


class _Left(Exception):
    """Whoever was sending went away."""


class _Crowded(Exception):
    """Others are sending so much that there is no room for it."""


class Parcels:
    """ASGI middleware: what follows is told of a request once all of it is here, and of none that breaks off.

    How long one may take is the connection's affair: see web/patience.py.
    """

    def __init__(self, app: ASGIApp, most_in_all: int = _MOST_IN_ALL) -> None:
        self._app = app
        self._room = most_in_all

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()
        try:
            await self._gather(body, receive)
            await self._app(scope, _given(bytes(body), receive), send)
        except _Left:
            return
        except _Crowded:
            await _BUSY(scope, receive, send)
        finally:
            self._room += len(body)

    async def _gather(self, body: bytearray, receive: Receive) -> None:
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                raise _Left
            chunk = message.get("body", b"")[: _MOST - len(body)]
            if chunk and self._room < len(chunk) and len(body) + len(chunk) > _SMALL:
                raise _Crowded
            body += chunk
            self._room -= len(chunk)
            more = message.get("more_body", False)


def _given(body: bytes, receive: Receive) -> Receive:
    """The whole of it at once, then whatever comes."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return messages.pop() if messages else await receive()

    return next_message
