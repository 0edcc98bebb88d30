"""The only place where the parts meet."""

from quelia.app.letters import facts_of
from quelia.app.prepare import guard_of, prepare, vault_of
from quelia.app.program import FolderTaken, Program

__all__ = ["FolderTaken", "Program", "facts_of", "guard_of", "prepare", "vault_of"]
