"""What a page carries of a file until somebody confirms it: short, and as it came."""

import base64
import binascii
import zlib

from quelia.admin.uploads import MOST_BYTES


def closed(content: bytes) -> str:
    return base64.b64encode(zlib.compress(content)).decode()


def opened(envelope: str) -> bytes:
    """Empty for what is no envelope, and for one that would fill the memory."""
    try:
        stream = zlib.decompressobj()
        content = stream.decompress(base64.b64decode(envelope, validate=True), MOST_BYTES + 1)
    except (binascii.Error, ValueError, zlib.error):
        return b""
    return content if stream.eof and len(content) <= MOST_BYTES else b""
