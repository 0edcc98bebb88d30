"""The whole page of a source: its server, its keys and its points, as one entry of the file for `quelia load`."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from quelia.admin.forms.fields import is_set
from quelia.admin.forms.filled import Filled
from quelia.admin.forms.key import KeyForm, KeySet, sealed, told_to, unsealed
from quelia.admin.forms.pace import told
from quelia.admin.forms.point import PointForm, PointSet
from quelia.admin.forms.source import SourceForm
from quelia.admin.language import spoken
from quelia.admin.settling import new_slug
from quelia.sources.preset import PresetAuth
from quelia.store import models
from quelia.store.declaration import Problem, SourceEntry, read
from quelia.store.secrets import origin
from quelia.texts import texts

_PLACE = re.compile(r"source\[[^]]*\](?:\.(auth|point)\[([0-9]+)\])?(?:\.(\w+))?")


class Sheet:
    """posted: what is to be looked at; else `filled` is shown as it is.

    standing: the source that is edited, None for a new one; what the page does not ask is handed on from it.
    """

    def __init__(
        self, *, posted: QueryDict | None = None, filled: Filled | None = None, standing: SourceEntry | None = None
    ) -> None:
        shown = filled or Filled()
        self.server = SourceForm(posted, initial=shown.server)
        self.keys = KeySet(posted, prefix="key", initial=shown.keys)
        self.points = PointSet(posted, prefix="point", initial=shown.points)
        self.general: list[str] = []
        self._standing = standing
        self._posted = posted

    @property
    def is_bound(self) -> bool:
        return self._posted is not None

    def is_valid(self) -> bool:
        valid = all([self.server.is_valid(), self.keys.is_valid(), self.points.is_valid()])
        return valid and self._is_of_one_owner()

    @property
    def has_errors(self) -> bool:
        return self.is_bound and bool(
            self.general or self.server.errors or self.keys.total_error_count() or self.points.total_error_count()
        )

    @property
    def is_complete(self) -> bool:
        """Whether each point says where its number stands and in which unit."""
        told = self._told_points()
        return bool(told) and all(point.is_complete for point in told)

    @property
    def url(self) -> str:
        return str(self._value(self.server, "url"))

    def told(self) -> list[str]:
        """To whom the secret of each key is shown."""
        kinds = [str(self._value(form, "type")) for form in self.keys.forms]
        return [told_to(kind, self.url, self._tokens()) for kind in kinds]

    @property
    def has_tokens_of_others(self) -> bool:
        """Whether tokens are given by another server than that of the source."""
        return any(origin(token) != origin(self.url) for token, _ in self._tokens())

    def plants(self) -> list[str]:
        """The slugs of those that its points are of, that of the first point first."""
        return list(dict.fromkeys(str(point.cleaned_data["plant"]) for point in self._told_points()))

    @property
    def next_point(self) -> int:
        """The point that a chosen number is for: the first that has none yet, else the first."""
        return next((at for at, form in enumerate(self.points.forms) if not self._value(form, "path")), 0)

    @property
    def pace(self) -> str:
        """What the interval means; empty where it is none."""
        try:
            interval_s, history_s, quota = (
                self.server.fields[name].clean(self._value(self.server, name) or None)
                for name in ("interval_s", "history_s", "daily_quota")
            )
        except ValidationError:
            return ""
        return told(interval_s, history_s, quota)

    @property
    def is_set_further(self) -> bool:
        """Whether something beyond the server and its points is to be seen at once: it was set, or is wrong."""
        fields = (field for _, part in self.server.parts for field in part)
        return any(field.errors or is_set(field) for field in fields)

    def slug(self) -> str:
        """That of what stands, or for a new one of its first point; free of those that there are."""
        if self._standing is not None:
            return self._standing.slug
        first = self._told_points()[0].cleaned_data
        return new_slug(first["plant"], first["quantity"])

    def entry(self) -> SourceEntry:
        """With the points that are complete, and the secrets that were typed. To be asked once it is valid."""
        secrets = self.typed()
        auth = [form.entry(secret) for form, secret in zip(self.keys.forms, secrets, strict=True)]
        return SourceEntry(
            slug=self.slug(),
            owner=models.Plant.objects.select_related("owner").get(slug=self.plants()[0]).owner.slug,
            auth=[each for each in auth if each is not None],
            point=[point.entry() for point in self._told_points() if point.is_complete],
            ca_file=self._standing.ca_file if self._standing is not None else None,
            **self.server.facts(),
        )

    def typed(self) -> list[str]:
        """The secret of each key, typed now or before; empty where none was."""
        before = unsealed(str(self._posted.get("carried", "")) if self._posted is not None else "", self.told())
        secrets = []
        for index, form in enumerate(self.keys.forms):
            typed = str(self._value(form, "secret")) or (before[index] if index < len(before) else "")
            secrets.append("" if self._value(form, "type") == "none" else typed)
        return secrets

    def envelope(self) -> str:
        return sealed(self.typed(), self.told()) if self.is_bound else ""

    def name_secrets(self, auth: Iterable[PresetAuth]) -> None:
        """Call the secret of each key of a preset what it is, while the key is still of that kind and name."""
        for form, known in zip(self.keys.forms, auth, strict=False):
            if (self._value(form, "type"), self._value(form, "name")) == (known.scheme, known.name):
                form.fields["secret"].label = known.what.said(spoken())

    def want(self) -> None:
        """Say at each point what is still to be found."""
        words = texts(spoken(), "source")["wanted"]
        for point in self._told_points():
            given = point.cleaned_data
            if not given.get("path"):
                point.add_error("path", words["path"])
            elif not (given.get("unit") or given.get("unit_path")):
                point.add_error("unit", words["unit"])

    def tell(self, problems: Iterable[Problem]) -> None:
        """Write each at its field, in the reader's language."""
        words = texts(spoken(), "source")["problem"]
        for problem in problems:
            said = words.get(problem.code)
            sentence = said.format(fact=problem.fact, **problem.facts) if said else problem.sentence(spoken())
            form, field = self._at(problem.where)
            if form is None or field not in form.fields:
                self.general.append(sentence)
            else:
                form.add_error(field, sentence)

    def _told_points(self) -> list[PointForm]:
        return [form for form in self.points.forms if not form.is_empty]

    def _is_of_one_owner(self) -> bool:
        told = self._told_points()
        if not told:
            self.points.forms[0].add_error("plant", texts(spoken(), "source")["wanted"]["plant"])
            return False
        plants = {point.cleaned_data["plant"] for point in told}
        if models.Plant.objects.filter(slug__in=plants).values("owner").distinct().count() == 1:
            return True
        told[-1].add_error("plant", texts(spoken(), "source")["one_owner"])
        return False

    def _tokens(self) -> list[tuple[str, str]]:
        """The URLs where tokens are given, each with what for."""
        forms = [form for form in self.keys.forms if self._value(form, "type") == "oauth2"]
        return [(str(self._value(form, "token_url")), str(self._value(form, "grant"))) for form in forms]

    def _at(self, where: str) -> tuple[forms.Form | None, str]:
        """The form and the field of `source[x].point[0].unit`."""
        match = _PLACE.fullmatch(where)
        if match is None:
            return None, ""
        part, index, field = match[1], int(match[2] or 0), match[3] or ""
        if part == "auth":
            return _nth(self._used_keys(), index), field if field in KeyForm.base_fields else "secret"
        if part == "point":
            complete = (point for point in self._told_points() if point.is_complete)
            return _nth(complete, index), field if field in PointForm.base_fields else "quantity"
        return self.server, field

    def _used_keys(self) -> Iterator[KeyForm]:
        return (form for form in self.keys.forms if self._value(form, "type") != "none")

    def _value(self, form: forms.Form, name: str) -> Any:
        """What was given, be it right or wrong."""
        return form[name].value() or ""


def _nth(forms_: Iterable[forms.Form], index: int) -> forms.Form | None:
    return next((form for at, form in enumerate(forms_) if at == index), None)


def checked(entry: SourceEntry) -> SourceEntry:
    """The same, taken as the file would be. Raises DeclarationError."""
    return read({"source": [msgspec.to_builtins(entry)]}).source[0]
