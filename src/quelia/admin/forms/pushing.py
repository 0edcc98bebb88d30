"""A source that is sent to us: whose it is, how often it is expected, and what is measured. It has no address."""

import re
from typing import Any, get_args

from django import forms
from django.http import QueryDict

from quelia.admin.desk import desk
from quelia.admin.forms.fields import NumberField
from quelia.admin.forms.filled import by_entry, by_post, with_row, without_row
from quelia.admin.forms.point import MOST_POINTS
from quelia.admin.forms.worded import FineForm, word
from quelia.admin.language import spoken
from quelia.admin.slugs import free_slug
from quelia.domain.quantity import QUANTITIES
from quelia.domain.source import Night
from quelia.store import models
from quelia.store.declaration import DeclarationError, SourceEntry, read
from quelia.store.folder import alone
from quelia.texts import texts

_PLACE = re.compile(r"source\[[^]]*\](?:\.point\[([0-9]+)\])?(?:\.(\w+))?")
_USUAL_S = 60  # what a program at a plant sends by itself, and what a bridge does


class _Form(FineForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self.fields, texts(spoken(), "office")["field"][self.table] | texts(spoken(), "pushing")["field"])


class PushForm(_Form):
    """name: becomes the identifier of a new source, and is not asked of one that stands."""

    table = "source"
    fine = ("stale_after_s", "night")

    name = forms.CharField(max_length=80)
    owner = forms.ChoiceField()
    interval_s = NumberField(least=1, most=3600, initial=_USUAL_S)
    stale_after_s = NumberField(least=1, most=31_622_400, required=False)
    night = forms.ChoiceField(initial=get_args(Night)[0])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = models.Owner.objects.order_by("name").values_list("slug", "name")
        self.choose("owner", [("", texts(spoken(), "office")["choose"]), *owners])
        self.choose("night", texts(spoken(), "pushing")["night"].items())


class PushPointForm(_Form):
    table = "point"
    fine = ("scale", "opposite")

    plant = forms.ChoiceField()
    quantity = forms.ChoiceField(initial="power")
    unit = forms.CharField(max_length=16, widget=forms.TextInput(attrs={"list": "units"}))
    minimum = NumberField(required=False)
    maximum = NumberField(required=False)
    scale = NumberField(required=False, initial=1)
    opposite = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plants = models.Plant.objects.order_by("name").values_list("slug", "name")
        self.choose("plant", [("", texts(spoken(), "office")["choose"]), *plants])
        quantities = texts(spoken(), "visitor")["quantity"]
        self.choose("quantity", [(name, quantities[name]) for name in QUANTITIES])

    def told(self) -> dict[str, object]:
        """As the file would say it."""
        given = self.cleaned_data
        scale = 1.0 if given["scale"] is None else given["scale"]
        return {
            "plant": given["plant"],
            "quantity": given["quantity"],
            "unit": given["unit"],
            "scale": -scale if given["opposite"] else scale,
            "minimum": given["minimum"],
            "maximum": given["maximum"],
        }


PushPointSet = forms.formset_factory(
    PushPointForm, extra=0, min_num=1, max_num=MOST_POINTS, absolute_max=MOST_POINTS, validate_max=True
)


class PushSheet:
    """The whole page. posted: what is to be looked at; else it shows `standing`, or a new one of `plant`."""

    def __init__(
        self, posted: QueryDict | None = None, *, standing: SourceEntry | None = None, plant: models.Plant | None = None
    ) -> None:
        self._standing = standing
        shown: dict[str, Any] = {}
        points: list[dict[str, Any]] = [{}]
        if standing is not None:
            filled = by_entry(standing)
            shown, points = dict(filled.server), [dict(each) for each in filled.points]
        elif plant is not None:
            shown, points = {"name": plant.name, "owner": plant.owner.slug}, [{"plant": plant.slug}]
        self._fill(posted, shown, points)

    def _fill(self, posted: QueryDict | None, shown: dict[str, Any], points: list[dict[str, Any]]) -> None:
        self.source = PushForm(posted, initial=shown)
        if self._standing is not None:
            del self.source.fields["name"]
        self.points = PushPointSet(posted, prefix="point", initial=points)
        self.general: list[str] = []

    def reshape(self, posted: QueryDict) -> bool:
        """A point more or less, with what was typed so far. Returns whether somebody asked for that."""
        filled = by_post(posted)
        if "add_point" in posted:
            filled = with_row(filled, "point")
        elif "drop_point" in posted:
            which = str(posted["drop_point"])
            filled = without_row(filled, "point", int(which) if re.fullmatch("[0-9]{1,3}", which, re.ASCII) else -1)
        else:
            return False
        self._fill(None, dict(filled.server), [dict(each) for each in filled.points])
        return True

    @property
    def has_errors(self) -> bool:
        return bool(self.general or self.source.errors or self.points.total_error_count())

    def declare(self) -> SourceEntry | None:
        """Take over what was written; None where something is to be corrected, which stands at its field."""
        if not all([self.source.is_valid(), self.points.is_valid()]) or not self._is_of_the_owner():
            return None
        try:
            file = read({"source": [self._told()]})
            with alone(desk().folder):
                desk().declarer.declare(file)
        except DeclarationError as error:
            for problem in error.problems:
                self._tell(problem.where, problem.sentence(spoken()))
            return None
        return file.source[0]

    def _told(self) -> dict[str, object]:
        given = self.source.cleaned_data
        return {
            "slug": self._standing.slug if self._standing is not None else self._new_slug(given["name"]),
            "owner": given["owner"],
            "push": True,
            "interval_s": given["interval_s"],
            "stale_after_s": given["stale_after_s"],
            "night": given["night"],
            "point": [form.told() for form in self.points.forms],
        }

    def _new_slug(self, name: str) -> str:
        taken = {*models.Source.objects.values_list("slug", flat=True)}
        taken |= {*models.Draft.objects.values_list("slug", flat=True)}
        return free_slug(name, "source", taken)

    def _is_of_the_owner(self) -> bool:
        words, owner = texts(spoken(), "pushing"), self.source.cleaned_data["owner"]
        his = set(models.Plant.objects.filter(owner__slug=owner).values_list("slug", flat=True))
        for form in self.points.forms:
            if not form.cleaned_data:  # left as it was shown, so that nothing is known of it
                form.add_error("plant", texts(spoken(), "source")["wanted"]["plant"])
            elif form.cleaned_data["plant"] not in his:
                form.add_error("plant", words["not_his"])
        return not self.points.total_error_count()

    def _tell(self, where: str, sentence: str) -> None:
        match = _PLACE.fullmatch(where)
        form: forms.Form = self.source
        if match is not None and match[1] is not None:
            form = self.points.forms[int(match[1])]
        field = (match[2] or "quantity") if match is not None else ""
        if match is None or field not in form.fields:
            self.general.append(sentence)
        else:
            form.add_error(field, sentence)
