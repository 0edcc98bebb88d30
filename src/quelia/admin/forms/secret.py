"""The new secrets of a source, one for each key that its server wants to be shown."""

from typing import Any

import msgspec
from django import forms

from quelia.admin.language import spoken
from quelia.store.declaration import SourceEntry
from quelia.texts import texts


class SecretForm(forms.Form):
    """Each field is called after its place: `secret-0`."""

    def __init__(self, *args: Any, entry: SourceEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._entry = entry
        words = texts(spoken(), "source")["secret"]["of"]
        for index, auth in enumerate(entry.auths):
            self.fields[f"secret-{index}"] = forms.CharField(
                label=words[auth.type].format(name=auth.name, user=auth.user),
                max_length=4000,
                strip=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            )

    def entry(self) -> SourceEntry:
        auth = [
            msgspec.structs.replace(each, secret=self.cleaned_data[f"secret-{index}"])
            for index, each in enumerate(self._entry.auths)
        ]
        return msgspec.structs.replace(self._entry, auth=auth)
