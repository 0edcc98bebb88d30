"""A plant: what the map shows."""

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from quelia.admin.forms.entry import EntryForm
from quelia.admin.forms.fields import LinesField
from quelia.admin.language import spoken
from quelia.admin.links import NoLink, as_lines, links_of
from quelia.domain.place import degree, pair
from quelia.domain.plant import ENERGIES, STATUSES, USUAL_CARD
from quelia.store import models
from quelia.texts import sentence, texts


class Degrees(forms.FloatField):
    """A number of degrees, however people write it."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        read = degree(value) if isinstance(value, str) else None
        return super().to_python(value) if read is None else read


class PlantForm(EntryForm):
    """Whether it is published or paused is decided elsewhere: `kept` hands that on as it is."""

    table = "plant"
    divided: ClassVar = {
        "what": ("name", "owner", "energy", "subtype", "capacity", "status", "commissioned"),
        "where": ("commune", "intercommunality", "region", "latitude", "longitude"),
        "told": ("description", "links", "card"),
        "contact": ("contact_name", "contact_email", "contact_phone", "website"),
    }

    name = forms.CharField(max_length=200)
    owner = forms.ChoiceField()
    energy = forms.ChoiceField()
    subtype = forms.ChoiceField(required=False)
    capacity = forms.CharField(max_length=40, required=False)
    latitude = Degrees(min_value=-90, max_value=90)
    longitude = Degrees(min_value=-180, max_value=180)
    commune = forms.CharField(max_length=120, required=False)
    intercommunality = forms.CharField(max_length=120, required=False)
    region = forms.CharField(max_length=120, required=False)
    status = forms.ChoiceField()
    commissioned = forms.CharField(max_length=10, required=False)
    description = LinesField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    links = forms.CharField(required=False, max_length=6000, widget=forms.Textarea(attrs={"rows": 3}))
    card = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple, initial=USUAL_CARD)
    contact_name = forms.CharField(max_length=200, required=False)
    contact_email = forms.EmailField(max_length=254, required=False)
    contact_phone = forms.CharField(max_length=40, required=False)
    website = forms.CharField(max_length=400, required=False, widget=forms.URLInput)

    def __init__(
        self, *args: Any, kept: dict[str, object] | None = None, initial: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=_as_typed(initial), **kwargs)
        if isinstance(self.data, QueryDict):
            self.data = _placed(self.data)
        self._kept = kept or {}
        words = texts(spoken(), "visitor")
        first = [("", texts(spoken(), "office")["choose"])]  # nobody means what merely stands there
        self.choose("owner", [*first, *((each.slug, each.name) for each in models.Owner.objects.order_by("name"))])
        self.choose("energy", [*first, *((energy, words["energy"][energy]) for energy in ENERGIES)])
        subtypes = [
            (words["energy"][energy], [(each, words["subtype"][each]) for each in kinds])
            for energy, kinds in ENERGIES.items()
            if kinds
        ]
        self.choose("subtype", [("", "–"), *subtypes])
        self.choose("status", [(status, words["status"][status]) for status in STATUSES])
        self.choose("card", texts(spoken(), "plants")["card"].items())

    def clean_card(self) -> list[str]:
        """In the order that stands, where it names the same: it is the same card."""
        chosen: list[str] = self.cleaned_data["card"]
        before: list[str] = self.initial.get("card", [])
        return before if set(before) == set(chosen) else chosen

    def clean_links(self) -> list[dict[str, str]]:
        try:
            return links_of(self.cleaned_data["links"])
        except NoLink as error:
            raise forms.ValidationError(sentence(spoken(), "cell", "link", fact=error.line[:60])) from error

    def entry(self) -> dict[str, object]:
        return {**self._kept, **self.cleaned_data, "subtype": self.cleaned_data["subtype"] or None}


def _placed(posted: QueryDict) -> QueryDict:
    """With both coordinates where they belong: one pastes both into one field."""
    for name in ("latitude", "longitude"):
        text = posted.get(name, "")
        both = pair(text) if degree(text) is None else None
        if both is not None:
            posted = posted.copy()
            posted["latitude"], posted["longitude"] = map(str, both)
    return posted


def _as_typed(initial: dict[str, Any] | None) -> dict[str, Any] | None:
    """What a row has, as a form shows it."""
    return {**initial, "links": as_lines(initial["links"])} if initial and "links" in initial else initial
