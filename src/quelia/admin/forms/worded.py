"""A form whose labels and hints come from `texts/*/office.json`, by the names of its fields."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from quelia.admin.forms.fields import is_set
from quelia.admin.language import spoken
from quelia.texts import texts


def word(fields: Mapping[str, forms.Field], words: Mapping[str, str]) -> None:
    """Say at each field what it is for, and below it what helps: `name` and `name_hint` of the table."""
    for name, field in fields.items():
        field.label = words.get(name, field.label or "")
        field.help_text = words.get(f"{name}_hint", "")


class WordedForm(forms.Form):
    """table: where its words stand. divided: its fields in parts with a heading each, where it is long."""

    table: ClassVar[str]
    divided: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    use_required_attribute = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self.fields, texts(spoken(), "office")["field"][self.table])

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        headings = texts(spoken(), "office")["part"]
        return [(headings[part], [self[name] for name in names]) for part, names in self.divided.items()]

    def choose(self, name: str, choices: Iterable[Any]) -> None:
        """choices: (value, words) each, or (heading, choices)."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


class FineForm(WordedForm):
    """fine: those of its fields that few people need, and that are folded away."""

    fine: ClassVar[tuple[str, ...]]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.fine]

    @property
    def fine_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fine]

    @property
    def is_fine(self) -> bool:
        """Whether something of the finer settings is to be seen at once: it was set, or is wrong."""
        return any(field.errors or is_set(field) for field in self.fine_fields)
