"""Programs for processes of their own: light to import, so that they start together and soon."""

import sys
from collections.abc import Sequence
from pathlib import Path

from quelia.store.folder import alone
from quelia.store.keyring import KeyRing
from quelia.store.sealed import seal_anew
from quelia.store.vault import Place, Vault, secrets_of
from tests.store.process import say

PLACE = secrets_of(7)


def seal_in_each() -> None:
    """A process that takes the key ring of each folder it is told, and says a secret sealed with it."""
    say("ready")
    for line in sys.stdin:
        try:
            say(Vault(KeyRing.open(Path(line.strip()))).seal(["secret"], PLACE).hex())
        except Exception as error:  # noqa: BLE001 - whatever it is, the test is to see it
            say(type(error).__name__)


def stay_alone(folder: str) -> None:
    """A process that is alone in a folder until it is killed."""
    with alone(Path(folder)):
        say("alone")
        sys.stdin.read()


def add_keys(folder: str) -> None:
    """A process that adds one key after the other."""
    while True:
        KeyRing.read(Path(folder)).grown().replace(Path(folder))
        say("added")


def seal_all(folder: str) -> None:
    """A process that seals everything anew, and says so of each secret before it is stored."""

    class Telling(Vault):
        def seal(self, values: Sequence[str], place: Place) -> bytes:
            say("sealed")
            return super().seal(values, place)

    held = KeyRing.read(Path(folder))
    seal_anew(Path(folder) / "quelia.sqlite3", Telling(held), held.active)
