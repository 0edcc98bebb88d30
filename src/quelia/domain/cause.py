"""Why a call gave no value, fit to be kept: our own codes, and facts that we knew before we asked."""

from collections.abc import Iterable, Sequence

import msgspec

from quelia.domain.errors import SourceError
from quelia.domain.quantity import MAIN
from quelia.domain.reading import Reading
from quelia.domain.source import Point, Source

# Nothing that a server said but its status: it may echo a secret.
_KEPT = frozenset({"status", "host", "place", "port", "ports", "kind"})
_LONGEST = 120  # of a fact, of which there are two or three: what is kept stays below 300 characters
_SILENT = frozenset({"secret_missing", "address"})  # reasons for which nobody was called

# the fault of a source that is sent to us: whoever sends told the reason, or nothing came (any more)
PUSHED = "pushed"


class Cause(msgspec.Struct, frozen=True):
    """reason: a code of `errors.REASONS`, `stale`, or `waiting` where nothing ever came. fault: what it is within it.

    facts fill the sentence, which is made where it is read, in the language of who reads it.
    """

    reason: str
    fault: str = ""
    facts: dict[str, str] = {}


def as_pushed(cause: Cause) -> Cause:
    """The same of a source that is sent to us: nobody there answered us, and no path of ours was looked at."""
    return Cause(cause.reason, PUSHED)


def cause_of(source: Source, error: SourceError | None, readings: Iterable[Reading]) -> Cause | None:
    """Why there is no value, of the main quantity before others; None where all is well.

    error: what the call failed with, None where there was an answer. readings: as judged.
    """
    if error is not None:
        facts = {name: fact[:_LONGEST] for name, fact in error.facts.items() if name in _KEPT}
        return Cause(error.code, error.fault, facts)
    failing = _failing(source, readings)
    if not failing:
        return None
    point, reason = min(failing, key=lambda each: each[0].quantity not in MAIN)
    return Cause(reason, "", {"path": str(point.path)[:_LONGEST], "quantity": point.quantity})


def counts_as_failed(source: Source, readings: Iterable[Reading]) -> bool:
    """Whether what a plant is about was missing; a thermometer alone is not."""
    return any(point in _mains(source) for point, _ in _failing(source, readings))


def was_called(cause: Cause | None) -> bool:
    """Whether the owner's server heard of it."""
    return cause is None or cause.reason not in _SILENT


def _failing(source: Source, readings: Iterable[Reading]) -> list[tuple[Point, str]]:
    failed = [
        ((reading.plant, value.quantity), value.reason)
        for reading in readings
        for value in reading.values
        if value.reason is not None
    ]
    if not failed:  # nearly always, with each answer
        return []
    points = {(point.plant, point.quantity): point for point in source.points}
    return [(points[where], reason) for where, reason in failed if where in points]


def _mains(source: Source) -> Sequence[Point]:
    mains = [point for point in source.points if point.quantity in MAIN]
    return mains or source.points
