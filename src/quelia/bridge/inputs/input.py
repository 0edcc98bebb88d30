"""What every input is: settings, and something that reads."""

from collections.abc import Sequence
from typing import Annotated, Protocol

import msgspec
from msgspec import Meta

from quelia.bridge.sample import Sample
from quelia.bridge.site import Site

Seconds = Annotated[float, Meta(ge=1, le=3600)]


class InputSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One `[[input]]` of bridge.toml: what all of them have. Each input adds its own, and `point`: a list of its points.

    type: its name in the table. name: what the log and the board call it. timeout_s: for one whole read.
    """

    type: str
    name: str
    interval_s: Seconds = 5.0
    timeout_s: Annotated[float, Meta(ge=0.1, le=60)] = 3.0


class PointSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One `[[input.point]]`: what all of them have; each input adds where the number stands.

    plant: its slug in quelia; may be absent where the bridge serves one only. unit: as in `quelia load`. No point has a
    default value: what is not there is not there.
    """

    plant: str = ""
    quantity: str = "power"
    unit: str
    scale: float = 1.0


def points_of(settings: InputSettings) -> tuple[PointSettings, ...]:
    """The `[[input.point]]` of an input: each input has a struct of its own for them."""
    return tuple(getattr(settings, "point", ()))


class Input(Protocol):
    """Reads one system. Its module has `Settings` (an InputSettings), and `opened`, which connects to nothing yet.

    ASKS, in the module: the keys that `quelia bridge init` asks for, those of a point as `point.register`.
    """

    async def read(self) -> Sequence[Sample]:
        """One sample per point, in their order; connects where that is needed. Its caller waits `timeout_s`, no longer.

        Raises a SourceError where the system as a whole said nothing: `NotConnected`, `TimedOut`, `Frozen`…
        The next call begins afresh. No other exception, and no text of a library in a message.
        """
        ...

    async def close(self) -> None:
        """Let go of what is open. May be called after a failed read, and twice."""
        ...


class Opened(Protocol):
    """`opened` of a module."""

    def __call__(self, settings: InputSettings, site: Site) -> Input: ...
