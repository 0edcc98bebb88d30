"""What the cellar says when it cannot be used."""

from collections.abc import Awaitable

from quelia.domain.push import Receipt


class DatabaseUnusable(Exception):
    """The database is damaged, held by another program, or on a full disk; trying again later can help."""


class Undecided(DatabaseUnusable):
    """Whoever sent it has waited long enough, but it is being written. receipt: what became of it, once that is known."""

    def __init__(self, receipt: Awaitable[Receipt]) -> None:
        super().__init__()
        self.receipt = receipt
