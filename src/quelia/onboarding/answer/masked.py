"""Takes the secrets of an answer out of all the rest of it, wherever its owner or his API wrote them a second time."""

import re
from collections.abc import Iterable, Iterator

import msgspec

from quelia.domain.document import Document, decode
from quelia.domain.errors import SourceError
from quelia.onboarding.answer.answer import Answer, Field, Found, Key, Remark
from quelia.onboarding.answer.fields.pair import is_to_fill_in
from quelia.onboarding.answer.text.vocabulary import ways
from quelia.sources.redact import MASK, Redactor
from quelia.store.url import is_secret

# what ends a sentence or stands round a word, and may have been taken for a piece of a key
_ROUND = " .,;:!?()[]<>\"'`«»“”‘’\u00a0\u202f"
_SHORTEST = 6
_WORDS = "|".join(re.escape(way) for way, code in ways("label") if code in ("key_value", "password"))
# what stands behind the word for a key, in a place where nobody looks for one: "Parc X (clé API : …)"
_BEHIND_WORD = re.compile(
    "(?<!\\w)(?:" + _WORDS.replace("’", "['’]") + r""")["'”»]?\s*[:=]\s*["'«“`]?\s*(?P<value>[^\s,;"'«»“”`()<>]{6,})""",
    re.I,
)
# with nothing between them, what no word is like
_BESIDE_WORD = re.compile(
    "(?<!\\w)(?:"
    + _WORDS.replace("’", "['’]")
    + r""")\s+["'«“`]?\s?(?P<value>(?=[^\s0-9]*[0-9])[^\s,;"'«»“”`()<>]{8,})""",
    re.I,
)
# of an address, or of a header, in the middle of a text
_NAME = re.compile(r"([\w.%-]{1,60})(?:=|:\s?)")
_NAMED = re.compile(r"(?:(?:bearer|basic|token)\s+)?(?P<value>[^\s&;#,\"'<>]+)", re.I)
_LOGIN = re.compile(r"(?<=://)[^/?#@\s:]{0,100}:(?P<value>[^?#\s]{1,200})@")
# where programs write headers and parameters as pairs
_NAMES, _VALUES = ("name", "key", "header", "id"), ("value", "values")
# where no key belongs, and an address or a path would be spoiled by a wrong guess
_OF_PEOPLE: tuple[Field, ...] = ("project", "contact_name", "contact_email", "contact_phone")


def redactor_of(*answers: Answer) -> Redactor:
    """What masks the secrets of answers in whatever is said of them."""
    redactor = Redactor()
    for answer in answers:
        for key in answer.keys:
            if key.secret is None:
                continue
            secret = key.secret.reveal()
            redactor.register(secret, key.user or None)
            bare = secret.strip(_ROUND)
            if len(bare) >= _SHORTEST:
                redactor.register(bare, key.user or None)
    return redactor


def masked(answer: Answer, also: Iterable[str] = ()) -> Answer:
    """The same answer, its secrets only among its keys. also: texts that may be secrets, although they are no key."""
    redactor = redactor_of(answer)
    for text in also:
        for each in {text, "".join(text.split())}:
            if len(each) >= _SHORTEST:
                redactor.register(each)
    return msgspec.structs.replace(
        answer,
        fields={name: _found(name, found, redactor) for name, found in answer.fields.items()},
        keys=tuple(_key(key, redactor) for key in answer.keys),
        sample=_sample(answer.sample, redactor),
        remarks=tuple(_remark(remark, redactor) for remark in answer.remarks),
    )


def _found(field: Field, found: Found, redactor: Redactor) -> Found:
    value = redactor.text(found.value)
    return msgspec.structs.replace(found, value=_without_told(value) if field in _OF_PEOPLE else value)


def _key(key: Key, redactor: Redactor) -> Key:
    return msgspec.structs.replace(key, name=redactor.text(key.name), user=redactor.text(key.user))


def told(text: str) -> Iterator[str]:
    """What `text` itself calls a key: behind the word for one, in addresses, in headers."""
    yield from (text[start:end] for start, end in _told(text))


def _without_told(text: str) -> str:
    parts, at = [], 0
    for start, end in sorted(_told(text)):
        if start >= at:
            parts += [text[at:start], MASK]
            at = end
    return "".join([*parts, text[at:]])


def _told(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_LOGIN, _BEHIND_WORD, _BESIDE_WORD):
        for found in pattern.finditer(text):
            yield from _span(found)
    for name in _NAME.finditer(text):
        if is_secret(name[1]) and (value := _NAMED.match(text, name.end())) is not None:
            yield from _span(value)


def _span(found: re.Match[str]) -> Iterator[tuple[int, int]]:
    value = found["value"]
    if not is_to_fill_in(value) and "://" not in value and MASK not in value:
        yield found.span("value")


def _remark(remark: Remark, redactor: Redactor) -> Remark:
    return msgspec.structs.replace(remark, facts={name: redactor.text(fact) for name, fact in remark.facts.items()})


def _sample(sample: str, redactor: Redactor) -> str:
    """The example without secrets. Still JSON: a secret of digits may stand there as a number."""
    try:
        document = decode(sample.encode("utf-8", "replace"))
    except SourceError:
        return ""
    hidden = _node(document, redactor)
    return sample if hidden == document else msgspec.json.encode(hidden).decode()


def _node(node: Document, redactor: Redactor) -> Document:
    if isinstance(node, dict):
        is_pair = any(isinstance(name := node.get(key), str) and is_secret(name) for key in _NAMES)
        return {
            redactor.text(key): MASK if is_pair and key.lower() in _VALUES else _below(key, each, redactor)
            for key, each in node.items()
        }
    if isinstance(node, list):
        return [_node(each, redactor) for each in node]
    if isinstance(node, str):
        return _without_told(redactor.text(node))
    if isinstance(node, int | float) and not isinstance(node, bool):
        return node if MASK not in redactor.text(msgspec.json.encode(node).decode()) else MASK
    return node


def _below(key: str, node: Document, redactor: Redactor) -> Document:
    """What an answer calls a token or a password is one, although nobody gave it as a key; a key may be anything."""
    if isinstance(node, str) and node and key.casefold() != "key" and is_secret(key):
        return MASK
    return _node(node, redactor)
