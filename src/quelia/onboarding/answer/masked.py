"""Takes the secrets of an answer out of all the rest of it, wherever its owner or his API wrote them a second time."""

import msgspec

from quelia.domain.document import Document, decode
from quelia.domain.errors import SourceError
from quelia.onboarding.answer.answer import Answer, Found, Remark
from quelia.sources.redact import MASK, Redactor
from quelia.store.url import is_secret

# what ends a sentence or stands round a word, and may have been taken for a piece of a key
_ROUND = " .,;:!?()[]<>\"'`«»“”‘’\u00a0\u202f"
_SHORTEST = 6


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


def masked(answer: Answer) -> Answer:
    """The same answer, its secrets only among its keys."""
    redactor = redactor_of(answer)
    return msgspec.structs.replace(
        answer,
        fields={name: _found(found, redactor) for name, found in answer.fields.items()},
        sample=_sample(answer.sample, redactor),
        remarks=tuple(_remark(remark, redactor) for remark in answer.remarks),
    )


def _found(found: Found, redactor: Redactor) -> Found:
    return msgspec.structs.replace(found, value=redactor.text(found.value))


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
        return {redactor.text(key): _below(key, each, redactor) for key, each in node.items()}
    if isinstance(node, list):
        return [_node(each, redactor) for each in node]
    if isinstance(node, str):
        return redactor.text(node)
    if isinstance(node, int | float) and not isinstance(node, bool):
        return node if MASK not in redactor.text(msgspec.json.encode(node).decode()) else MASK
    return node


def _below(key: str, node: Document, redactor: Redactor) -> Document:
    """What an answer calls a token or a password is one, although nobody gave it as a key; a key may be anything."""
    if isinstance(node, str) and node and key.casefold() != "key" and is_secret(key):
        return MASK
    return _node(node, redactor)
