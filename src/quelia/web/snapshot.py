"""Snapshots: all readings of a map at one moment, kept as bytes until something changes."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from quelia.domain.catalog import map_channel
from quelia.domain.reading import iso
from quelia.web.security import headers_for
from quelia.web.window import Window

_encode = msgspec.json.Encoder().encode
_OK = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n"
_NOT_MODIFIED = b"HTTP/1.1 304 Not Modified\r\n"
_FRESH_S = 1.0  # as long as a shared cache may keep one: the `at` in it is right to the second

Dated = Sequence[tuple[bytes, bytes]]


class Snapshot:
    """The readings of one map at one moment, and the answers made of them.

    headers: of the 200. dated: lines that every answer of the server bears, above all its Date; a new list when they change.
    """

    __slots__ = (
        "_dated",
        "_not_modified",
        "_shared",
        "_whole",
        "body",
        "channel",
        "etag",
        "headers",
        "made_at",
        "version",
    )

    def __init__(self, channel: str, body: bytes, etag: str, made_at: float, version: int) -> None:
        self.channel, self.body, self.etag, self.made_at, self.version = channel, body, etag, made_at, version
        self.headers = {"ETag": etag, "Cache-Control": "public, max-age=1", "Content-Type": "application/json"}
        self._shared = encoded(headers_for("/v1/maps") | self.headers)
        self._dated: Dated | None = None
        self._whole = self._not_modified = b""

    def answer(self, held: Sequence[str], dated: Dated) -> bytes:
        """All of an answer on a kept connection, the same object for everybody while nothing changes.

        held: what visitors sent as If-None-Match; who has this version already is told so, without it.
        """
        if dated is not self._dated:
            self._dated, ending = dated, lines(dated) + b"\r\n"
            self._whole = b"".join((_OK % len(self.body), self._shared, ending, self.body))
            self._not_modified = _NOT_MODIFIED + self._shared + ending
        return self._not_modified if held and self._is_known(held) else self._whole

    def _is_known(self, held: Sequence[str]) -> bool:
        return self.etag in held or any(matches(each, self.etag) for each in held)


class Snapshots:
    """Makes a snapshot when one is asked for and the last one no longer holds. `clock`: seconds since 1970."""

    def __init__(self, window: Window, clock: Callable[[], float]) -> None:
        self._window, self._clock = window, clock
        self._kept: dict[str, Snapshot] = {}
        # readings of an earlier run of this process must not be taken for those of this one
        self._boot = f"{time.time_ns():x}"

    def of(self, slug: str) -> Snapshot | None:
        """The snapshot of a map, noted as asked for; None where there is no such map."""
        if self._window.map(slug) is None:
            self._kept.pop(slug, None)
            return None
        kept, now = self._kept.get(slug), self._clock()
        channel = map_channel(slug) if kept is None else kept.channel
        self._window.demand.asked(channel)
        if (
            kept is not None
            and 0 <= now - kept.made_at < _FRESH_S
            and kept.version == self._window.hub.version(channel)
        ):
            return kept
        readings = self._window.hub.shown(channel)  # may change the version: what became stale is seen here first
        version = self._window.hub.version(channel)
        body = _encode({"readings": readings, "at": iso(now)})
        self._kept[slug] = made = Snapshot(channel, body, f'"{self._boot}-{version}"', now, version)
        return made


def lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Headers as the server keeps them, as they are sent."""
    return b"".join(b"%s: %s\r\n" % header for header in headers)


def encoded(headers: Mapping[str, str]) -> bytes:
    """Headers as they are sent."""
    return b"".join(f"{name}: {value}\r\n".encode("latin-1") for name, value in headers.items())


def matches(if_none_match: str, etag: str) -> bool:
    """Whether a browser that sends If-None-Match has this version already."""
    return if_none_match.strip() == "*" or etag in (
        each.strip().removeprefix("W/") for each in if_none_match.split(",")
    )
