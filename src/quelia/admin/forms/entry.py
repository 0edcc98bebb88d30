"""A form that says what a table of a `quelia load` file says, and is declared as that would be."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.text import slugify

from quelia.admin.desk import desk
from quelia.admin.language import spoken
from quelia.store.declaration import DeclarationError, Problem, read
from quelia.store.folder import alone
from quelia.texts import texts


class EntryForm(forms.Form):
    """table: `owner`, `plant` or `map`. slug: that of the row which is edited; a new one has its name's.

    divided: its fields in parts with a heading each, where it is long.
    Labels and hints come from `texts/*/office.json`, by the field's name.
    """

    table: ClassVar[str]
    divided: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    use_required_attribute = True

    def __init__(self, *args: Any, slug: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._slug = slug
        words = texts(spoken(), "office")["field"]
        for name, field in self.fields.items():
            field.label = words[self.table].get(name, "")
            field.help_text = words[self.table].get(f"{name}_hint", "")

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        headings = texts(spoken(), "office")["part"]
        return [(headings[part], [self[name] for name in names]) for part, names in self.divided.items()]

    def choose(self, name: str, choices: Iterable[Any]) -> None:
        """What there is to choose from: value and word, or a heading with such pairs."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def entry(self) -> dict[str, object]:
        """The keys and values of the table, without its slug."""
        return dict(self.cleaned_data)

    @property
    def slug(self) -> str:
        """That of the row, or for a new one what becomes of its name."""
        return self._slug or slugify(self.cleaned_data["name"])[:80].strip("-") or self.table

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
