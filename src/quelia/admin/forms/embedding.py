"""What one chooses of a code to paste: its kind, its look, what it shows. Nothing of it is kept."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from quelia.admin.forms.worded import word
from quelia.admin.language import spoken
from quelia.domain.plant import ENERGIES
from quelia.texts import LANGUAGES, languages, texts

_SMALLEST_PX, _LARGEST_PX = 100, 2000
_ANY = "*"  # no slug and no language


class EmbedForm(forms.Form):
    """Takes what an address asks for; what is absent or wrong is as in `usual`.

    kinds, chosen: the choices of each field, in order; their words come from `texts/*/embedding.json`.
    """

    kinds: ClassVar[tuple[str, ...]]
    chosen: ClassVar[Mapping[str, tuple[str, ...]]]
    usual: ClassVar[Mapping[str, str]]

    kind = forms.ChoiceField(widget=forms.RadioSelect)
    language = forms.ChoiceField()
    theme = forms.ChoiceField()
    width = forms.IntegerField(min_value=_SMALLEST_PX, max_value=_LARGEST_PX, required=False)
    height = forms.IntegerField(min_value=_SMALLEST_PX, max_value=_LARGEST_PX)
    ground = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, asked: Mapping[str, str]) -> None:
        known = {name: text for name, text in asked.items() if name in self.base_fields}
        super().__init__({**self.usual, **known})
        words = texts(spoken(), "embedding")
        word(self.fields, words["field"] | {f"{name}_hint": said for name, said in words["hint"].items()})
        self._choose("kind", self.kinds, words["kind"])
        self._choose("language", (_ANY, *LANGUAGES), words["language"] | {each.code: each.name for each in languages()})
        for name, choices in {"theme": ("auto", "light", "dark"), "ground": ("light", "dark"), **self.chosen}.items():
            self._choose(name, choices, words[name])

    def options(self) -> dict[str, Any]:
        """What was chosen, with what is usual in the place of what cannot be; empty where anything will do."""
        self.is_valid()
        usual = {name: field.clean(self.usual.get(name, "")) for name, field in self.fields.items()}
        return {name: "" if chosen == _ANY else chosen for name, chosen in {**usual, **self.cleaned_data}.items()}

    def _choose(self, name: str, choices: Iterable[str], words: Mapping[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each, words["any" if each == _ANY else each]) for each in choices]


class PlantEmbedForm(EmbedForm):
    kinds = ("frame", "element", "badge")
    chosen: ClassVar = {"show": ("all", "value"), "fit": ("fixed", "content")}
    usual: ClassVar = {
        "kind": "frame", "language": _ANY, "theme": "auto", "show": "all", "fit": "fixed", "width": "340", "height": "180",
        "ground": "light",
    }  # fmt: skip

    show = forms.ChoiceField()
    inline = forms.BooleanField(required=False)
    fit = forms.ChoiceField(widget=forms.RadioSelect)

    field_order = ("kind", "language", "theme", "show", "inline", "fit", "width", "height", "ground")


class MapEmbedForm(EmbedForm):
    """plants: slug, name and energy of those that the map shows."""

    kinds = ("frame", "element")
    chosen: ClassVar = {}
    usual: ClassVar = {
        "kind": "frame", "language": _ANY, "theme": "auto", "width": "", "height": "480", "plant": _ANY, "energy": _ANY,
        "ground": "light",
    }  # fmt: skip

    energy = forms.ChoiceField()
    plant = forms.ChoiceField()

    field_order = ("kind", "language", "theme", "energy", "plant", "width", "height", "ground")

    def __init__(self, asked: Mapping[str, str], plants: Iterable[tuple[str, str, str]]) -> None:
        super().__init__(asked)
        words, shown = texts(spoken(), "embedding"), list(plants)
        self._choose("theme", ("auto", "light", "dark"), {**words["theme"], "auto": words["theme"]["as_map"]})
        energies = {energy for _, _, energy in shown}
        energy_words = {"any": words["energy"]["any"], **texts(spoken(), "visitor")["energy"]}
        self._choose("energy", (_ANY, *(each for each in ENERGIES if each in energies)), energy_words)
        names = {"any": words["plant"]["any"], **{slug: name for slug, name, _ in shown}}
        self._choose("plant", (_ANY, *(slug for slug, _, _ in shown)), names)
