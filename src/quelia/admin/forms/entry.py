"""A form that says what a table of a `quelia load` file says, and is declared as that would be."""

import re
from typing import Any

from quelia.admin.desk import desk
from quelia.admin.forms.worded import WordedForm
from quelia.admin.language import spoken
from quelia.admin.slugs import free_slug
from quelia.store.declaration import DeclarationError, Problem, read
from quelia.store.folder import alone


class EntryForm(WordedForm):
    """table: `owner`, `plant` or `map`. slug: that of the row which is edited; a new one has its name's."""

    def __init__(self, *args: Any, slug: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._slug = slug

    def entry(self) -> dict[str, object]:
        """The keys and values of the table, without its slug."""
        return dict(self.cleaned_data)

    @property
    def slug(self) -> str:
        """That of the row, or for a new one what becomes of its name."""
        return self._slug or free_slug(self.cleaned_data["name"], self.table)

    def declare(self) -> str | None:
        """Take over what was written. Returns the slug, or None where something is to be corrected: it stands at its field."""
        try:
            file = read({self.table: [{"slug": self.slug, **self.entry()}]})
            with alone(desk().folder):  # a secret may be sealed
                desk().declarer.declare(file)
        except DeclarationError as error:
            for problem in error.problems:
                self.add_error(self._field_of(problem), problem.sentence(spoken()))
            return None
        return self.slug

    def _field_of(self, problem: Problem) -> str | None:
        """`plant[rance].capacity` is about the field `capacity`."""
        named = re.search(r"\]\.(\w+)", problem.where)
        return named[1] if named and named[1] in self.fields else None
