"""What a bridge tells of itself, once a minute, with its push key."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

InputState = Literal["waiting", "well", "failing", "frozen"]

SILENT_AFTER_S = 180.0  # it tells once a minute: three times nothing is no chance
WRONG_CLOCK_S = 30.0  # what it measures is dated by its clock: beyond, ages are wrong

# checked where one is read: it comes from someone else's machine
_Word = Annotated[str, Meta(max_length=40)]
_Name = Annotated[str, Meta(max_length=120)]
_Where = Annotated[str, Meta(max_length=200)]
_Instant = Annotated[float, Meta(ge=0, le=1e10)]
_Count = Annotated[int, Meta(ge=0, le=10**12)]


class InputReport(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How one input does. name: as its configuration calls it. type: modbus, csv… points: `plant/quantity` each.

    code, fault: of what fails, see `domain/errors.py`. read_at: of the last good read, in seconds since 1970.
    """

    name: _Name
    type: _Word
    state: InputState
    points: Annotated[tuple[_Where, ...], Meta(max_length=100)] = ()
    code: _Word = ""
    fault: Annotated[str, Meta(max_length=60)] = ""
    read_at: _Instant | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """queue: items that wait to be sent. sent_at: by the clock at the plant, in seconds since 1970.

    oldest_at: when the oldest of the queue was measured. dropped: items that were refused for good since it started.
    What a later version tells besides is not read.
    """

    bridge: _Name
    version: _Word
    sent_at: _Instant
    queue: _Count = 0
    oldest_at: _Instant | None = None
    dropped: _Count = 0
    inputs: Annotated[tuple[InputReport, ...], Meta(max_length=100)] = ()
