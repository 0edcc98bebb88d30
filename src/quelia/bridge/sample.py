"""Samples: what all inputs give and all outputs take."""

import msgspec

from quelia.domain.errors import SourceError


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """One quantity of one plant at one read, or why there is no number.

    plant: its slug; empty where the bridge serves one only and nobody named it. value: in `unit`, which is the declared
    one; None for "no value", and where `error` is set. read_at: when it was read, by the clock here; measured_at: when it
    was measured, as the system says, None where it does not. Both in seconds since 1970.
    raw: as it was found, for `quelia bridge test` only: it is never sent.
    """

    plant: str
    quantity: str
    unit: str
    value: float | None
    read_at: float
    measured_at: float | None = None
    error: SourceError | None = None
    raw: str = ""
    simulated: bool = False

    @property
    def taken_at(self) -> float:
        """When it was measured, as far as anybody knows."""
        return self.measured_at if self.measured_at is not None else self.read_at
