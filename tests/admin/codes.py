"""The codes that an application on somebody's phone shows, as RFC 6238 has them."""

import base64
import hashlib
import hmac
import re
import struct

_STEP_S, _DIGITS = 30, 6


def code(seed: str, now: float) -> str:
    """seed: in base32, as it is shown. now: in seconds since 1970."""
    digest = hmac.new(base64.b32decode(seed), struct.pack(">Q", int(now) // _STEP_S), hashlib.sha1).digest()
    start = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[start : start + 4])
    return f"{(number & 0x7FFFFFFF) % 10**_DIGITS:0{_DIGITS}}"


def seed_in(page: str) -> str:
    """The seed that stands on a page."""
    found = re.search(r"\b[A-Z2-7]{32}\b", page)
    assert found, page
    return found[0]
