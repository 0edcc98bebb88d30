"""The wire: one connection, on which a server may say an answer and little else."""

from typing import Any

from aiohttp.client_proto import ResponseHandler

from quelia.domain.errors import TooLarge

READ_BYTES = 32 * 1024  # what the system is asked to keep for one connection; it takes twice as much
# what may stand around an answer: heads and the sizes of chunks, and what one read brings before it is looked at
_MOST_AROUND = 96 * 1024 + 2 * READ_BYTES
_MOST_ANSWERS = 20  # interim ones, and those nobody asked for


class Wire(ResponseHandler):
    """A connection that is cut where a server says too much around its answer.

    A flood of interim answers, or chunks of a byte each, would take all of our time up to the deadline, a limit on the size
    of the answer notwithstanding.
    """

    _heard = 0

    def set_response_params(self, **params: Any) -> None:
        self._heard = 0
        super().set_response_params(**params)

    def data_received(self, said: bytes) -> None:
        super().data_received(said)
        self._heard += len(said)
        around = self._heard - (self._payload.total_bytes if self._payload is not None else 0)
        if around > _MOST_AROUND or len(self) > _MOST_ANSWERS:
            self._cut()

    def _cut(self) -> None:
        if self.transport is None:
            return
        error = TooLarge("the server said more around its answer than we read")
        if self._payload is not None:
            self._payload.set_exception(error)
            self._payload = None  # else the end of the connection would be its reason
        self.set_exception(error)
        self.transport.abort()
