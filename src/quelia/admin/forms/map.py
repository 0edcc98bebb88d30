"""A map: a selection of the published plants, with its own address."""

from typing import Any

from django import forms

from quelia.admin.forms.entry import EntryForm
from quelia.store import models


class MapForm(EntryForm):
    """Owners and plants add up; where none is chosen, all published plants are on the map."""

    table = "map"

    name = forms.CharField(max_length=200)
    owners = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    plants = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {"owners": models.Owner.objects, "plants": models.Plant.objects}
        for name, found in rows.items():
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = list(found.order_by("name").values_list("slug", "name"))

    def entry(self) -> dict[str, object]:
        chosen = self.cleaned_data
        return {"name": chosen["name"], "owners": chosen["owners"] or None, "plants": chosen["plants"] or None}
