"""A plant: what the map shows."""

from typing import Any, ClassVar

from django import forms

from quelia.admin.forms.entry import EntryForm
from quelia.admin.language import spoken
from quelia.domain.plant import ENERGIES, STATUSES
from quelia.store import models
from quelia.texts import texts


class PlantForm(EntryForm):
    """Whether it is published or paused is decided elsewhere: `kept` hands that on as it is."""

    table = "plant"
    divided: ClassVar = {
        "what": ("name", "owner", "energy", "subtype", "capacity", "status", "commissioned"),
        "where": ("commune", "region", "latitude", "longitude"),
        "told": ("description",),
    }

    name = forms.CharField(max_length=200)
    owner = forms.ChoiceField()
    energy = forms.ChoiceField()
    subtype = forms.ChoiceField(required=False)
    capacity = forms.CharField(max_length=40, required=False)
    latitude = forms.FloatField(min_value=-90, max_value=90, localize=False)
    longitude = forms.FloatField(min_value=-180, max_value=180, localize=False)
    commune = forms.CharField(max_length=120, required=False)
    region = forms.CharField(max_length=120, required=False)
    status = forms.ChoiceField()
    commissioned = forms.CharField(max_length=10, required=False)
    description = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, kept: dict[str, object] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept = kept or {}
        words = texts(spoken(), "visitor")
        first = [("", texts(spoken(), "office")["choose"])]  # nobody means what merely stands there
        self._choose("owner", [*first, *((each.slug, each.name) for each in models.Owner.objects.order_by("name"))])
        self._choose("energy", [*first, *((energy, words["energy"][energy]) for energy in ENERGIES)])
        subtypes = [
            (words["energy"][energy], [(each, words["subtype"][each]) for each in kinds])
            for energy, kinds in ENERGIES.items()
            if kinds
        ]
        self._choose("subtype", [("", "–"), *subtypes])
        self._choose("status", [(status, words["status"][status]) for status in STATUSES])

    def entry(self) -> dict[str, object]:
        return {**self._kept, **self.cleaned_data, "subtype": self.cleaned_data["subtype"] or None}

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
