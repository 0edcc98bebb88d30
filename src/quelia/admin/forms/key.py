"""How an owner's server wants to be shown a key. A secret is typed once: from then on the page carries it sealed."""

import base64
from collections.abc import Sequence
from typing import Any, get_args

from django import forms

from quelia.admin.desk import desk
from quelia.admin.forms.worded import WordedForm
from quelia.admin.language import spoken
from quelia.domain.auth import SCHEMES, Grant, Place
from quelia.store.declaration import AuthEntry
from quelia.store.secrets import origin
from quelia.store.vault import Place as Drawer
from quelia.texts import texts

MOST_KEYS = 4
_OF_TOKENS = {"oauth2": ("grant", "scope", "place")}
_ENVELOPE = Drawer("form", 0, "secret")


class KeyForm(WordedForm):
    table = "key"

    type = forms.ChoiceField(initial="none")
    name = forms.CharField(max_length=100, required=False)
    user = forms.CharField(max_length=100, required=False)
    token_url = forms.CharField(max_length=2000, required=False, widget=forms.URLInput)
    grant = forms.ChoiceField(initial=get_args(Grant)[0], required=False)
    scope = forms.CharField(max_length=1000, required=False)
    place = forms.ChoiceField(initial=get_args(Place)[0], required=False)
    secret = forms.CharField(
        max_length=4000,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words, tokens = texts(spoken(), "office")["auth"], texts(spoken(), "source")["token"]
        self.choose("type", [(scheme, words[scheme]) for scheme in ("none", *SCHEMES)])
        self.choose("grant", [(grant, tokens[grant]) for grant in get_args(Grant)])
        self.choose("place", [(place, tokens[place]) for place in get_args(Place)])

    def entry(self, secret: str) -> AuthEntry | None:
        """None where no key is needed. secret: empty where the one that is kept will do."""
        given = self.cleaned_data
        scheme = given.get("type", "none")
        if scheme == "none":
            return None
        # what stands in a field that this kind of key does not show was typed for another kind
        keys = {key: given[key] for key in (*SCHEMES[scheme].keys, *_OF_TOKENS.get(scheme, ())) if given[key]}
        return AuthEntry(type=scheme, secret=secret or None, **keys)


KeySet = forms.formset_factory(
    KeyForm, extra=0, min_num=1, max_num=MOST_KEYS, absolute_max=MOST_KEYS, validate_max=True
)


def sealed(secrets: Sequence[str], told: Sequence[str]) -> str:
    """The secrets of a page for the next one, unreadable there; empty without any. told: to whom each is, as `told_to` has it."""
    if not any(secrets):
        return ""
    kept = [part for pair in zip(told, secrets, strict=True) for part in pair]
    return base64.urlsafe_b64encode(desk().vault.seal(kept, _ENVELOPE)).decode()


def unsealed(envelope: str, told: Sequence[str]) -> list[str]:
    """The secrets that a page carried, each in its place; empty where one was typed for another server, or by nobody."""
    try:
        content = base64.urlsafe_b64decode(envelope.encode())
    except ValueError:
        return []
    kept = desk().vault.kept(content, _ENVELOPE) if content else []
    pairs = zip(told, kept[::2], kept[1::2], strict=False)
    return [secret if before == now else "" for now, before, secret in pairs]


def told_to(scheme: str, url: str, tokens: Sequence[tuple[str, str]]) -> str:
    """Whom a key of a source is shown to. tokens: the URLs where tokens are given, each with what for.

    Whoever changes the kind of a key must not have the secret of one server shown to the other.
    """
    try:
        for_a_token = scheme in ("oauth2", "oauth2_secret")
        return repr([origin(url), *((origin(token), grant) for token, grant in tokens if for_a_token), for_a_token])
    except ValueError:
        return ""
