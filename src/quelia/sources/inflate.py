"""The body of an answer: taken in steps, inflated in steps, never more than a limit of either."""

import zlib
from collections.abc import Sequence

from quelia.domain.errors import BadEncoding, TooLarge

_GZIP = 16 + zlib.MAX_WBITS
_IDENTITY = ("", "identity")


def is_gzip(content_encodings: Sequence[str]) -> bool:
    """Whether a body with these Content-Encoding headers is gzip. Raises BadEncoding for what we did not ask for."""
    names = [name.strip().lower() for line in content_encodings for name in line.split(",")]
    real = [name for name in names if name not in _IDENTITY]
    if len(real) > 1:
        raise BadEncoding("the answer is compressed more than once")
    if real and real[0] not in ("gzip", "x-gzip"):
        raise BadEncoding("the answer is compressed in a way we did not ask for; gzip or nothing will do")
    return bool(real)


class Body:
    """What has come of a body so far. read: bytes as they were sent. most_bytes: of these, and of what comes out of them."""

    __slots__ = ("_inflater", "_made", "_most_bytes", "_parts", "read")

    def __init__(self, most_bytes: int, *, gzip: bool) -> None:
        self._most_bytes = most_bytes
        self._inflater = zlib.decompressobj(_GZIP) if gzip else None
        self._parts: list[bytes] = []
        self.read = self._made = 0

    def add(self, chunk: bytes) -> None:
        """Raises TooLarge as soon as a limit is passed, BadEncoding where the gzip is broken or followed by anything."""
        self.read += len(chunk)
        part = chunk if self._inflater is None else _step(self._inflater, chunk, self._most_bytes - self._made)
        self._made += len(part)
        if max(self.read, self._made) > self._most_bytes:
            raise TooLarge(f"the answer is larger than {self._most_bytes} bytes")
        self._parts.append(part)

    def whole(self) -> bytes:
        """All of it, once it has ended. Raises BadEncoding where the gzip is cut off."""
        if self._inflater is not None and not self._inflater.eof:
            raise BadEncoding("the gzip of the answer is cut off")
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)


def _step(inflater: "zlib._Decompress", chunk: bytes, room: int) -> bytes:
    """What `chunk` inflates to, at most one byte more than `room`: that byte tells that there is too much."""
    if inflater.eof:
        raise BadEncoding("something follows the gzip of the answer")
    try:
        made = inflater.decompress(chunk, room + 1)
    except zlib.error as error:
        raise BadEncoding("the gzip of the answer is broken") from error
    if inflater.unused_data:
        raise BadEncoding("something follows the gzip of the answer")
    return made
