"""What an owner is asked for on his invitation. Nothing is required by a browser: what is typed so far is kept."""

import re
from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.html import format_html

from quelia.admin.language import spoken
from quelia.domain.path import Path, PathError
from quelia.domain.unit import UnitError, declared_unit
from quelia.onboarding.answer.answer import Answer
from quelia.sources.redact import MASK
from quelia.store.auth import problems, secret_problem
from quelia.store.declaration import AuthEntry, Problem
from quelia.texts import texts

SCHEMES = ("header", "query", "bearer", "basic", "digest", "none", "other")
UNITS = ("kW", "MW", "Nm³/h")  # those that are ticked; any other is written
_MOST = {
    "project": 200, "url": 2000, "name": 100, "user": 100, "secret": 4000, "path": 400, "unit_other": 16,
    "paste": 50_000, "contact_name": 200, "contact_email": 254, "contact_phone": 40, "comment": 4000, "scheme": 20, "unit": 20,
}  # fmt: skip
_EXACT = {"autocapitalize": "off", "autocorrect": "off", "spellcheck": "false"}
_LINES = ("paste", "sample", "comment")
# what would move a cursor or hide something; in a text of several lines all but their ends and tabs
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_UNSEEN_IN_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def typed(posted: QueryDict) -> dict[str, str]:
    """What was sent of the form, each field a text of a length that we keep; a secret as it is."""
    given = {}
    for name in (*AnsweringForm.base_fields, "drop"):
        text = str(posted.get(name, "")).replace("\r\n", "\n")
        if name != "secret":
            text = (_UNSEEN_IN_LINES if name in _LINES else _UNSEEN).sub("", text).strip()
        given[name] = text[: _MOST[name]] if name in _MOST else text
    return given


class AnsweringForm(forms.Form):
    """Filled with what is kept. Labels and hints come from `texts/*/invitation.json`, by the names of the fields."""

    paste = forms.CharField(required=False, widget=forms.Textarea(attrs={**_EXACT, "rows": 5}))
    project = forms.CharField(required=False)
    url = forms.CharField(
        required=False, widget=forms.URLInput(attrs={**_EXACT, "autocomplete": "off", "placeholder": "https://"})
    )
    scheme = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    name = forms.CharField(required=False, widget=forms.TextInput(attrs={**_EXACT, "autocomplete": "off"}))
    user = forms.CharField(required=False, widget=forms.TextInput(attrs={**_EXACT, "autocomplete": "off"}))
    secret = forms.CharField(
        required=False, strip=False, widget=forms.PasswordInput(attrs={**_EXACT, "autocomplete": "new-password"})
    )
    path = forms.CharField(required=False, widget=forms.TextInput(attrs={**_EXACT, "autocomplete": "off"}))
    unit = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    unit_other = forms.CharField(required=False, widget=forms.TextInput(attrs={**_EXACT, "autocomplete": "off"}))
    sample = forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs={**_EXACT, "rows": 7}))
    contact_name = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    contact_email = forms.CharField(required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    contact_phone = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    )
    comment = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, kept: Mapping[str, str]) -> None:
        unit = kept.get("unit", "")
        of_unit = {"unit": unit, "unit_other": ""} if unit in ("", *UNITS) else {"unit": "other", "unit_other": unit}
        super().__init__({**kept, **of_unit}, use_required_attribute=False)
        words = texts(spoken(), "invitation")
        for name, field in self.fields.items():
            field.label = words["field"][name]
            field.help_text = words["hint"].get(name, "")
            if name in _MOST and hasattr(field, "max_length"):
                field.widget.attrs["maxlength"] = _MOST[name]
        hinted = '{} <span class="hint">{}</span>'
        self._choose(
            "scheme", {each: format_html(hinted, words["scheme"][each], words["scheme_hint"][each]) for each in SCHEMES}
        )
        self._choose("unit", {**{each: each for each in UNITS}, "other": words["other_unit"]})
        self.full_clean()

    def tell(self, wrong: Mapping[str, str]) -> None:
        """Write each sentence at its field."""
        for name, sentence in wrong.items():
            self.add_error(name, sentence)

    def _choose(self, name: str, choices: Mapping[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices.items())


def wrong_with(answer: Answer, secrets: list[str]) -> dict[str, str]:
    """What must be corrected before the owner's server can be asked: a sentence by field."""
    words = texts(spoken(), "invitation")["wrong"]
    url = answer.value("url")
    wrong: dict[str, str] = {"url": words["key_in_path" if url else "url"]} if not url or MASK in url else {}
    for key, secret in zip(answer.keys, secrets, strict=True):
        entry = AuthEntry(type=key.scheme, name=key.name, user=key.user)
        for problem in problems("auth", [entry]):
            wrong.setdefault(problem.where.rpartition(".")[2], _said(problem, words))
        if not secret:
            wrong.setdefault("secret", words["secret"])
        elif (fault := secret_problem(entry, secret)) is not None:
            wrong.setdefault("secret", Problem("", fault).sentence(spoken()))
    path, unit = answer.value("path"), answer.value("unit")
    try:
        Path(path)
    except PathError as error:
        wrong["path"] = Problem("", error.code, error.text).sentence(spoken())
    try:
        declared_unit(unit or UNITS[0])
    except UnitError as error:
        told = Problem("", "unit_meant", error.meant) if error.meant else Problem("", "unit", error.text)
        wrong["unit_other"] = told.sentence(spoken())
    return {name if name in AnsweringForm.base_fields else "secret": text for name, text in wrong.items()}


def cannot_reach(answer: Answer, *, known: bool) -> dict[str, str]:
    """What is wrong with how the owner may be reached. known: whether we have an address of his already."""
    words = texts(spoken(), "invitation")["wrong"]
    email = answer.value("contact_email")
    if not email and not answer.value("contact_phone"):
        return {} if known else {"contact_email": words["contact"]}
    try:
        if email:
            validate_email(email)
    except ValidationError:
        return {"contact_email": words["email"]}
    return {}


def _said(problem: Problem, words: Mapping[str, str]) -> str:
    return words["missing"] if problem.code == "missing_key" else problem.sentence(spoken())
