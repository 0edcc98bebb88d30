"""The hub: one slot per plant with its merged reading, and the viewers who watch. Step 7 of the road.

A frame is encoded once per reading whatever the audience; a viewer's slot for a plant holds one frame, the newest.
"""

from collections.abc import Callable, Iterable
from typing import Protocol

import msgspec
import structlog

from quelia.domain.catalog import Catalog
from quelia.domain.judge import Tracks, expires_at, follow, shown
from quelia.domain.plant import Plant
from quelia.domain.reading import Reading, Shown
from quelia.live.intake import Announcement

log = structlog.get_logger()

_encode = msgspec.json.Encoder().encode
_decode = msgspec.msgpack.Decoder(Announcement).decode
# a snapshot may repeat a frame this young: the server time in it is right to the second
_FRESH_S = 1.0


class Viewer(Protocol):
    """One open stream."""

    def offer(self, plant: str, frame: bytes) -> None:
        """Take the newest frame of a plant, in place of an older one not yet sent. Never waits."""
        ...

    def end(self) -> None:
        """The service is closing: say so and leave."""
        ...


class Slot:
    """Where a plant stands in the hub."""

    __slots__ = ("channels", "encoded_at", "expires_at", "frame", "plant", "quantities", "shown", "tracks")

    def __init__(self, plant: Plant, quantities: tuple[str, ...], channels: tuple[str, ...]) -> None:
        self.plant, self.quantities, self.channels = plant, quantities, channels
        self.tracks: Tracks = {}
        self.frame = b""
        self.encoded_at = 0.0
        self.expires_at: float | None = None
        self.shown: Shown | None = None

    def is_as(self, other: "Slot") -> bool:
        """Whether the catalog says of the two the same."""
        return (self.plant, self.quantities, self.channels) == (other.plant, other.quantities, other.channels)

    def render(self, now: float) -> None:
        self.shown = shown(self.plant, self.quantities, self.tracks, now)
        self.frame = b"event: reading\ndata: " + _encode(self.shown) + b"\n\n"
        self.encoded_at = now


class Hub:
    """Follows the readings of all plants. `clock`: seconds since 1970."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._slots: dict[str, Slot] = {}
        self._viewers: dict[str, set[Viewer]] = {}
        self._versions: dict[str, int] = {}  # by channel
        self._version = 0

    def use(self, catalog: Catalog) -> None:
        """Take over a new catalog: readings stay, what is paused or taken off the map is shown so at once."""
        before, self._slots = self._slots, {}
        for slug, plant in catalog.plants.items():
            slot = Slot(plant, catalog.quantities(slug), catalog.channels_for(slug))
            old = before.pop(slug, None)
            if old is not None and old.is_as(slot):
                self._slots[slug] = old
                continue
            self._slots[slug] = slot
            if old is not None:
                self._replace(old, slot)
            self._refresh(slot)
        for old in before.values():
            self._withdraw(old, old.channels)

    def remember(self, readings: Iterable[Reading]) -> None:
        """Load what was stored, oldest first, before anybody is served."""
        for reading in readings:
            slot = self._slots.get(reading.plant)
            if slot is not None:
                slot.tracks = follow(slot.tracks, reading)
        for slot in self._slots.values():
            self._refresh(slot)

    def receive(self, message: bytes) -> None:
        """A message of the bus."""
        announcement = _decode(message)
        slot = self._slots.get(announcement.reading.plant)
        if slot is None or set(announcement.channels).isdisjoint(slot.channels):
            # published here and a draft there, or the other way round: on its way while that changed
            return
        slot.tracks = follow(slot.tracks, announcement.reading)
        self._refresh(slot)

    def expire(self) -> None:
        """Announce what has become stale by itself. Called every second or so."""
        now = self._clock()
        for slot in self._slots.values():
            if slot.expires_at is not None and slot.expires_at < now:
                self._refresh(slot)

    def join(self, viewer: Viewer, channels: Iterable[str]) -> None:
        """Offer the latest of each plant on `channels`, then each new one."""
        wanted = set(channels)
        slots = self._on(wanted)
        for slot in slots:
            self._fresh(slot)
        for channel in wanted:
            self._viewers.setdefault(channel, set()).add(viewer)
        for slot in slots:
            self._offer(viewer, slot)

    def leave(self, viewer: Viewer, channels: Iterable[str]) -> None:
        for channel in channels:
            viewers = self._viewers.get(channel, set())
            viewers.discard(viewer)
            if not viewers:
                self._viewers.pop(channel, None)

    def end(self) -> None:
        """Ask every viewer to leave."""
        for viewer in {viewer for viewers in self._viewers.values() for viewer in viewers}:
            self._dismiss(viewer)

    def shown(self, channel: str) -> list[Shown]:
        """The public readings on a channel, as of now."""
        return [self._fresh(slot) for slot in self._on({channel})]

    def version(self, channel: str) -> int:
        """Grows with each change of what `shown(channel)` says, the server's time apart."""
        return self._versions.get(channel, 0)

    def _on(self, channels: set[str]) -> list[Slot]:
        return [slot for slot in self._slots.values() if not channels.isdisjoint(slot.channels)]

    def _fresh(self, slot: Slot) -> Shown:
        now = self._clock()
        expired = slot.expires_at is not None and slot.expires_at < now
        if expired or not slot.encoded_at <= now < slot.encoded_at + _FRESH_S:
            self._refresh(slot)
        assert slot.shown is not None
        return slot.shown

    def _refresh(self, slot: Slot) -> None:
        """Render anew, and tell those who watch where that changes what is shown."""
        now, before = self._clock(), slot.shown
        slot.render(now)
        slot.expires_at = expires_at(slot.tracks, now)
        if not _same(before, slot.shown):
            self._tell(slot, slot.channels)

    def _tell(self, slot: Slot, channels: Iterable[str]) -> None:
        self._version += 1
        for channel in channels:
            self._versions[channel] = self._version
            for viewer in tuple(self._viewers.get(channel, ())):
                self._offer(viewer, slot)

    def _offer(self, viewer: Viewer, slot: Slot) -> None:
        try:
            viewer.offer(slot.plant.slug, slot.frame)
        except Exception:
            # one broken stream keeps no news from the others, and is not tried again
            log.exception("viewer dropped", plant=slot.plant.slug)
            self.leave(viewer, tuple(self._viewers))
            self._dismiss(viewer)

    def _dismiss(self, viewer: Viewer) -> None:
        try:
            viewer.end()
        except Exception:
            log.exception("viewer does not leave")

    def _replace(self, old: Slot, slot: Slot) -> None:
        """Hand on what is known of a plant of which the catalog now says something else."""
        slot.tracks = {name: track for name, track in old.tracks.items() if name in slot.quantities}
        if old.channels == slot.channels:
            slot.shown = old.shown
        else:
            self._withdraw(old, [channel for channel in old.channels if channel not in slot.channels])

    def _withdraw(self, slot: Slot, channels: Iterable[str]) -> None:
        """Tell those who watch a plant on `channels` that it is no longer theirs to see."""
        slot.plant = msgspec.structs.replace(slot.plant, paused=None)
        slot.quantities, slot.tracks = (), {}
        slot.render(self._clock())
        self._tell(slot, channels)


def _same(before: Shown | None, after: Shown | None) -> bool:
    """Whether two readings say the same, the server's time apart."""
    if before is None or after is None:
        return before is after
    return msgspec.structs.replace(before, at=after.at) == after
