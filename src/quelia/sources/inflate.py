"""The body of an answer: read in steps, inflated in steps, never more than a limit of either."""

import zlib
from collections.abc import AsyncIterator, Sequence

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


async def read_body(chunks: AsyncIterator[bytes], *, gzip: bool, most_bytes: int) -> bytes:
    """All of a body, inflated where it is gzip.

    most_bytes: of what is read as well as of what comes out of it.
    Raises TooLarge as soon as it is passed, BadEncoding where the gzip is broken, cut off or followed by anything.
    """
    inflater = zlib.decompressobj(_GZIP) if gzip else None
    parts: list[bytes] = []
    read = made = 0
    async for chunk in chunks:
        read += len(chunk)
        part = chunk if inflater is None else _step(inflater, chunk, most_bytes - made)
        made += len(part)
        if max(read, made) > most_bytes:
            raise TooLarge(f"the answer is larger than {most_bytes} bytes")
        parts.append(part)
    if inflater is not None and not inflater.eof:
        raise BadEncoding("the gzip of the answer is cut off")
    return parts[0] if len(parts) == 1 else b"".join(parts)


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
