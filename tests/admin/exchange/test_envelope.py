import base64
import zlib

import pytest

import tests.admin.office  # noqa: F401 - Django is set up before what is asked here
from quelia.admin.exchange.envelope import closed, opened
from quelia.admin.uploads import MOST_BYTES


@pytest.mark.parametrize("content", [b"", b"nom;\r\n\xff\0", b"x" * MOST_BYTES])
def test_a_file_comes_back_as_it_was(content: bytes) -> None:
    assert opened(closed(content)) == content


@pytest.mark.parametrize(
    "envelope",
    ["", "x", "é", "AAAA", closed(b"nom" * 100)[:-8], base64.b64encode(zlib.compress(b"0" * 100_000_000)).decode()],
)
def test_what_is_no_envelope_or_would_fill_the_memory_is_empty(envelope: str) -> None:
    assert opened(envelope) == b""
