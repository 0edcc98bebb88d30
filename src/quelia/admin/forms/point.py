"""A point: what is measured of which plant, and where it stands in the answer."""

from typing import Any, get_args

from django import forms

from quelia.admin.forms.fields import ListField, NumberField
from quelia.admin.forms.worded import FineForm
from quelia.admin.language import spoken
from quelia.domain.quantity import QUANTITIES
from quelia.domain.source import Format, Pick
from quelia.store import models
from quelia.store.declaration import PointEntry
from quelia.texts import texts

MOST_POINTS = 60


class PointForm(FineForm):
    """Where path or unit are still to be found, the point is not tried yet."""

    table = "point"
    fine = ("number", "pick", "unit_path", "scale", "opposite", "minimum", "maximum", "nulls")

    plant = forms.ChoiceField()
    quantity = forms.ChoiceField(initial="power")
    path = forms.CharField(max_length=400, required=False)
    unit = forms.CharField(max_length=16, required=False, widget=forms.TextInput(attrs={"list": "units"}))
    number = forms.ChoiceField(initial=get_args(Format)[0])
    pick = forms.ChoiceField(initial=get_args(Pick)[0])
    unit_path = forms.CharField(max_length=400, required=False)
    scale = NumberField(required=False, initial=1)
    opposite = forms.BooleanField(required=False)
    minimum = NumberField(required=False)
    maximum = NumberField(required=False)
    nulls = ListField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words, visitor = texts(spoken(), "source"), texts(spoken(), "visitor")
        plants = models.Plant.objects.order_by("name").values_list("slug", "name")
        self.choose("plant", [("", texts(spoken(), "office")["choose"]), *plants])
        self.choose("quantity", [(name, visitor["quantity"][name]) for name in QUANTITIES])
        self.choose("number", [(form, words["number_written"][form]) for form in get_args(Format)])
        self.choose("pick", [(pick, words["pick"][pick]) for pick in get_args(Pick)])

    @property
    def is_empty(self) -> bool:
        return not self.cleaned_data

    @property
    def is_complete(self) -> bool:
        given = self.cleaned_data
        return bool(given.get("path") and (given.get("unit") or given.get("unit_path")))

    def entry(self) -> PointEntry:
        given = self.cleaned_data
        scale = 1.0 if given["scale"] is None else given["scale"]
        return PointEntry(
            plant=given["plant"],
            quantity=given["quantity"],
            path=given["path"],
            unit=given["unit"] or None,
            unit_path=given["unit_path"] or None,
            scale=-scale if given["opposite"] else scale,
            minimum=given["minimum"],
            maximum=given["maximum"],
            pick=given["pick"],
            number=given["number"],
            nulls=given["nulls"],
        )


PointSet = forms.formset_factory(
    PointForm, extra=0, min_num=1, max_num=MOST_POINTS, absolute_max=MOST_POINTS, validate_max=True
)
