"""What the office is given by the rest of the house when it opens."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from quelia.sources.trace import Trial
from quelia.sources.tried import Tried
from quelia.store.declare import Declarer
from quelia.store.vault import Vault

__all__ = ["Desk", "Tried", "TryOut", "desk", "place"]

TryOut = Callable[[Trial, Sequence[str]], Tried]


class Desk(NamedTuple):
    """declarer: takes what forms say over into the database. vault: seals second factors.

    folder: where one is alone while either of them seals.
    assets: URLs of built files by name. try_out: asks an owner's server as the poller would, and waits for the outcome.
    trial_link: the address where whoever has it tries a source out again, from its number, slug and URL.
    """

    declarer: Declarer
    vault: Vault
    folder: Path
    assets: Mapping[str, str]
    try_out: TryOut
    trial_link: Callable[[int, str, str], str]


_placed: list[Desk] = []


def place(desk: Desk) -> None:
    _placed[:] = [desk]


def desk() -> Desk:
    assert _placed, "the office is open"
    return _placed[0]
