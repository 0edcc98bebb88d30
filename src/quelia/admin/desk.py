"""What the office is given by the rest of the house when it opens."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from quelia.domain.scout import Sighting
from quelia.domain.standing import Standing
from quelia.sources.trace import Trial, Verdict
from quelia.store.declare import Declarer
from quelia.store.record import Record
from quelia.store.vault import Vault


class Tried(NamedTuple):
    """What came of a trial. sightings: the numbers of the answer, the likely ones first."""

    verdicts: Sequence[Verdict]
    usable: bool
    sightings: Sequence[Sighting]


TryOut = Callable[[Trial, Sequence[str]], Tried]


class Health(NamedTuple):
    """How sources and plants do, asked for from any thread.

    sources: by number. plants: those that are named, by slug, as visitors are told. record: what was recorded of sources.
    """

    sources: Callable[[], Mapping[int, Standing]] = dict
    plants: Callable[[Sequence[str]], Mapping[str, Standing]] = lambda _: {}
    record: Record = Record(Path("nowhere"))


class Desk(NamedTuple):
    """declarer: takes what forms say over into the database. vault: seals second factors.

    folder: where one is alone while either of them seals.
    assets: URLs of built files by name. try_out: asks an owner's server as the poller would, and waits for the outcome.
    health: how sources do; nothing is known of them unless it is given.
    """

    declarer: Declarer
    vault: Vault
    folder: Path
    assets: Mapping[str, str]
    try_out: TryOut
    health: Health = Health()


_placed: list[Desk] = []


def place(desk: Desk) -> None:
    _placed[:] = [desk]


def desk() -> Desk:
    assert _placed, "the office is open"
    return _placed[0]
