"""What every output is: settings, and something that hands samples on."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.domain.bridge import Report


class OutputSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One `[[output]]` of bridge.toml: what all of them have. type: its name in the table."""

    type: str

    @property
    def place(self) -> str:
        """Where it keeps what waits; empty where nothing does. Two of one place would take it from each other."""
        return ""


class Output(Protocol):
    """Hands samples on. Its module has `Settings` (an OutputSettings), and `opened`, which connects to nothing yet."""

    @property
    def waiting(self) -> int:
        """How many samples are kept until they can be sent; 0 where none are."""
        ...

    @property
    def oldest_at(self) -> float | None:
        """When the oldest of those was measured."""
        ...

    @property
    def dropped(self) -> int:
        """How many were refused for good since the start."""
        ...

    @property
    def unsent(self) -> int:
        """How much of what was taken did not go out yet, kept or not."""
        ...

    @property
    def trouble(self) -> str:
        """Why nothing goes out at the moment, as a code; empty where it does."""
        ...

    @property
    def refused(self) -> str:
        """Why the last one that was refused for good was, as a code; empty where none was."""
        ...

    @property
    def ahead_s(self) -> float:
        """By how much the clock of this machine goes wrong, as the other side says; 0 where it does not, or nobody says."""
        ...

    async def take(self, samples: Sequence[Sample]) -> None:
        """Take over what one input read. Returns once it is safe: what is sent later is on the disk. Never raises."""
        ...

    async def report(self, report: Report) -> None:
        """How the bridge does; nothing where nobody is told. Never raises."""
        ...

    async def run(self) -> None:
        """What goes on beside that, until cancelled."""
        ...

    async def close(self) -> None: ...

    def shown(self, samples: Sequence[Sample]) -> list[str]:
        """What the other side would receive of these samples, line by line, without sending it and without a secret."""
        ...


class Opened(Protocol):
    """`opened` of a module."""

    def __call__(self, settings: OutputSettings, site: Site) -> Output: ...
