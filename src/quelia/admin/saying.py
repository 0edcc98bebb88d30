"""From what an owner typed to what is kept of it: secrets apart, and nothing lost that he may still correct."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from quelia.admin.answers import Content
from quelia.admin.forms.key import MOST_KEYS, told_to
from quelia.admin.masks import Mask
from quelia.domain.auth import SCHEMES
from quelia.domain.document import decode
from quelia.domain.errors import SourceError
from quelia.domain.unit import UnitError, known_unit
from quelia.onboarding.answer.answer import Answer, Field, Found, Key, Secret
from quelia.onboarding.keyed import bare, named, parted

MOST_SAMPLE_BYTES = 200_000
_LEAST_KNOWN = 6  # characters of a secret that is looked for among the values of an address
_NAMED, _OF_SOMEBODY = ("header", "query"), ("basic", "digest")
_FIELDS: tuple[Field, ...] = ("project", "path", "contact_name", "contact_email", "contact_phone")

Typed = Mapping[str, str]


class Said(NamedTuple):
    """secrets: one for each key. notes: codes of what the owner should know (`note` in `texts/*/invitation.json`)."""

    content: Content
    secrets: list[str]
    notes: list[str]


class _Keys(NamedTuple):
    keys: list[Key]
    secrets: list[str]
    told: list[str]
    dropped: bool


def said(typed: Typed, before: Content, kept: Sequence[str], lang: str) -> Said:
    """before, kept: what was stored so far, and its secrets."""
    address = parted(typed["url"], {each for each in (typed["secret"], *kept) if len(each) >= _LEAST_KNOWN})
    keys = _keys(typed, before, kept, address.url, address.keys)
    mask = Mask(keys.secrets, (key.user for key in keys.keys))
    sample, pasted, fits = _sample(typed["sample"], before, mask)
    fields = {name: mask.text(typed[name]) for name in _FIELDS} | {"url": address.url, "unit": _unit(typed)}
    scheme = typed["scheme"]
    answer = Answer(
        lang=lang,
        fields={name: Found(fields[name]) for name in fields if fields[name]},
        needs_key=True if keys.keys or scheme not in ("", "none") else False if scheme else None,
        keys=tuple(keys.keys),
        sample=sample,
    )
    content = Content(answer=answer, comment=mask.text(typed["comment"]), told=tuple(keys.told), pasted=pasted)
    if _asks_alike(content, before) and keys.secrets == [*kept]:
        content = msgspec.structs.replace(content, tried=before.tried)
    notes = {
        "url_cut": address.cut,
        "key_in_url": bool(address.keys),
        "secret_dropped": keys.dropped,
        "sample_long": not fits,
    }
    return Said(content, keys.secrets, [code for code, holds in notes.items() if holds])


def filled(content: Content) -> dict[str, str]:
    """What the fields of the form hold again: nothing of a secret."""
    answer = content.answer
    first = answer.keys[0] if answer.keys else None
    scheme = first.scheme if first else {True: "other", False: "none", None: ""}[answer.needs_key]
    return {
        **{name: answer.value(name) for name in _FIELDS},
        "url": answer.value("url"),
        "unit": answer.value("unit"),
        "scheme": scheme,
        "name": first.name if first else "",
        "user": first.user if first else "",
        "sample": answer.sample or content.pasted,
        "comment": content.comment,
    }


def _keys(typed: Typed, before: Content, kept: Sequence[str], url: str, found: Sequence[Key]) -> _Keys:
    """The key that was asked for, then further ones that stood in the address, now or before."""
    given = [_typed_key(typed)] if typed["scheme"] in SCHEMES else []
    found = list(found)
    if found and (not given or (given[0].scheme == "query" and not _revealed(given[0]))):
        given = [found.pop(0)]
    old = list(zip(before.answer.keys, kept, before.told, strict=False))
    keys, secrets, told, dropped = [], [], [], False
    for index, key in enumerate(given):
        now = told_to(key.scheme, url, ())
        secret = _revealed(key)
        if not secret and old and old[index][1]:
            secret = old[index][1] if now and now == old[index][2] else ""
            dropped = not secret
        keys.append(key)
        secrets.append(secret)
        told.append(now)
    now = told_to("query", url, ())
    names = {key.name for key in found}
    further = [(key, secret) for key, secret, then in old[1:] if then == now and key.name not in names]
    further = [each for each in further if each[0].name not in typed.get("drop", "").splitlines()]
    for key, secret in [*further, *((key, _revealed(key)) for key in found)][: MOST_KEYS - 1]:
        keys.append(key)
        secrets.append(secret)
        told.append(now)
    return _Keys([msgspec.structs.replace(key, secret=None) for key in keys], secrets, told, dropped)


def _typed_key(typed: Typed) -> Key:
    """The key as the form says it; what was written behind a name or a user is its secret."""
    scheme, name, user, secret = (typed[each] for each in ("scheme", "name", "user", "secret"))
    beside = ""
    if scheme in _NAMED:
        name, beside = named(name)
    elif scheme in _OF_SOMEBODY:
        user, _, beside = user.partition(":")
    key = Key(scheme, name if scheme in _NAMED else "", user if scheme in _OF_SOMEBODY else "")
    return msgspec.structs.replace(key, secret=Secret(bare(secret or beside, key)))


def _revealed(key: Key) -> str:
    return key.secret.reveal() if key.secret is not None else ""


def _sample(text: str, before: Content, mask: Mask) -> tuple[str, str, bool]:
    """The example that can be read, else the text of one that cannot; and whether it was not too long to be kept."""
    if len(text.encode()) > MOST_SAMPLE_BYTES:
        return before.answer.sample, before.pasted, False
    try:
        document = decode(text.encode())
    except SourceError:
        return "", mask.text(text), True
    return mask.sample(text, document), "", True


def _unit(typed: Typed) -> str:
    unit = typed["unit_other"] if typed["unit"] == "other" else typed["unit"]
    try:
        return known_unit(unit).symbol
    except UnitError:
        return unit


def _asks_alike(one: Content, other: Content) -> bool:
    """Whether a try of one says something about the other."""
    return one.answer.keys == other.answer.keys and all(
        one.answer.value(name) == other.answer.value(name) for name in ("url", "path", "unit")
    )
