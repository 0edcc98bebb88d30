"""The keys of an answer: each with how it is shown, put together from wherever its parts stood."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from quelia.onboarding.answer.answer import Key, Remark, Secret
from quelia.onboarding.answer.fields import pair, wanted
from quelia.onboarding.answer.fields.address import Address
from quelia.onboarding.answer.fields.entry import Section
from quelia.onboarding.answer.fields.hesitation import about_need, hesitates
from quelia.onboarding.answer.fields.named import HEADER_NAME, NAME, in_words, joined, named_key, named_keys
from quelia.onboarding.answer.text.command import Command
from quelia.onboarding.answer.text.folding import fold, soften
from quelia.onboarding.answer.text.line import Whose
from quelia.onboarding.answer.text.vocabulary import SCHEMES, TRUTHS, is_empty
from quelia.store.url import is_secret

_TOKEN = re.compile(r"[^\s,;()«»“”]{8,}")
_HYPHENATED = re.compile(
    r"(?<![\w-])(?:X-[A-Za-z0-9-]+|[A-Za-z0-9]+-[A-Za-z0-9-]*(?:[Kk]ey|[Tt]oken|[Aa]uth))(?![\w-])"
)
_SURELY = 12  # characters: no word of a sentence, beside a key, is as long and stands alone
_MOST_SENTENCES = 100
_AUTHORIZATION = frozenset({"bearer", "basic", "digest"})  # the form has one box for them
_OF_SCHEME = {"x_api_key": "header"}


def credentials(
    section: Section, found: Sequence[Address], commands: Sequence[Command]
) -> tuple[tuple[Key, ...], bool | None, list[Remark]]:
    """The keys, whether one is needed as the owner says, and what there is to remark."""
    remarks: list[Remark] = []
    said, both = wanted.is_needed(section.of("needs_key", "key_value"))
    if both:
        remarks.append(Remark("needs_both", "needs_key", section.of("needs_key")[0].line, asks=True))
    way = wanted.shown(section.of("key_type", "needs_key", "key_name"))
    named = named_keys(section, found, commands, way.scheme)
    plain = list(_plain(section, remarks))
    keys = tuple(_together(named, plain, way, section, remarks))
    doubted = next((entry for entry in section.of("needs_key") if hesitates(entry.first[1])), None)
    if said is not None and doubted is not None and not any(key.secret for key in keys):
        said = None
        remarks.append(about_need(doubted))
    if any(key.secret for key in keys):  # "clé : dans l’URL" is no key that could not be read
        remarks = [each for each in remarks if each.code != "key_unreadable" or _holds_one(section, each.line)]
    if way.several and not any(key.secret for key in named):
        remarks.append(Remark("key_type_several", "key_type", way.line, asks=True))
    if said is False and any(key.secret for key in keys):
        remarks.append(Remark("key_unneeded", "needs_key", asks=True))
    return tuple(_distinct(keys)), said, remarks


def _holds_one(section: Section, line: int) -> bool:
    parts = [part for entry in section.of("key_value", "password") for at, part in entry.parts if at == line]
    return any(re.search("[0-9]", part) for part in parts)


def _plain(section: Section, remarks: list[Remark]) -> Iterator[tuple[str, int, bool]]:
    """(value, line, whether it is sure): keys that stand alone behind their label."""
    for entry in section.of("key_value", "password"):
        parts = joined(entry)
        if any(named_key(each, 0, True) is not None for _, each in parts):
            continue
        # the line to write on may still stand above
        line, part = next((each for each in parts if not pair.is_to_fill_in(pair.unquoted(each[1]))), parts[0])
        is_sure = entry.is_sure and (line, part) in entry.parts  # put together again, it is not
        value = pair.unquoted(part)
        if pair.is_to_fill_in(value) or fold(value) in TRUTHS or in_words(value):  # "clé : sans" is none
            continue
        if not entry.is_sure and not re.search("[0-9]", value) and len(value) < _SURELY:
            continue
        if not re.search(r"\s", value):
            yield value, line, is_sure
        elif entry.code == "password" and len(value.split()) <= 3:
            yield value, line, False
        elif (
            len(tokens := [each for each in _TOKEN.findall(value) if re.search("[0-9]", each) and "://" not in each])
            == 1
        ):
            yield tokens[0].rstrip("."), line, False
        elif _login(value) is not None:
            yield value, line, False
        elif entry.is_sure:  # a sentence about a key need not hold one
            remarks.append(Remark("key_unreadable", "key", line, asks=True))


def _login(value: str) -> tuple[str, str] | None:
    """User and password on one line: "lecture / s3cret"."""
    parts = re.split(r"\s*(?:/|\||,)\s+|\s+(?:/|\||,)\s*", value)
    return (parts[0], parts[1]) if len(parts) == 2 and all(parts) and not any(" " in each for each in parts) else None


def _together(
    named: Sequence[Key],
    plain: Sequence[tuple[str, int, bool]],
    way: wanted.Shown,
    section: Section,
    remarks: list[Remark],
) -> Iterator[Key]:
    """Keys that have a name, the places of keys filled in, and the keys that are nothing but a value."""
    user, name = _said(section, "user"), _name(section, way)
    if not way.scheme and not way.several:
        way = _way_beside(section)
    secrets = {key.secret.reveal() for key in named if key.secret is not None}
    left = [each for each in plain if each[0] not in secrets]
    ticked = _OF_SCHEME.get(way.scheme, way.scheme)
    for each in named:
        key = msgspec.structs.replace(each, confidence="likely") if _is_otherwise(each, ticked) else each
        if key.secret is None and left:
            value, line, sure = left.pop(0)
            yield _filled(key, value, line, user, sure)
        else:
            yield key
    open_ = not named
    for value, line, sure in left:
        yield _made(value, line, sure, way, name, user, remarks)
        open_ = False
    if open_ and way.scheme:
        yield _made("", way.line, True, way, name, user, remarks)
    elif open_ and user and not left:
        yield Key("basic", user=user, line=section.of("user")[0].line)


def _is_otherwise(key: Key, ticked: str) -> bool:
    """Whether a key that surely looks like one way stands where another is ticked."""
    alike = ticked == key.scheme or {ticked, key.scheme} <= _AUTHORIZATION
    return bool(ticked) and not alike and key.confidence == "sure"


def _filled(key: Key, value: str, line: int, user: str, sure: bool) -> Key:
    login = _pair_of(value) if key.scheme == "basic" and not (key.user or user) else None
    return msgspec.structs.replace(
        key,
        user=(login[0] if login else key.user or user) if key.scheme in ("basic", "digest") else key.user,
        secret=Secret(login[1] if login else value),
        line=line,
        confidence="sure" if sure else "likely",
    )


def _pair_of(value: str) -> tuple[str, str] | None:
    user, colon, password = value.partition(":")
    return (user, password) if colon and user and password else _login(value)


def _made(value: str, line: int, sure: bool, way: wanted.Shown, name: str, user: str, remarks: list[Remark]) -> Key:
    """A key of a value, or of its place, and of what was said beside it."""
    scheme = _OF_SCHEME.get(way.scheme, way.scheme)
    name = "X-API-Key" if way.scheme == "x_api_key" else name
    has_password = scheme in ("basic", "digest") or (not scheme and user)
    if has_password:
        scheme = scheme or "basic"
        login = _pair_of(value) if value and not user else None
        user, value = login or (user, value)
    secret = Secret(value) if value else None
    confidence = "sure" if sure else "likely"
    if not scheme and name:
        return Key("header" if "-" in name else "query", name, secret=secret, line=line, confidence="likely")
    if not scheme:
        remarks.append(Remark("key_place", "key", line, asks=True))
        return Key("header", secret=secret, line=line, confidence="doubtful")
    if scheme in ("header", "query") and not name:
        remarks.append(Remark("key_name", "key", line, asks=True))
    carries_name, carries_user = scheme in ("header", "query"), scheme in ("basic", "digest", "oauth2")
    return Key(scheme, name if carries_name else "", user if carries_user else "", secret, confidence, line)  # type: ignore[arg-type]


def _way_beside(section: Section) -> wanted.Shown:
    """How a key is shown by its label, "Bearer token : …", or behind it: "…, dans le header X-API-Key"."""
    entries = [entry for entry in section.of("key_value") if " " in entry.text.strip()]
    heads = [SCHEMES[entry.head] for entry in section.of("key_value") if entry.head in SCHEMES]
    if heads:
        return wanted.Shown(heads[0])
    told = wanted.shown(entries)
    sentences = [line.text for line in section.loose[:_MOST_SENTENCES] if line.whose == Whose.REPLY]
    return told if told.scheme else wanted.mentioned(sentences)


def _said(section: Section, code: str) -> str:
    entries = section.of(code)
    value = pair.unquoted(entries[0].first[1]) if entries else ""
    return "" if is_empty(value) else value


def _name(section: Section, way: wanted.Shown) -> str:
    """The name of the header or parameter: in a line of its own, behind "Autre", or beside the word for it."""
    said = _said(section, "key_name")
    if HEADER_NAME.fullmatch(said):
        return said
    for text in (
        said,
        way.other,
        *(part for entry in section.of("key_type", "needs_key", "key_value") for _, part in entry.parts),
    ):
        if (found := NAME.search(soften(text))) is not None and _may_be_name(text[found.start(1) : found.end(1)]):
            return text[found.start(1) : found.end(1)]
    found = _HYPHENATED.search(way.other) or _HYPHENATED.search(said)
    return found[0] if found is not None else ""


def _may_be_name(name: str) -> bool:
    """Not one that stands in the form itself."""
    return is_secret(name) and name.lower() not in ("authorization", "x-api-key")


def _distinct(keys: Sequence[Key]) -> Iterator[Key]:
    """Each key once, the first that has a secret; of a place without one nothing where the same has one."""
    kept: dict[tuple[str, str, str], Key] = {}
    for key in keys:
        place = (key.scheme, key.name.lower(), key.user)
        if place not in kept or (kept[place].secret is None and key.secret is not None):
            kept[place] = key
    seen: set[Secret | None] = set()
    for key in kept.values():
        if key.secret is None or key.secret not in seen:
            yield key
        seen.add(key.secret)
