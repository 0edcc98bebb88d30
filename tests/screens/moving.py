"""Pictures that follow each other as one that moves: an animated PNG, which every browser shows.

https://www.w3.org/TR/png-3/#apng-frame-based-animation
"""

import struct
from collections.abc import Sequence

from tests.screens.png import SIGNATURE, chunk, chunks, shape

_FOR_EVER = 0


def animated(pictures: Sequence[bytes], each_ms: int) -> bytes:
    """pictures: whole PNGs of one size and kind. Raises ValueError where they are not."""
    heads = {next(body for kind, body in chunks(picture) if kind == b"IHDR") for picture in pictures}
    if len(heads) != 1:
        raise ValueError("pictures that move are all of one size and kind")
    wide, tall = shape(pictures[0])
    made = [SIGNATURE, chunk(b"IHDR", heads.pop()), chunk(b"acTL", struct.pack(">II", len(pictures), _FOR_EVER))]
    number = 0
    for at, picture in enumerate(pictures):
        made.append(chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, wide, tall, 0, 0, each_ms, 1000, 0, 0)))
        number += 1
        for kind, body in chunks(picture):
            if kind != b"IDAT":
                continue
            made.append(chunk(b"fdAT", struct.pack(">I", number) + body) if at else chunk(b"IDAT", body))
            number += 1 if at else 0
    return b"".join([*made, chunk(b"IEND", b"")])
