"""Whom to ask: as was answered, else as the mail is signed, else who sent it."""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Literal, NamedTuple

from quelia.onboarding.answer.answer import Confidence, Found
from quelia.onboarding.answer.fields.entry import Section
from quelia.onboarding.answer.text.folding import fold
from quelia.onboarding.answer.text.line import TextLine, Whose
from quelia.onboarding.answer.text.value import bare, plain_name
from quelia.onboarding.answer.text.vocabulary import CLOSING, is_empty

Part = Literal["contact_name", "contact_email", "contact_phone"]
PARTS: tuple[Part, ...] = ("contact_name", "contact_email", "contact_phone")

_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")
_PHONE = re.compile(r"(?<![\w.])(?:\+|00)?[0-9](?:[ .()/-]{0,3}[0-9]){8,13}(?!\w)")
_MOST_SIGNED = 12  # lines
_LONGEST_NAME = 60
_NAME = re.compile(r"[^\W\d_][^\d@:/<>|]{1,58}")


def contact(section: Section, below: Sequence[TextLine], name: str, address: str) -> dict[Part, Found]:
    """What is known of the contact. below: the lines with which the mail closes. name, address: of its sender."""
    found = _answered(section)
    found = {**_of_text(section), **found}
    if "contact_email" in found or "contact_phone" in found:
        return found
    signed = _signed(below)
    if name and not is_empty(name) and "@" not in name:
        signed.setdefault("contact_name", Found(name[:_LONGEST_NAME], "doubtful"))
    if address:
        signed.setdefault("contact_email", Found(address, "doubtful"))
    return {**signed, **found}


def _answered(section: Section) -> dict[Part, Found]:
    found: dict[Part, Found] = {}
    for part in PARTS:
        for entry in section.of(part):
            line, text = entry.first
            value = plain_name(text)
            match = _EMAIL.search(value) if part == "contact_email" else None
            value = match[0] if match else value
            if not is_empty(value):
                found.setdefault(part, Found(value[:200], "sure" if entry.is_sure else "likely", line))
    return found


def _of_text(section: Section) -> dict[Part, Found]:
    """From "Contact technique : A. Dupont, a.dupont@exemple.fr, 04 00 00 00 00"."""
    entries = section.of("contact")
    if not entries:
        return {}
    line, text = entries[0].first[0], " ".join(part for _, part in entries[0].parts)[:500]
    return _parts(text, line, "likely")


def _parts(text: str, line: int, sure: Confidence) -> dict[Part, Found]:
    found: dict[Part, Found] = {}
    if email := _EMAIL.search(text):
        found["contact_email"] = Found(email[0], sure, line)
        text = text.replace(email[0], " , ")
    if phone := _PHONE.search(text):
        found["contact_phone"] = Found(phone[0], sure, line)
        text = text.replace(phone[0], " , ")
    name = bare(re.split(r"\s*[,;|(<–—/]\s*|\s-\s|\s{3,}", text.strip(" ,;|-"))[0])
    if _NAME.fullmatch(name) and not is_empty(name):
        found["contact_name"] = Found(name, sure, line)
    return found


class Signature(NamedTuple):
    """line: with which the mail closes, 0 where it does not. below: what stands there."""

    line: int = 0
    below: Sequence[TextLine] = ()


def signature(lines: Sequence[TextLine]) -> Signature:
    """How the reply closes."""
    line = next((each.number for each in reversed(lines) if each.whose == Whose.REPLY and _closes(each)), 0)
    if not line:
        return Signature()
    below = takewhile(lambda each: each.whose == Whose.REPLY, (each for each in lines if each.number > line))
    return Signature(line, [each for each in below if each.text and not _closes(each)][:_MOST_SIGNED])


def _closes(line: TextLine) -> bool:
    folded = fold(line.text[:60])
    return folded in CLOSING or line.body.rstrip() == "--"


def _signed(below: Sequence[TextLine]) -> dict[Part, Found]:
    found: dict[Part, Found] = {}
    for line in below:
        for part, each in _parts(line.text[:300], line.number, "doubtful").items():
            found.setdefault(part, each)
    return found
