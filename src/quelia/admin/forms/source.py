"""A source with one point: where a plant's value is asked for, how, and where it stands in the answer."""

import base64
from typing import Any, ClassVar
from urllib.parse import urlsplit

import msgspec
from django import forms

from quelia.admin.desk import desk
from quelia.admin.forms.entry import EntryForm
from quelia.admin.language import spoken
from quelia.domain.path import Path, PathError
from quelia.domain.plant import Plant
from quelia.domain.quantity import QUANTITIES
from quelia.domain.source import Auth, Point, Source
from quelia.domain.unit import UnitError, declared_unit
from quelia.sources.trace import Trial
from quelia.store import models
from quelia.store.checks import capacity
from quelia.store.declaration import Problem
from quelia.store.vault import Place
from quelia.texts import texts

_SCHEMES = ("none", "header", "query", "bearer", "basic")
_FORMATS = ("json", "dot", "comma", "leading")
_ENVELOPE = Place("form", 0, "secret")  # what a page carries from one try to the next, sealed


class SourceForm(EntryForm):
    """A secret is typed once: from then on the page carries it sealed, for the server it was typed for and no other."""

    table = "source"
    divided: ClassVar = {
        "whose": ("plant", "quantity"),
        "asked": ("url", "auth_type", "auth_name", "auth_user", "secret", "interval_s"),
        "read": ("path", "number", "unit"),
    }

    plant = forms.ChoiceField()
    quantity = forms.ChoiceField()
    url = forms.CharField(max_length=2000, widget=forms.URLInput)
    auth_type = forms.ChoiceField()
    auth_name = forms.CharField(max_length=100, required=False)
    auth_user = forms.CharField(max_length=100, required=False)
    secret = forms.CharField(
        max_length=4000, required=False, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    interval_s = forms.IntegerField(min_value=1, max_value=3600, initial=5)
    path = forms.CharField(max_length=400, required=False)
    number = forms.ChoiceField()
    unit = forms.CharField(max_length=16, initial="kW")
    carried = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = texts(spoken(), "office")
        plants = models.Plant.objects.order_by("name").values_list("slug", "name")
        self._choose("plant", [("", words["choose"]), *plants])
        self._choose("quantity", [(name, texts(spoken(), "visitor")["quantity"][name]) for name in QUANTITIES])
        self._choose("auth_type", [(scheme, words["auth"][scheme]) for scheme in _SCHEMES])
        self._choose("number", [(form, words["format"][form]) for form in _FORMATS])

    @property
    def slug(self) -> str:
        """Of its plant and what is measured: one plant has one point for each quantity."""
        given = self.cleaned_data
        return f"{given['plant'][:60].strip('-')}-{given['quantity'].replace('_', '-')}"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        typed = given.get("secret") or self._carried(given.get("carried", ""), given.get("url", ""))
        given["typed"] = typed if given.get("auth_type") != "none" else ""
        if given.get("auth_type") != "none" and not given["typed"]:
            self.add_error("secret", texts(spoken(), "office")["secret_needed"])
        return given

    def envelope(self) -> str:
        """The secret for the next page, unreadable there; empty where there is none."""
        given = self.cleaned_data
        if not given.get("typed"):
            return ""
        sealed = desk().vault.seal([given["typed"], _server(given.get("url", ""))], _ENVELOPE)
        return base64.urlsafe_b64encode(sealed).decode()

    def entry(self) -> dict[str, object]:
        given = self.cleaned_data
        auth = {"type": given["auth_type"], "name": given["auth_name"], "user": given["auth_user"]}
        row = models.Plant.objects.select_related("owner").get(slug=given["plant"])
        point = {name: given[name] for name in ("plant", "quantity", "path", "number", "unit")}
        return {
            "owner": row.owner.slug,
            "url": given["url"],
            "interval_s": given["interval_s"],
            "auth": [auth | {"secret": given["typed"]}] if given["auth_type"] != "none" else [],
            "point": [point],
        }

    def trial(self) -> tuple[Trial, list[str]] | None:
        """What to try, with its secrets; None where something is to be corrected first."""
        given = self.cleaned_data
        row = models.Plant.objects.get(slug=given["plant"])
        try:
            points = self._points()
        except PathError as error:
            self.add_error("path", Problem("", error.code, error.text).sentence(spoken()))
            return None
        except UnitError as error:
            code = "unit_meant" if error.meant else "unit"
            self.add_error("unit", Problem("", code, error.meant or error.text).sentence(spoken()))
            return None
        auth = (Auth(scheme=given["auth_type"], name=given["auth_name"], user=given["auth_user"]),)
        source = Source(id=0, slug="trial", url=given["url"], points=points, interval_s=given["interval_s"])
        if given["typed"]:
            source = msgspec.structs.replace(source, auth=auth)
        return Trial(source, _plant(row), calls=1), [given["typed"]] if given["typed"] else []

    def _points(self) -> tuple[Point, ...]:
        """Raises PathError or UnitError."""
        given = self.cleaned_data
        if not given["path"]:
            return ()
        unit = declared_unit(given["unit"])
        form = given["number"]
        return (Point(plant="trial", quantity=given["quantity"], path=Path(given["path"]), unit=unit, number=form),)

    def _carried(self, envelope: str, url: str) -> str:
        try:
            sealed = base64.urlsafe_b64decode(envelope.encode())
        except ValueError:
            return ""
        kept = desk().vault.kept(sealed, _ENVELOPE) if sealed else []
        return kept[0] if len(kept) == 2 and kept[1] == _server(url) else ""

    def _field_of(self, problem: Problem) -> str | None:
        """`source[x].point[0].unit` is about the field `unit`."""
        name = problem.where.rpartition(".")[2].partition("[")[0]
        return {"auth": "secret", "point": "quantity"}.get(name, name if name in self.fields else None)

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def _server(url: str) -> str:
    """Scheme, host and port: a secret goes nowhere else."""
    try:
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.hostname}:{parts.port}"
    except ValueError:
        return ""


def _plant(row: models.Plant) -> Plant:
    return Plant(
        slug="trial",
        name=row.name,
        energy=row.energy,
        latitude=row.latitude,
        longitude=row.longitude,
        capacity=capacity(row.capacity),
    )
