"""What the office is given by the rest of the house when it opens."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from quelia.store.declare import Declarer
from quelia.store.vault import Vault


class Desk(NamedTuple):
    """declarer: takes what forms say over into the database. vault: seals second factors, alone in `folder`.

    assets: URLs of built files by name.
    """

    declarer: Declarer
    vault: Vault
    folder: Path
    assets: Mapping[str, str]


_placed: list[Desk] = []


def place(desk: Desk) -> None:
    _placed[:] = [desk]


def desk() -> Desk:
    assert _placed, "the office is open"
    return _placed[0]
