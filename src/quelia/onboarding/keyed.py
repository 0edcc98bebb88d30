"""Keys where they should not stand: in an address, behind the name of a header. They are taken out before anything is kept."""

import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import unquote_plus

from quelia.onboarding.answer.answer import Key, Secret
from quelia.onboarding.answer.fields.address import parted as without_keys
from quelia.onboarding.answer.read import read
from quelia.sources.redact import MASK
from quelia.store.url import is_secret

_PARAMETER = re.compile(r"[^&;]+")
_BEARER = re.compile(r"\A\s*bearer\s+(?=\S)", re.I)


class Parted(NamedTuple):
    """url: as it may be stored. keys: with the secrets that stood in it. cut: whether there was more than an address."""

    url: str
    keys: tuple[Key, ...] = ()
    cut: bool = False


def parted(text: str, known: Collection[str] = ()) -> Parted:
    """An address without the keys in it. known: secrets that may stand there under any name.

    Of a text that is more than an address, such as a command, its address and keys are taken, and nothing else is left.
    """
    text, keys = text.strip(), []
    cut = re.search(r"\s", text) is not None
    if cut:
        found, *_ = read(text)
        text, keys = found.value("url"), [key for key in found.keys if key.secret is not None]
    address, hash_mark, fragment = text.partition("#")
    if any(_holds_key(each, known) for each in _PARAMETER.findall(fragment)):
        hash_mark = fragment = ""  # no server is sent it
    address, found_keys = _without_keys(address)
    before, _, query = address.partition("?")
    parameters = _PARAMETER.findall(query)
    kept = [each for each in parameters if not _holds_key(each, known)]
    keys += [*found_keys, *(_key(each) for each in parameters if each not in kept)]
    if len(kept) < len(parameters):
        address = f"{before}?{'&'.join(kept)}" if kept else before
    return Parted(f"{address}{hash_mark}{fragment}", tuple(keys), cut)


def bare(text: str, key: Key) -> str:
    """A secret as it was pasted, without what stands before it in a header or an address: `X-API-Key: `, `Bearer `."""
    text = text.strip()
    for before in filter(None, (key.name, "Authorization")):
        text = re.sub(rf"\A{re.escape(before)}\s*[:=]\s*(?=\S)", "", text, flags=re.I)
    return _BEARER.sub("", text) if key.scheme == "bearer" else text


def named(text: str) -> tuple[str, str]:
    """What stands in the field for a name: `X-API-Key`, and the secret behind it where somebody wrote that there too."""
    name, _, secret = text.strip().partition(":" if ":" in text else "=")
    return name.strip(), secret.strip()


def _without_keys(text: str) -> tuple[str, list[Key]]:
    """By the rule with which answers are read; an address that holds none stays as it was typed."""
    found = without_keys(text)
    if not found.url or (found.login is None and not found.query):
        return text, []
    url, keys = found.url, []
    if found.login is not None and any(found.login):
        user, secret = found.login
        # a key that stands alone is one too
        keys.append(Key("basic", user=user if secret else "", secret=Secret(secret or user)))
    for name, value in found.query:
        keys.append(Key("query", name, secret=Secret(value)))
        if not name:  # a piece of the path, which would be another one without it
            url = url.replace(value, MASK)
    return url, keys


def _key(parameter: str) -> Key:
    name, _, value = parameter.partition("=")
    return Key("query", unquote_plus(name), secret=Secret(unquote_plus(value)))


def _holds_key(parameter: str, known: Collection[str]) -> bool:
    name, _, value = parameter.partition("=")
    return bool(value) and (is_secret(unquote_plus(name)) or unquote_plus(value) in known)
