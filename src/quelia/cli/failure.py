"""A command that could not be done, with the sentence that says why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from quelia.texts import printable, texts

if TYPE_CHECKING:
    from quelia.settings import Settings


class Failure(Exception):
    """`code` finds the sentence in `texts/*/cli.json`; `facts` fill it."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts

    def sentence(self, lang: str) -> str:
        sentence: str = texts(lang, "cli")[self.code]
        return sentence.format(**{name: printable(str(fact)) for name, fact in self.facts.items()})


@contextmanager
def using(settings: Settings) -> Iterator[None]:
    """Turns what keeps the data folder from being used into a Failure that says so."""
    # here, since failures happen at a plant too, where no store is
    from quelia.store.errors import DatabaseUnusable
    from quelia.store.keyring import KeyRingError, KeyRingMissing

    try:
        yield
    except KeyRingMissing as error:
        raise Failure("keyring_missing", folder=settings.folder) from error
    except KeyRingError as error:
        raise Failure("keyring", folder=settings.folder) from error
    except DatabaseUnusable as error:
        raise Failure("database_unusable", file=settings.database_file) from error
    except OSError as error:
        raise Failure("folder_unusable", folder=settings.folder) from error
