"""Bodies in steps."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quelia.domain.errors import BadEncoding, TooLarge
from quelia.sources.inflate import Body, is_gzip

BODY = b'{"power": 42.5}' * 20


def read(sent: bytes, size: int, *, gzip: bool) -> bytes:
    """What comes of a body of at most 1,000 bytes that arrives in pieces of `size` bytes."""
    body = Body(1000, gzip=gzip)
    for start in range(0, len(sent), size):
        body.add(sent[start : start + size])
    return body.whole()


@given(some.binary(max_size=300), some.integers(1, 50))
def test_gzip_in_any_pieces_is_the_body(body: bytes, size: int) -> None:
    packed = gzip.compress(body)
    assert read(packed, size, gzip=True) == body


@given(some.integers(0, 60), some.integers(1, 50))
def test_gzip_that_ends_early_is_never_a_body(cut: int, size: int) -> None:
    packed = gzip.compress(BODY)
    with pytest.raises(BadEncoding):
        read(packed[: max(0, len(packed) - 1 - cut)], size, gzip=True)


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_a_bomb_costs_no_more_than_the_limit(size: int) -> None:
    packed = gzip.compress(b"\0" * 50_000_000, mtime=0)
    with pytest.raises(TooLarge):
        read(packed, size, gzip=True)


def test_what_is_read_counts_as_well_as_what_comes_of_it() -> None:
    head = gzip.compress(b"")[:10]
    empty_blocks = head + b"\0\0\0\xff\xff" * 500  # 2,500 bytes that say nothing
    with pytest.raises(TooLarge):
        read(empty_blocks, 100, gzip=True)


def test_a_plain_body_of_exactly_the_limit_passes() -> None:
    assert read(b"1" * 1000, 64, gzip=False) == b"1" * 1000
    with pytest.raises(TooLarge):
        read(b"1" * 1001, 64, gzip=False)


@pytest.mark.parametrize("lines", [[], [""], ["identity"], ["identity, identity"], ["", "Identity"]])
def test_identity_is_no_compression(lines: list[str]) -> None:
    assert not is_gzip(lines)


@pytest.mark.parametrize("lines", [["gzip"], ["x-gzip"], ["GZIP"], ["identity", "gzip"], [" gzip , identity"]])
def test_one_gzip_is_what_we_asked_for(lines: list[str]) -> None:
    assert is_gzip(lines)


@pytest.mark.parametrize(
    "lines", [["br"], ["deflate"], ["zstd"], ["gzip, gzip"], ["gzip", "gzip"], ["gzip, br"], ["gz\u00edp"]]
)
def test_anything_else_is_refused(lines: list[str]) -> None:
    with pytest.raises(BadEncoding):
        is_gzip(lines)
