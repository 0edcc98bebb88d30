"""What is pushed to us: the items of a body, as whoever sends them writes them."""

import hashlib

import msgspec


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One value of one plant at one instant.

    plant: its slug; may be absent where the source serves one only. value: in `unit`, else in the declared unit; null
    for "no value". reason: why there is none, a code of `errors.REASONS`, in place of a value. measured_at: ISO 8601 with
    a zone; when it came, where it is absent. simulated: nobody measured it, and whoever sees it is told so.
    """

    plant: str | None = None
    quantity: str = "power"
    value: float | msgspec.UnsetType | None = msgspec.UNSET
    unit: str | None = None
    measured_at: str | None = None
    reason: str | None = None
    simulated: bool = False


def digest(key: str) -> str:
    """What is kept of a push key: SHA-256, in hexadecimals."""
    return hashlib.sha256(key.encode()).hexdigest()
