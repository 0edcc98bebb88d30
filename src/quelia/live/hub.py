"""The hub: one slot per plant with its merged reading, and the audience that watches. Step 7 of the road.

A frame is encoded once per reading whatever the audience; a viewer's slot for a plant holds one frame, the newest.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from quelia.domain.catalog import Catalog, View
from quelia.domain.judge import Tracks, follow, shifted
from quelia.domain.reading import Reading, Shown
from quelia.live.audience import Audience, Viewer
from quelia.live.intake import Announcement
from quelia.live.slot import Slot

_decode = msgspec.msgpack.Decoder(Announcement).decode
# a snapshot may repeat a frame this young: the server time in it is right to the second
_FRESH_S = 1.0
_LEAP_S = 1.0  # less than that is a clock being set gently


class Hub:
    """Follows the readings of all plants. `clock`: seconds since 1970.

    `monotonic`: seconds that never leap, and that do not rest while the machine sleeps.
    """

    def __init__(self, clock: Callable[[], float], monotonic: Callable[[], float], audience: Audience) -> None:
        self._clock, self._monotonic, self._audience = clock, monotonic, audience
        self._offset = clock() - monotonic()
        self._slots: dict[str, list[Slot]] = {}  # by plant: as accepted, then as drafted
        self._on_channel: dict[str, list[Slot]] = {}
        self._versions: dict[str, int] = {}  # by channel
        self._version = 0

    def use(self, catalog: Catalog) -> None:
        """Take over a new catalog: readings stay, what is paused or taken off the map is shown so at once."""
        before, self._slots = self._slots, {}
        for slug in catalog.plants:
            olds = before.pop(slug, [])
            self._slots[slug] = [self._slot(view, olds) for view in catalog.views(slug)]
            for old in olds:  # what is left of them: a draft that is no more
                self._withdraw(old, [channel for channel in old.view.channels if not self._has(slug, channel)])
        self._on_channel = {}
        for slot in self._all():
            for channel in slot.view.channels:
                self._on_channel.setdefault(channel, []).append(slot)
        for old in (old for olds in before.values() for old in olds):
            self._withdraw(old, old.view.channels)

    def remember(self, readings: Iterable[Reading]) -> None:
        """Load what was stored, oldest first, before anybody is served."""
        now = self._clock()
        for reading in readings:
            for slot in self._slots.get(reading.plant, ()):
                # one from the future was written by a clock that was wrong: nobody knows how old it is
                if slot.view.follows(reading.source) and reading.received_at <= now + _LEAP_S:
                    slot.tracks = follow(slot.tracks, _meant(slot.view, reading))
        for slot in self._all():
            self._refresh(slot)

    def receive(self, message: bytes) -> None:
        """A message of the bus."""
        announcement = _decode(message)
        self._follow_clock()
        reading = announcement.reading
        if reading.received_at > self._clock():
            reading = msgspec.structs.replace(reading, received_at=self._clock())
        for slot in self._slots.get(reading.plant, ()):
            if not slot.view.follows(reading.source):
                continue
            if set(announcement.channels).isdisjoint(slot.view.meant_for):
                # published here and a draft there, or the other way round: on its way while that changed
                continue
            slot.tracks = follow(slot.tracks, reading)
            self._refresh(slot)

    def expire(self) -> None:
        """Announce what has become stale by itself. Called every second or so."""
        self._follow_clock()
        now = self._clock()
        for slot in self._all():
            if slot.expires_at is not None and slot.expires_at < now:
                self._refresh(slot)

    def join(self, viewer: Viewer, channels: Iterable[str]) -> None:
        """Offer the latest of each plant on `channels`, then each new one."""
        wanted = tuple(channels)
        slots = self._on(wanted)
        for slot in slots:
            self._fresh(slot)
        self._audience.join(viewer, wanted, {slot.view.plant.slug: slot.frame for slot in slots})

    def leave(self, viewer: Viewer, channels: Iterable[str]) -> None:
        """channels: those with which it joined."""
        self._audience.leave(viewer, channels)

    def shown(self, channel: str) -> list[Shown]:
        """The public readings on a channel, as of now."""
        return [self._fresh(slot) for slot in self._on((channel,))]

    def state(self, slug: str) -> str | None:
        """The state of a plant as it was last shown; None for one that is not known."""
        slots = self._slots.get(slug)
        return slots[0].shown.state if slots and slots[0].shown is not None else None

    def tracks(self, slug: str) -> Tracks:
        """What was heard of a plant, as accepted."""
        slots = self._slots.get(slug)
        return slots[0].tracks if slots else {}

    def version(self, channel: str) -> int:
        """Grows with each change of what `shown(channel)` says, the server's time apart."""
        return self._versions.get(channel, 0)

    def _follow_clock(self) -> None:
        """When the system's clock leaps, what is known leaps with it: nothing gets older or younger by that."""
        offset = self._clock() - self._monotonic()
        leap, self._offset = offset - self._offset, offset
        if abs(leap) < _LEAP_S:
            return
        for slot in self._all():
            slot.tracks = shifted(slot.tracks, leap)
            self._refresh(slot)

    def _on(self, channels: tuple[str, ...]) -> list[Slot]:
        """The slots on any of the channels, each once."""
        slots = (slot for channel in channels for slot in self._on_channel.get(channel, ()))
        return list(dict.fromkeys(slots)) if len(channels) > 1 else list(slots)

    def _fresh(self, slot: Slot) -> Shown:
        now = self._clock()
        expired = slot.expires_at is not None and slot.expires_at < now
        if expired or not slot.encoded_at <= now < slot.encoded_at + _FRESH_S:
            self._refresh(slot)
        assert slot.shown is not None
        return slot.shown

    def _refresh(self, slot: Slot) -> None:
        """Render anew, and tell those who watch where that changes what is shown."""
        if slot.render(self._clock()):
            self._tell(slot, slot.view.channels)

    def _tell(self, slot: Slot, channels: Iterable[str]) -> None:
        self._version += 1
        for channel in channels:
            self._versions[channel] = self._version
        self._audience.tell(channels, slot.view.plant.slug, slot.frame)

    def _all(self) -> Iterator[Slot]:
        return (slot for slots in self._slots.values() for slot in slots)

    def _has(self, slug: str, channel: str) -> bool:
        return any(channel in slot.view.channels for slot in self._slots[slug])

    def _slot(self, view: View, olds: list[Slot]) -> Slot:
        """The slot of a view, which takes over what the one before it knew; that one leaves `olds`."""
        old = next((each for each in olds if each.view.draft == view.draft), None)
        if old is not None:
            olds.remove(old)
            if old.view == view:
                return old
        slot = Slot(view)
        if old is not None:
            slot.tracks = {name: track for name, track in old.tracks.items() if _same(name, old.view, view)}
            gone = [channel for channel in old.view.channels if channel not in view.channels]
            slot.shown = old.shown if set(old.view.channels) == set(view.channels) else None
            self._withdraw(old, gone)
        self._refresh(slot)
        return slot

    def _withdraw(self, slot: Slot, channels: Sequence[str]) -> None:
        """Tell those who watch a plant on `channels` that it is no longer theirs to see."""
        if not channels:
            return
        plant = msgspec.structs.replace(slot.view.plant, paused=None)
        slot.view = msgspec.structs.replace(slot.view, plant=plant, measured_by={})
        slot.tracks = {}
        slot.render(self._clock())
        self._tell(slot, channels)


def _same(quantity: str, before: View, after: View) -> bool:
    """Whether what was read before of a quantity is what is meant now."""
    return quantity in after.measured_by and before.since.get(quantity) == after.since.get(quantity)


def _meant(view: View, reading: Reading) -> Reading:
    """The reading without what was read before it was said anew how to read it."""
    values = tuple(value for value in reading.values if reading.received_at >= view.since.get(value.quantity, 0.0))
    return msgspec.structs.replace(reading, values=values)
