"""A map: a selection of the published plants, with its own address and look, and the sites that may frame it."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Count, Q

from quelia.admin.forms.entry import EntryForm
from quelia.admin.language import spoken
from quelia.admin.shown import shown_on
from quelia.domain.framing import SiteError, site
from quelia.domain.plant import BACKGROUNDS, DEFAULT_MAP
from quelia.store import models
from quelia.store.declaration import Problem
from quelia.texts import texts

# a file may declare owners and further plants: then both are offered
_SELECTIONS = {"all": (), "owners": ("owners",), "plants": ("plants",), "both": ("owners", "plants")}
_BARE_HEX = re.compile(r"[0-9a-f]{3}|[0-9a-f]{6}", re.ASCII | re.IGNORECASE)


def selection(facts: Mapping[str, Any]) -> str:
    """How the plants of a map are chosen: all, owners, plants or both. facts: what its row says."""
    named = tuple(name for name in ("owners", "plants") if facts.get(name) is not None)
    return next(shows for shows, names in _SELECTIONS.items() if names == named)


class MapForm(EntryForm):
    """The default map shows all, so that there is nothing to choose. An address is chosen once: frames lead to it."""

    table = "map"
    divided: ClassVar = {
        "map": ("name", "address"),
        "selection": ("shows", "owners", "plants"),
        "look": ("accent", "background"),
        "framing": ("sites",),
    }

    name = forms.CharField(max_length=200)
    address = forms.CharField(max_length=80, required=False)
    shows = forms.ChoiceField(widget=forms.RadioSelect, initial="all")
    owners = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    plants = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    accent = forms.CharField(max_length=7, required=False)
    background = forms.ChoiceField(widget=forms.RadioSelect, initial=BACKGROUNDS[0])
    sites = forms.CharField(max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, slug: str | None = None, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(*args, slug=slug, initial=_initial(slug, initial or {}))
        self._words = texts(spoken(), "maps")
        self._offer(selection(initial or {}))
        self.fields["accent"].widget.attrs["data-pick"] = self._words["pick"]
        if slug is not None:
            self.fields["address"].disabled = True
            self.fields["address"].help_text = self._words["address_kept"]
            count = shown_on(models.Map(**{name: (initial or {}).get(name) for name in ("owners", "plants")})).count()
            self.fields["name"].help_text = self._words["count"].format(count=count)
        if slug == DEFAULT_MAP:
            for name in ("shows", "owners", "plants"):
                del self.fields[name]

    @property
    def slug(self) -> str:
        return self._slug or self.cleaned_data.get("address") or super().slug

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        headings = self._words["part"]
        fields = {part: [self[name] for name in names if name in self.fields] for part, names in self.divided.items()}
        return [(headings[part], found) for part, found in fields.items() if found]

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        taken = self._slug is None and (address == DEFAULT_MAP or models.Map.objects.filter(slug=address).exists())
        if taken:
            raise forms.ValidationError(self._words["address_taken"])
        return address

    def clean(self) -> dict[str, Any]:
        for name in _SELECTIONS.get(self.cleaned_data.get("shows", ""), ()):
            if not self.cleaned_data.get(name):
                self.add_error(name, self._words["choose"][name])
        if self._slug is None and "name" in self.cleaned_data and self.slug == DEFAULT_MAP:
            self.add_error("name", texts(spoken(), "office")["taken"])
        return self.cleaned_data

    def entry(self) -> dict[str, object]:
        chosen = self.cleaned_data
        named = _SELECTIONS[chosen.get("shows", "all")]
        return {
            "name": chosen["name"],
            "owners": chosen["owners"] if "owners" in named else None,
            "plants": chosen["plants"] if "plants" in named else None,
            "accent": _accent(chosen["accent"]),
            "background": chosen["background"],
            "sites": [_origin(text) for text in re.split(r"[\s,;]+", chosen["sites"]) if text],
        }

    def _field_of(self, problem: Problem) -> str | None:
        return "address" if problem.where.endswith("].slug") else super()._field_of(problem)

    def _offer(self, shown: str) -> None:
        """The choices. shown: the selection that stands; both kinds together are kept, and not begun."""
        words, published = self._words, models.Plant.objects.filter(published=True).count()
        selections = [each for each in _SELECTIONS if each != "both" or shown == "both"]
        self.choose("shows", ((each, words["shows"][each].format(count=published)) for each in selections))
        self.choose("background", ((each, words["background"][each]) for each in BACKGROUNDS))
        owners = models.Owner.objects.annotate(shown=Count("plants", filter=Q(plants__published=True))).order_by("name")
        self.choose("owners", ((each.slug, f"{each.name} ({each.shown})") for each in owners))
        plants = models.Plant.objects.order_by("name").values_list("slug", "name", "published")
        draft = words["draft"]
        self.choose("plants", ((slug, name if public else draft.format(name=name)) for slug, name, public in plants))


def _initial(slug: str | None, facts: Mapping[str, Any]) -> dict[str, Any]:
    if slug is None:
        return {}
    return {**facts, "address": slug, "shows": selection(facts), "sites": "\n".join(facts["sites"])}


def _accent(text: str) -> str:
    """With the sign that is easily forgotten."""
    return f"#{text}".lower() if _BARE_HEX.fullmatch(text) else text.lower()


def _origin(text: str) -> str:
    """As it will be kept; what cannot be is left as it is, and told of by the declaration."""
    try:
        return site(text)
    except SiteError:
        return text
