"""A file with plants: chosen on one's machine, or pasted."""

from typing import Any

from django import forms

from quelia.admin.forms.worded import word
from quelia.admin.language import spoken
from quelia.admin.uploads import MOST_BYTES
from quelia.texts import texts


class ImportForm(forms.Form):
    """content: what was sent, as it came."""

    file = forms.FileField(
        required=False, allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.geojson,.json"})
    )
    text = forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}))
    new_owners = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._words = texts(spoken(), "exchange")
        word(self.fields, self._words["field"])
        self.content = b""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        sent = given.get("file")
        self.content = sent.read() if sent else given.get("text", "").encode()
        if not self.content.strip():
            self.add_error("file", self._words["nothing_sent"])
        elif len(self.content) > MOST_BYTES:
            self.add_error("file" if sent else "text", self._words["too_large"])
        return given
