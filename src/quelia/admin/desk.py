"""What the office is given by the rest of the house when it opens."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from quelia.domain.scout import Sighting
from quelia.sources.certificate import Certificate
from quelia.sources.trace import Trial, Verdict
from quelia.store.declare import Declarer
from quelia.store.drafts import Drafts
from quelia.store.vault import Vault


class Tried(NamedTuple):
    """What came of a trial. sightings: the numbers of the answer, the likely ones first."""

    verdicts: Sequence[Verdict]
    usable: bool
    sightings: Sequence[Sighting]


TryOut = Callable[[Trial, Sequence[str]], Tried]
Look = Callable[[str], Certificate | None]


class Desk(NamedTuple):
    """declarer: takes what forms say over into the database. drafts: keeps what is being tried out. vault: seals second factors.

    folder: where one is alone while either of them seals.
    assets: URLs of built files by name. try_out: asks an owner's server as the poller would, and waits for the outcome.
    look: at the certificate that the server of a URL shows; None where it shows none.
    """

    declarer: Declarer
    drafts: Drafts
    vault: Vault
    folder: Path
    assets: Mapping[str, str]
    try_out: TryOut
    look: Look


_placed: list[Desk] = []


def place(desk: Desk) -> None:
    _placed[:] = [desk]


def desk() -> Desk:
    assert _placed, "the office is open"
    return _placed[0]
