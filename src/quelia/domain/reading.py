"""Readings: what one plant said at one instant, good or bad news alike."""

from datetime import UTC, datetime

import msgspec


class Value(msgspec.Struct, frozen=True, array_like=True):
    """One quantity of a reading.

    number: in the base unit (as declared where the unit has no factor); None for "no value" and where `reason` is set.
    unit: symbol as declared. reason: why there is no number, a code of `errors.REASONS`.
    """

    quantity: str
    unit: str
    number: float | None
    reason: str | None = None


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of a source about one plant; also the message on the bus.

    measured_at: the owner's clock, None where he gives none or it is not sane. received_at: ours.
    Both in seconds since 1970, UTC. interval_s: the pace in force until the next. epoch: fence of the lease.
    simulated: nobody measured it; it is shown as such, and is no part of the history.
    """

    plant: str
    source: int
    received_at: float
    values: tuple[Value, ...]
    interval_s: float
    stale_after_s: float
    measured_at: float | None = None
    epoch: int = 0
    simulated: bool = False


class ShownValue(msgspec.Struct, frozen=True, omit_defaults=True):
    """A value as the public reads it; `state` and `measured_at` only where they differ from the plant's."""

    quantity: str
    value: float
    unit: str
    state: str | None = None
    measured_at: str | None = None


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """The public Reading of a plant (CONTRACT.md), all sources merged.

    main: the quantity that `state` is about, where a plant has both power and gas flow; else it is the one it has.
    wording: why the display is paused, in the operator's words. simulated: nobody measures the plant, or measured this.
    """

    plant: str
    state: str
    reason: str | None
    values: tuple[ShownValue, ...]
    measured_at: str | None
    clock: str
    received_at: str | None
    at: str
    interval_s: float | int | None
    stale_after_s: float | int | None
    main: str | msgspec.UnsetType = msgspec.UNSET
    wording: str | msgspec.UnsetType = msgspec.UNSET
    simulated: bool | msgspec.UnsetType = msgspec.UNSET


def iso(seconds: float) -> str:
    """An instant as public JSON writes it: UTC, milliseconds where there are any, `Z`."""
    instant = datetime.fromtimestamp(round(seconds, 3), UTC)
    spec = "milliseconds" if instant.microsecond else "seconds"
    return instant.isoformat(timespec=spec).replace("+00:00", "Z")


def plain(number: float) -> float | int:
    """5.0 as 5: JSON readers and people like whole seconds whole."""
    return int(number) if number == int(number) else number
