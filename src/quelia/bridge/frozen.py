"""A system that answers, and says nothing new: a dead file, a register that nobody writes any more."""

from quelia.domain.errors import SourceError


class Frozen(SourceError):
    """The sign of life stands still for too long. Not a public reason: nothing is sent, and the value ages honestly.

    facts: `age_s`, how old the last sign is, and what else its sentence needs.
    """

    code = "frozen"
