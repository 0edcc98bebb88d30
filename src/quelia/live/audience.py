"""The audience: who watches what. What changes for people who watch the same leaves in one write each.

A reading leaves at once; what follows within a tick leaves together at its end. Whoever is slow is never queued: see
`Viewer.offer`.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Protocol

import structlog

log = structlog.get_logger()

_TICK_S = 0.25  # nobody reads four numbers a second; a map of 200 plants has forty
_AT_ONCE = 500  # viewers told before others have their turn on the loop: some 5 ms

Frames = Mapping[str, bytes]  # by plant
Later = Callable[[float, Callable[[], None]], object]  # seconds from now


class Viewer(Protocol):
    """One open stream."""

    def offer(self, frames: Frames, together: bytes) -> None:
        """Take the newest frames, each in place of an older one of its plant not yet sent. Never waits.

        together: all of `frames` in one piece, the same object for everybody who is offered them.
        """
        ...

    def end(self) -> None:
        """Leave: it could not be told anything."""
        ...


class Group:
    """Viewers who watch the same channels, and what they were not told yet."""

    __slots__ = ("changed", "channels", "telling", "told_at", "viewers")

    def __init__(self, channels: frozenset[str]) -> None:
        self.channels = channels
        self.viewers: set[Viewer] = set()
        self.changed: dict[str, bytes] = {}
        self.telling = False
        self.told_at = float("-inf")


class Audience:
    """All viewers of this process. `monotonic`: seconds; `later` calls back on the loop."""

    def __init__(self, monotonic: Callable[[], float], later: Later) -> None:
        self._monotonic, self._later = monotonic, later
        self._groups: dict[frozenset[str], Group] = {}
        self._watching: dict[str, set[Group]] = {}

    def __len__(self) -> int:
        return sum(len(group.viewers) for group in self._groups.values())

    def join(self, viewer: Viewer, channels: Iterable[str], frames: Frames) -> None:
        """Offer `frames`, the latest of each plant on `channels`, then all that changes there."""
        key = frozenset(channels)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = Group(key)
            for channel in key:
                self._watching.setdefault(channel, set()).add(group)
        group.viewers.add(viewer)
        if frames:
            self._offer(group, viewer, frames, b"".join(frames.values()))

    def leave(self, viewer: Viewer, channels: Iterable[str]) -> None:
        group = self._groups.get(frozenset(channels))
        if group is not None:
            self._remove(group, viewer)

    def tell(self, channels: Iterable[str], plant: str, frame: bytes) -> None:
        """A plant has a new frame, to be seen on `channels`."""
        for channel in channels:
            for group in self._watching.get(channel, ()):
                group.changed[plant] = frame
                self._tell_soon(group)

    def _tell_soon(self, group: Group) -> None:
        if not group.telling:
            group.telling = True
            self._later(max(0.0, group.told_at + _TICK_S - self._monotonic()), partial(self._tell, group))

    def _tell(self, group: Group) -> None:
        frames, group.changed = group.changed, {}
        group.told_at = self._monotonic()
        self._go_round(group, frames, b"".join(frames.values()), list(group.viewers))

    def _go_round(self, group: Group, frames: Frames, together: bytes, viewers: list[Viewer]) -> None:
        """Offer to some of the viewers, then let others have the loop before the rest."""
        for viewer in viewers[-_AT_ONCE:]:
            if viewer in group.viewers:  # else it left meanwhile
                self._offer(group, viewer, frames, together)
        del viewers[-_AT_ONCE:]
        if viewers:
            self._later(0.0, partial(self._go_round, group, frames, together, viewers))
            return
        group.telling = False
        if group.changed:
            self._tell_soon(group)

    def _offer(self, group: Group, viewer: Viewer, frames: Frames, together: bytes) -> None:
        try:
            viewer.offer(frames, together)
        except Exception:
            # one broken stream keeps no news from the others, and is not tried again
            log.exception("viewer dropped")
            self._remove(group, viewer)
            _dismiss(viewer)

    def _remove(self, group: Group, viewer: Viewer) -> None:
        group.viewers.discard(viewer)
        if group.viewers or self._groups.get(group.channels) is not group:
            return
        del self._groups[group.channels]
        for channel in group.channels:
            groups = self._watching[channel]
            groups.discard(group)
            if not groups:
                del self._watching[channel]


def _dismiss(viewer: Viewer) -> None:
    try:
        viewer.end()
    except Exception:
        log.exception("viewer does not leave")
