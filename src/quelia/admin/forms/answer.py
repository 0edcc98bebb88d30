"""An owner's answer as it came by mail: pasted, or a file. It is read once, and shown to nobody again."""

from typing import Any

from django import forms

from quelia.admin.forms.worded import WordedForm
from quelia.admin.language import spoken
from quelia.admin.uploads import MOST_BYTES
from quelia.store import models
from quelia.texts import texts


class _Unsaid(forms.Textarea):
    """What stood in it may hold a secret: no page says it again."""

    def format_value(self, value: Any) -> str:  # noqa: ARG002 - its own form
        return ""


class AnswerForm(WordedForm):
    """content: what was sent, as it came; called: the name of its file."""

    table = "answer"

    text = forms.CharField(
        required=False, strip=False, widget=_Unsaid(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"})
    )
    file = forms.FileField(
        required=False, allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".eml,.txt,.md,.html,.json"})
    )
    plant = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._words = texts(spoken(), "requests")["read"]
        self.choose(
            "plant", [("", self._words["by_name"]), *models.Plant.objects.order_by("name").values_list("slug", "name")]
        )
        self.content, self.called = b"", ""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        sent = given.get("file")
        self.content = sent.read() if sent else given.get("text", "").encode("utf-8", "surrogatepass")
        self.called = sent.name if sent else ""
        if not self.content.strip():
            self.add_error("text", self._words["nothing_sent"])
        elif len(self.content) > MOST_BYTES:
            self.add_error("file" if sent else "text", self._words["too_large"])
        return given
