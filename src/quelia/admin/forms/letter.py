"""Which letter: its language, its length, what it is about."""

from typing import Any, NamedTuple

from django import forms

from quelia.admin.language import spoken
from quelia.admin.letters import unread
from quelia.store import models
from quelia.texts import DEFAULT, LANGUAGES, texts

_LENGTHS = ("long", "short")


class Chosen(NamedTuple):
    """plants: slugs. source: the slug of the one that a link tries out; empty for no link. draft: whether it is one."""

    lang: str
    short: bool
    plants: tuple[str, ...]
    source: str
    draft: bool


class LetterForm(forms.Form):
    """Every field has something that counts where it is left out: the letter is there from the first look."""

    language = forms.ChoiceField(widget=forms.RadioSelect, initial=DEFAULT)
    length = forms.ChoiceField(widget=forms.RadioSelect, initial=_LENGTHS[0])
    plants = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    tester = forms.ChoiceField(required=False)

    def __init__(self, owner: models.Owner, *args: Any, plant: str = "", **kwargs: Any) -> None:
        """plant: the slug of the one from whose page one comes."""
        super().__init__(*args, **kwargs)
        self._words = texts(spoken(), "letters")
        for name, field in self.fields.items():
            field.label = self._words["field"][name]
            field.help_text = self._words["field"].get(f"{name}_hint", "")
        self._names = dict(owner.plants.order_by("name").values_list("slug", "name"))
        self._choose("language", [(lang, texts(lang, "language")["name"]) for lang in LANGUAGES])
        self._choose("length", [(length, self._words["length"][length]) for length in _LENGTHS])
        self._choose("plants", list(self._names.items()))
        self._choose("tester", [("", self._words["no_tester"]), *self._sources(owner)])
        self.initial["plants"] = [plant] if plant in self._names else [each.slug for each in unread(owner)]
        for name in ("plants", "tester"):
            if not any(value for value, _ in self._choices(name)):
                del self.fields[name]

    @property
    def chosen(self) -> Chosen:
        """What counts: what was asked for where it can be, else what usually does."""
        given = {name: self.get_initial_for_field(field, name) for name, field in self.fields.items()}
        if self.is_bound and self.is_valid():
            given = self.cleaned_data
        source, _, kind = (given.get("tester") or "").partition(".")
        return Chosen(
            given["language"], given["length"] == "short", tuple(given.get("plants") or ()), source, kind == "draft"
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Of the plants that are chosen."""
        return tuple(self._names[slug] for slug in self.chosen.plants)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The same as fields of a query."""
        chosen = self.chosen
        tester = f"{chosen.source}{'.draft' if chosen.draft else ''}"
        return [
            ("language", chosen.lang),
            ("length", "short" if chosen.short else "long"),
            *(("plants", slug) for slug in chosen.plants),
            *([("tester", tester)] if tester else []),
        ]

    def _sources(self, owner: models.Owner) -> list[tuple[str, str]]:
        accepted = owner.sources.filter(pushed=False).order_by("slug").values_list("slug", flat=True)
        drafts = owner.drafts.order_by("slug").values_list("slug", flat=True)
        return [
            *((slug, slug) for slug in accepted),
            *((f"{slug}.draft", self._words["draft_of"].format(slug=slug)) for slug in drafts),
        ]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _choices(self, name: str) -> list[tuple[str, str]]:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return list(field.choices)  # type: ignore[arg-type] # pairs, as they were given
