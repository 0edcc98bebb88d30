"""Programs that start together: light to import, so that they do."""

import sys
from pathlib import Path

from quelia.store.keyring import KeyRing
from quelia.store.vault import Vault, secrets_of
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
