"""The chunks that a PNG is made of. https://www.w3.org/TR/png-3/#5DataRep"""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and body of each, in order."""
    place = len(SIGNATURE)
    while place < len(picture):
        length, kind = struct.unpack(">I4s", picture[place : place + 8])
        yield kind, picture[place + 8 : place + 8 + length]
        place += length + 12


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def shape(picture: bytes) -> tuple[int, int]:
    """How wide and how tall it is, in pixels."""
    wide, tall = struct.unpack(">II", next(chunks(picture))[1][:8])
    return wide, tall
