"""Snapshots: all readings of a map at one moment, kept as bytes until something changes."""

import time
from collections.abc import Callable, Mapping

import msgspec

from quelia.domain.catalog import map_channel
from quelia.domain.reading import iso
from quelia.web.security import headers_for
from quelia.web.window import Window

_encode = msgspec.json.Encoder().encode
_FRESH_S = 1.0  # as long as a shared cache may keep one: the `at` in it is right to the second


class Snapshot(msgspec.Struct, frozen=True):
    """head, not_modified: status line and headers of a 200 and of a 304, as sent, without Date and the empty line."""

    etag: str
    body: bytes
    headers: dict[str, str]
    head: bytes
    not_modified: bytes
    made_at: float
    version: int


class Snapshots:
    """Makes a snapshot when one is asked for and the last one no longer holds. `clock`: seconds since 1970."""

    def __init__(self, window: Window, clock: Callable[[], float]) -> None:
        self._window, self._clock = window, clock
        self._kept: dict[str, Snapshot] = {}
        # readings of an earlier run of this process must not be taken for those of this one
        self._boot = f"{time.time_ns():x}"

    def of(self, slug: str) -> Snapshot | None:
        """The snapshot of a map, noted as asked for; None where there is no such map."""
        each = self._window.map(slug)
        if each is None:
            self._kept.pop(slug, None)
            return None
        channel, now = map_channel(slug), self._clock()
        self._window.demand.asked(channel)
        kept = self._kept.get(slug)
        if (
            kept is not None
            and 0 <= now - kept.made_at < _FRESH_S
            and kept.version == self._window.hub.version(channel)
        ):
            return kept
        readings = self._window.hub.shown(channel)  # may change the version: what became stale is seen here first
        version = self._window.hub.version(channel)
        body = _encode({"readings": readings, "at": iso(now)})
        self._kept[slug] = made = _made(body, f'"{self._boot}-{version}"', now, version)
        return made


def _made(body: bytes, etag: str, now: float, version: int) -> Snapshot:
    headers = {"ETag": etag, "Cache-Control": "public, max-age=1", "Content-Type": "application/json"}
    shared = encoded(headers_for("/v1/maps") | headers)
    return Snapshot(
        etag=etag,
        body=body,
        headers=headers,
        head=b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%s" % (len(body), shared),
        not_modified=b"HTTP/1.1 304 Not Modified\r\n" + shared,
        made_at=now,
        version=version,
    )


def encoded(headers: Mapping[str, str]) -> bytes:
    """Headers as they are sent."""
    return b"".join(f"{name}: {value}\r\n".encode("latin-1") for name, value in headers.items())


def matches(if_none_match: str, etag: str) -> bool:
    """Whether a browser that sends If-None-Match has this version already."""
    return if_none_match.strip() == "*" or etag in (
        each.strip().removeprefix("W/") for each in if_none_match.split(",")
    )
