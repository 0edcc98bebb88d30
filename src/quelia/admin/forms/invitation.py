"""An invitation: whom it is for, where it goes, and how it is written."""

from typing import Any

from django import forms

from quelia.admin.forms.worded import WordedForm
from quelia.admin.language import spoken
from quelia.store import models
from quelia.texts import languages, texts

LENGTHS = ("short", "long")
_PLANT, _OWNER = "plant:", "owner:"


class InvitationForm(WordedForm):
    """about: `plant:<slug>`, or `owner:<slug>` for a plant that we do not know yet."""

    table = "invitation"

    about = forms.ChoiceField()
    email = forms.EmailField(max_length=254, required=False)
    lang = forms.ChoiceField()
    length = forms.ChoiceField(initial=LENGTHS[0])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = texts(spoken(), "requests")["invite"]
        plants = models.Plant.objects.select_related("owner").order_by("name")
        owners = models.Owner.objects.order_by("name")
        self.choose(
            "about",
            [
                ("", texts(spoken(), "office")["choose"]),
                (words["for_plant"], [(f"{_PLANT}{row.slug}", f"{row.name} – {row.owner.name}") for row in plants]),
                (words["for_owner"], [(f"{_OWNER}{row.slug}", row.name) for row in owners]),
            ],
        )
        self.choose("lang", [(each.code, each.name) for each in languages()])
        self.choose("length", [(length, words["lengths"][length]) for length in LENGTHS])

    @property
    def shown(self) -> str:
        """What decides on what the message says, to be sure that it was seen before it is sent."""
        return "|".join(str(self[name].value() or "") for name in ("about", "lang", "length"))

    def slugs(self) -> tuple[str, str]:
        """Of the plant and the owner; one of them is empty."""
        kind, _, slug = str(self["about"].value() or "").partition(":")
        return (slug, "") if f"{kind}:" == _PLANT else ("", slug)


def about_plant(slug: str) -> str:
    return f"{_PLANT}{slug}"


def about_owner(slug: str) -> str:
    return f"{_OWNER}{slug}"
