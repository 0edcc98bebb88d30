"""A slot: where one plant stands in one view of it, with its merged reading and its one frame."""

import msgspec

from quelia.domain.catalog import View
from quelia.domain.judge import Tracks, expires_at, shown
from quelia.domain.reading import Shown

_encode = msgspec.json.Encoder().encode


class Slot:
    """What the hub knows of a plant. frame: the event of its stream, encoded once for everybody."""

    __slots__ = ("encoded_at", "expires_at", "frame", "shown", "tracks", "view")

    def __init__(self, view: View) -> None:
        self.view = view
        self.tracks: Tracks = {}
        self.frame = b""
        self.encoded_at = 0.0
        self.expires_at: float | None = None
        self.shown: Shown | None = None

    def render(self, now: float) -> bool:
        """Write the frame anew. Returns whether it says anything else than before, the server's time apart."""
        before = self.shown
        self.shown = shown(self.view.plant, self.view.quantities, self.tracks, now)
        self.frame = b"event: reading\ndata: " + _encode(self.shown) + b"\n\n"
        self.encoded_at = now
        self.expires_at = expires_at(self.tracks, now)
        return before is None or msgspec.structs.replace(before, at=self.shown.at) != self.shown
