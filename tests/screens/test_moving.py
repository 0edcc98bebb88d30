"""A picture that moves is made of pictures that do not."""

import struct
import zlib

import pytest

from tests.screens.moving import animated
from tests.screens.png import SIGNATURE, chunk, chunks, shape


def picture(grey: int, wide: int = 2) -> bytes:
    """One row, its content in two chunks."""
    content = zlib.compress(bytes([0, *[grey] * wide]))
    head = struct.pack(">IIBBBBB", wide, 1, 8, 0, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", content[:5]), (b"IDAT", content[5:]), (b"IEND", b"")
    return SIGNATURE + b"".join(chunk(*each) for each in parts)


def test_a_picture_says_how_large_it_is() -> None:
    assert shape(picture(0, wide=7)) == (7, 1)


def test_a_chunk_that_is_written_is_read() -> None:
    assert [kind for kind, _ in chunks(picture(0))] == [b"IHDR", b"IDAT", b"IDAT", b"IEND"]


def test_each_picture_is_a_frame_that_is_numbered() -> None:
    made = list(chunks(animated([picture(10), picture(20)], 900)))
    assert [kind for kind, _ in made] == [
        *(b"IHDR", b"acTL"),
        *(b"fcTL", b"IDAT", b"IDAT"),
        *(b"fcTL", b"fdAT", b"fdAT"),
        b"IEND",
    ]
    numbers = [struct.unpack(">I", body[:4])[0] for kind, body in made if kind in (b"fcTL", b"fdAT")]
    assert numbers == [0, 1, 2, 3]


def test_who_knows_no_movement_sees_the_first() -> None:
    made = animated([picture(10), picture(20)], 900)
    still = b"".join(body for kind, body in chunks(made) if kind == b"IDAT")
    assert zlib.decompress(still) == bytes([0, 10, 10])


def test_pictures_that_move_are_of_one_size() -> None:
    with pytest.raises(ValueError, match="one size"):
        animated([picture(10), picture(20, wide=3)], 900)
