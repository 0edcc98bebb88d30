"""Takes the secrets of an answer out of all the rest of it, wherever its owner or his API wrote them a second time."""

import msgspec

from quelia.domain.document import Document, decode
from quelia.domain.errors import SourceError
from quelia.onboarding.answer.answer import Answer, Found, Remark
from quelia.sources.redact import MASK, Redactor


def redactor_of(*answers: Answer) -> Redactor:
    """What masks the secrets of answers in whatever is said of them."""
    redactor = Redactor()
    for answer in answers:
        for key in answer.keys:
            if key.secret is not None:
                redactor.register(key.secret.reveal(), key.user or None)
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
    """Still JSON: a secret of digits may stand there as a number."""
    if redactor.text(sample) == sample:
        return sample
    try:
        return msgspec.json.encode(_node(decode(sample.encode("utf-8", "replace")), redactor)).decode()
    except SourceError:
        return ""


def _node(node: Document, redactor: Redactor) -> Document:
    if isinstance(node, dict):
        return {redactor.text(key): _node(each, redactor) for key, each in node.items()}
    if isinstance(node, list):
        return [_node(each, redactor) for each in node]
    if isinstance(node, str):
        return redactor.text(node)
    if isinstance(node, int | float) and not isinstance(node, bool):
        return node if MASK not in redactor.text(msgspec.json.encode(node).decode()) else MASK
    return node
