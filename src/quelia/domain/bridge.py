"""What a bridge tells of itself, once a minute, with its push key."""

from typing import Literal

import msgspec

InputState = Literal["waiting", "well", "failing", "frozen"]


class InputReport(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How one input does. name: as its configuration calls it. type: modbus, csv… points: `plant/quantity` each.

    code, fault: of what fails, see `domain/errors.py`. read_at: of the last good read, in seconds since 1970.
    """

    name: str
    type: str
    state: InputState
    points: tuple[str, ...] = ()
    code: str = ""
    fault: str = ""
    read_at: float | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """queue: items that wait to be sent. sent_at: by the clock at the plant, in seconds since 1970.

    oldest_at: when the oldest of the queue was measured. dropped: items that were refused for good since it started.
    """

    bridge: str
    version: str
    sent_at: float
    queue: int = 0
    oldest_at: float | None = None
    dropped: int = 0
    inputs: tuple[InputReport, ...] = ()
