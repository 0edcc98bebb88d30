"""What a source says of its server: where it is asked, how often, what its silence means, and whom we trust."""

from typing import Any, ClassVar, get_args

from django import forms

from quelia.admin.forms.fields import LinesField, ListField, NumberField
from quelia.admin.forms.worded import WordedForm
from quelia.admin.language import spoken
from quelia.domain.source import Night
from quelia.store.declaration import SourceEntry
from quelia.texts import texts

_NULLS = get_args(SourceEntry.__annotations__["null"])


class SourceForm(WordedForm):
    """Its keys and its points are forms of their own: key.py, point.py."""

    table = "source"
    divided: ClassVar = {
        "pace": ("history_s", "timeout_s", "daily_quota", "stale_after_s"),
        "silence": ("null", "night", "status_path", "status_ok"),
        "when": ("timestamp_path", "timezone"),
        "trust": ("pin", "ca"),
    }

    url = forms.CharField(max_length=2000, widget=forms.URLInput)
    interval_s = NumberField(least=1, most=3600, initial=5)
    history_s = NumberField(least=0, most=86400, initial=60)
    timeout_s = NumberField(least=1, most=10, initial=3)
    daily_quota = forms.IntegerField(min_value=1, max_value=1_000_000, required=False)
    stale_after_s = NumberField(least=1, most=31_622_400, required=False)
    null = forms.ChoiceField(initial=_NULLS[0])
    night = forms.ChoiceField(initial=get_args(Night)[0])
    status_path = forms.CharField(max_length=400, required=False)
    status_ok = ListField(required=False)
    timestamp_path = forms.CharField(max_length=400, required=False)
    timezone = forms.CharField(max_length=60, initial="Europe/Paris", widget=forms.TextInput(attrs={"list": "zones"}))
    pin = forms.CharField(max_length=100, required=False)
    ca = LinesField(max_length=50_000, required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = texts(spoken(), "source")
        self.choose("null", words["null"].items())
        self.choose("night", words["night"].items())

    def facts(self) -> dict[str, Any]:
        """Of a `SourceEntry`; what is left empty is not said."""
        return {
            name: value or ([] if name == "status_ok" else None)
            for name, value in self.cleaned_data.items()
            if name != "history_s"
        } | {"history_s": self.cleaned_data["history_s"]}
