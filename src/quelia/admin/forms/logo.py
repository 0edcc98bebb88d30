"""A logo: a picture from somebody's machine."""

from typing import Any

from django import forms

from quelia.admin.language import spoken
from quelia.admin.picture import Picture, PictureRefused, drawn_anew
from quelia.texts import texts


class LogoForm(forms.Form):
    """picture: what was made of the file."""

    file = forms.FileField(
        allow_empty_file=True, widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"})
    )
    picture: Picture

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._words = texts(spoken(), "logo")
        self.fields["file"].label = self._words["file"]
        self.fields["file"].help_text = self._words["file_hint"]
        self.fields["file"].error_messages["required"] = self._words["nothing_sent"]

    def clean_file(self) -> None:
        sent = self.cleaned_data["file"]
        try:
            self.picture = drawn_anew(sent.read(), sent.name)
        except PictureRefused as error:
            raise forms.ValidationError(self._words["refused"][error.code]) from error
