"""How an owner's server wants to be shown a key. A secret is typed once: from then on the page carries it sealed."""

import base64
from collections.abc import Sequence
from typing import Any, get_args

from django import forms

from quelia.admin.desk import desk
from quelia.admin.forms.worded import WordedForm
from quelia.admin.language import spoken
from quelia.domain.source import Scheme
from quelia.store.declaration import AuthEntry
from quelia.store.secrets import origin
from quelia.store.vault import Place
from quelia.texts import texts

MOST_KEYS = 4
_ENVELOPE = Place("form", 0, "secret")


class KeyForm(WordedForm):
    table = "key"

    type = forms.ChoiceField(initial="none")
    name = forms.CharField(max_length=100, required=False)
    user = forms.CharField(max_length=100, required=False)
    secret = forms.CharField(
        max_length=4000,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = texts(spoken(), "office")["auth"]
        self.choose("type", [(scheme, words[scheme]) for scheme in get_args(Scheme)])

    def entry(self, secret: str) -> AuthEntry | None:
        """None where no key is needed. secret: empty where the one that is kept will do."""
        given = self.cleaned_data
        if given.get("type", "none") == "none":
            return None
        return AuthEntry(type=given["type"], name=given["name"], user=given["user"], secret=secret or None)


KeySet = forms.formset_factory(
    KeyForm, extra=0, min_num=1, max_num=MOST_KEYS, absolute_max=MOST_KEYS, validate_max=True
)


def sealed(secrets: Sequence[str], url: str) -> str:
    """The secrets of a page for the next one, unreadable there, good for the server of `url` only; empty without any."""
    if not any(secrets):
        return ""
    return base64.urlsafe_b64encode(desk().vault.seal([_server(url), *secrets], _ENVELOPE)).decode()


def unsealed(envelope: str, url: str) -> list[str]:
    """The secrets that a page carried; none where they were typed for another server, or by nobody."""
    try:
        content = base64.urlsafe_b64decode(envelope.encode())
    except ValueError:
        return []
    kept = desk().vault.kept(content, _ENVELOPE) if content else []
    return kept[1:] if kept and kept[0] == _server(url) else []


def _server(url: str) -> str:
    try:
        return repr(origin(url))
    except ValueError:
        return ""
