"""From what an owner typed to what is kept of it: secrets apart, and nothing lost that he may still correct."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import msgspec

from quelia.admin.answers import Content
from quelia.admin.forms.key import MOST_KEYS, told_to
from quelia.domain.auth import SCHEMES
from quelia.domain.document import decode
from quelia.domain.errors import SourceError
from quelia.domain.unit import UnitError, known_unit
from quelia.onboarding.answer.answer import Answer, Field, Found, Key, Secret
from quelia.onboarding.answer.masked import masked, redactor_of
from quelia.onboarding.answer.read import read
from quelia.onboarding.answer.sample import mended
from quelia.onboarding.keyed import Parted, bare, named, parted

MOST_SAMPLE_BYTES = 200_000
_LONG_ENOUGH = 8  # characters of a secret that is looked for in an address: shorter ones stand there by chance
_DEEPEST = 100  # of an example: what goes through it needs a little of the stack for each
_NAMED, _OF_SOMEBODY = ("header", "query"), ("basic", "digest")
_FIELDS: tuple[Field, ...] = ("project", "path", "contact_name", "contact_email", "contact_phone")

Typed = Mapping[str, str]


class Said(NamedTuple):
    """secrets: one for each key. notes: codes of what the owner should know (`note` in `texts/*/invitation.json`)."""

    content: Content
    secrets: list[str]
    notes: list[str]


class _Keys(NamedTuple):
    """keys: with their secrets. told: to whom each was given. dropped: whether one was given to somebody else."""

    keys: list[Key]
    told: list[str]
    dropped: bool


def said(typed: Typed, before: Content, kept: Sequence[str], lang: str) -> Said:
    """before, kept: what was stored so far, and its secrets."""
    typed = _with_pasted(typed)
    comment, typed = typed["comment"], _without_keys(typed, kept)
    address = parted(typed["url"], {each for each in (typed["secret"], *kept) if len(each) >= _LONG_ENOUGH})
    keys = _keys(typed, before, kept, address)
    sample, pasted, fits = _sample(typed["sample"], before)
    fields = {name: typed[name] for name in _FIELDS} | {"url": address.url, "unit": _unit(typed)}
    scheme = typed["scheme"]
    answer = Answer(
        lang=lang,
        fields={name: Found(text) for name, text in fields.items() if text},
        needs_key=True if keys.keys or scheme not in ("", "none") else False if scheme else None,
        keys=tuple(keys.keys),
        sample=sample,
    )
    hidden = redactor_of(answer)
    content = Content(
        answer=_without(answer),
        comment=hidden.text(typed["comment"]),
        told=tuple(keys.told),
        pasted=hidden.text(pasted),
    )
    secrets = [_revealed(key) for key in keys.keys]
    if _asks_alike(content, before) and secrets == [*kept]:
        content = msgspec.structs.replace(content, tried=before.tried)
    notes = {
        "url_cut": address.cut,
        "key_in_url": bool(address.keys) and not address.cut,
        "key_in_comment": comment != typed["comment"],
        "secret_dropped": keys.dropped,
        "sample_long": not fits,
    }
    return Said(content, secrets, [code for code, holds in notes.items() if holds])


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


def _keys(typed: Typed, before: Content, kept: Sequence[str], address: Parted) -> _Keys:
    """The key that was asked for, then further ones that stood in the address, now or before."""
    found = list(address.keys)
    old = list(zip(before.answer.keys, kept, before.told, strict=False))
    first = _typed_key(typed) if typed["scheme"] in SCHEMES else None
    dropped = False
    if found and (first is None or (not _revealed(first) and first.scheme == found[0].scheme)):
        first = found.pop(0)
    elif first is not None and not _revealed(first) and old and old[0][1]:
        dropped = old[0][2] != told_to(first.scheme, address.url, ())
        first = msgspec.structs.replace(first, secret=Secret("" if dropped else old[0][1]))
    names = {key.name for key in found} | {typed.get("drop", "")}
    further = [
        msgspec.structs.replace(key, secret=Secret(secret))
        for key, secret, told in old[1:]
        if told == told_to(key.scheme, address.url, ()) and key.name not in names
    ]
    keys = [*([first] if first is not None else []), *further, *found][:MOST_KEYS]
    return _Keys(keys, [told_to(key.scheme, address.url, ()) for key in keys], dropped)


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


def _with_pasted(typed: Typed) -> Typed:
    """With what a template that was filled in, or a command, says of the fields. The text itself is not kept."""
    if not typed["paste"].strip():
        return typed
    answer, *_ = read(typed["paste"])
    found = {name: answer.value(name) for name in (*_FIELDS, "url", "unit")} | {"sample": answer.sample}
    key = next((each for each in answer.keys if each.secret is not None and each.scheme in SCHEMES), None)
    if key is not None:
        found |= {"scheme": key.scheme, "name": key.name, "user": key.user, "secret": _revealed(key)}
    elif answer.needs_key is False:
        found["scheme"] = "none"
    if found["unit"]:
        found |= {"unit": "other", "unit_other": found["unit"]}
    return {**typed, **{name: text for name, text in found.items() if text}}


def _without_keys(typed: Typed, kept: Sequence[str]) -> Typed:
    """Without the keys in the comment; the first of them is taken for the one that is asked for, where none came yet."""
    answer, *_ = read(typed["comment"])
    found = tuple(key for key in answer.keys if key.confidence == "sure" or _is_like_a_key(_revealed(key)))
    given: dict[str, str] = {}
    first = next((key for key in found if key.scheme in SCHEMES), None)
    if first is not None and not typed["secret"] and not any(kept):
        given["secret"] = _revealed(first)
        if typed["scheme"] not in SCHEMES:
            given |= {"scheme": first.scheme, "name": first.name, "user": first.user}
    hidden = redactor_of(msgspec.structs.replace(answer, keys=found))
    return {**typed, **given, "comment": hidden.text(typed["comment"])}


def _is_like_a_key(text: str) -> bool:
    """Not a date, nor a word."""
    return len(text) >= _LONG_ENOUGH and any(map(str.isalpha, text)) and any(map(str.isdigit, text))


def _sample(text: str, before: Content) -> tuple[str, str, bool]:
    """The example that can be read, else the text of one that cannot; and whether it was not too long to be kept."""
    if len(text.encode()) > MOST_SAMPLE_BYTES:
        return before.answer.sample, before.pasted, False
    if _depth(text) > _DEEPEST:
        return "", text, True
    try:
        decode(text.encode())
    except SourceError:
        sample, _ = mended(text)
        return sample, "" if sample else text, True
    return text, "", True


def _depth(text: str) -> int:
    """How deep things stand in each other, at most."""
    steps = ((char in "[{") - (char in "]}") for char in text)
    return max(accumulate(steps, initial=0))


def _without(answer: Answer) -> Answer:
    """The answer without its secrets, wherever they stand.

    A short one may be part of any address, and one is sent to it anyway: only what is long enough to be one goes out.
    """
    clean = masked(answer)
    long = any(len(_revealed(key)) >= _LONG_ENOUGH for key in answer.keys)
    left: tuple[Field, ...] = ("unit",) if long else ("url", "unit")
    fields = {**clean.fields, **{name: found for name, found in answer.fields.items() if name in left}}
    keys = tuple(msgspec.structs.replace(key, secret=None) for key in answer.keys)
    return msgspec.structs.replace(clean, fields=fields, keys=keys)


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


def _revealed(key: Key) -> str:
    return key.secret.reveal() if key.secret is not None else ""
