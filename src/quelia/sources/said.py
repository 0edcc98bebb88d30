"""What a server said: one answer, with the few headers that matter to us."""

import msgspec

from quelia.domain.errors import NotConnected

TOLD = frozenset(  # the headers that are kept, by their names in small letters
    {
        b"access-control-allow-headers", b"access-control-allow-origin", b"authentication-info", b"content-encoding",
        b"content-length",
        b"content-type", b"location", b"retry-after", b"transfer-encoding", b"www-authenticate",
    }
)  # fmt: skip


class Said(msgspec.Struct):
    """One answer. headers: those of `TOLD`. body: empty unless the status is 200."""

    status: int
    headers: dict[bytes, list[str]]
    body: bytes

    def header(self, name: bytes) -> str | None:
        """The first of that name."""
        values = self.headers.get(name)
        return values[0] if values else None


class HungUp(NotConnected):
    """The connection ended before an answer began."""
