"""Reads what an owner sent back: a template that was filled in, in whatever state it arrives, or a few sentences.

Nothing is made up: a value stands in what was read, or it is not there.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

import msgspec

from quelia.onboarding.answer.answer import Answer, Field, Found, Remark
from quelia.onboarding.answer.fields import path as paths
from quelia.onboarding.answer.fields import unit as units
from quelia.onboarding.answer.fields.contact import Signature, contact, signature
from quelia.onboarding.answer.fields.credentials import credentials
from quelia.onboarding.answer.fields.entry import Entry, Section, sections
from quelia.onboarding.answer.fields.hesitation import hesitations
from quelia.onboarding.answer.fields.label import is_label
from quelia.onboarding.answer.fields.named import keys_of_block
from quelia.onboarding.answer.fields.pair import unquoted
from quelia.onboarding.answer.fields.prose import prose
from quelia.onboarding.answer.fields.url import all_addresses, url
from quelia.onboarding.answer.fields.wanted import is_needed
from quelia.onboarding.answer.masked import masked, told
from quelia.onboarding.answer.sample import mended
from quelia.onboarding.answer.text.blocks import Block, without_blocks
from quelia.onboarding.answer.text.command import Command, without_commands
from quelia.onboarding.answer.text.decoding import repaired
from quelia.onboarding.answer.text.line import TextLine, Whose, lines, passed_on
from quelia.onboarding.answer.text.mail import Sent, opened
from quelia.onboarding.answer.text.value import plain_name
from quelia.onboarding.answer.text.vocabulary import is_empty, language_of

_MOST = 200_000  # characters of text
_MOST_LINES = 6000
_MOST_TOLD = 300
_LEAST = 8  # characters of what is taken for a key although it is none of those that were read
_LOST = re.compile(r"[\w'’-][?\ufffd]+\w|[?\ufffd]{2}\w")
_NAMED: tuple[Field, ...] = ("project", "path", "contact_name")
_MOST_WORDS = 8
_NAME = re.compile(r"[^\W\d_][^:;=/@?!]{2,80}")
_MOST_DEEP = 3  # mails within mails


def read(content: bytes | str, name: str = "") -> tuple[Answer, ...]:
    """One answer per plant that `content` speaks of, at least one. name: of the file, where it was one."""
    sent = opened(content, name)
    remarks = list(sent.remarks)
    given = "\n".join(sent.text[:_MOST].split("\n", _MOST_LINES)[:_MOST_LINES])
    if given != sent.text and not any(remark.code == "cut" for remark in remarks):
        remarks.append(Remark("cut"))
    text, was_broken = repaired(given)
    if was_broken:
        remarks.append(Remark("accents"))
    found = _answers(text, sent)
    if not any(_says(answer) for answer in found):
        remarks.append(Remark("nothing", asks=True))
    keys = {each for each in islice(told(text), _MOST_TOLD) if len(each) >= _LEAST}
    found = [masked(answer, keys - _shown(answer, keys)) for answer in found]
    first = msgspec.structs.replace(found[0], remarks=(*remarks, *found[0].remarks))
    return (first, *found[1:])


def _shown(answer: Answer, keys: Collection[str]) -> set[str]:
    """Those that are what was asked for, or a piece of it: "clé : data.power" is a path."""
    values = [answer.value(field) for field in ("url", "path", "unit")]
    return {key for key in keys if any(key in value for value in values)}


def _says(answer: Answer) -> bool:
    fields = {
        field
        for field, found in answer.fields.items()
        if not field.startswith("contact") or found.confidence != "doubtful"
    }
    return bool(fields or answer.keys or answer.sample or answer.needs_key is not None)


def _answers(text: str, sent: Sent, first: int = 1, deep: int = 0) -> Sequence[Answer]:
    """What the reply says; where it says nothing, what it passes on."""
    whole = lines(text, first)
    left, commands = without_commands(whole)
    left, blocks = without_blocks(left, is_label)
    ours = {line.number for line in whole if line.whose == Whose.LETTER}
    parts = sections(left, [block for block in blocks if block.line not in ours])
    commands = [command for command in commands if command.line not in ours]
    signed = signature(left)
    found = [
        _answer(
            section,
            [each for each in commands if _is_of(section, each.line, parts)],
            _sample_of(sent, index, len(parts)),
            left,
            sent,
            signed,
            alone=len(parts) == 1,
        )
        for index, section in enumerate(parts)
    ]
    if deep < _MOST_DEEP and not any(_says(answer) for answer in found):
        below, row = passed_on(text, sent.is_forward)
        if below and below != text:
            return _answers(below, sent, first + row - 1, deep + 1)
    return [answer for answer in found if _says(answer)] or found[:1]


def _is_of(section: Section, line: int, told: Sequence[Section]) -> bool:
    return section is next((each for each in reversed(told) if each.first <= line), told[0])


def _sample_of(sent: Sent, index: int, count: int) -> str:
    """What was attached for this plant: one for each, or one for the only one."""
    return sent.samples[index] if len(sent.samples) in (1, count) and index < len(sent.samples) else ""


def _answer(
    section: Section,
    commands: Sequence[Command],
    attached: str,
    whole: Sequence[TextLine],
    sent: Sent,
    signed: Signature,
    *,
    alone: bool,
) -> Answer:
    """The answer for one plant. alone: no other is spoken of."""
    remarks: list[Remark] = []
    said = prose(section, signed.line)
    fields: dict[Field, Found] = {}
    found = all_addresses(section, commands, signed.line)
    for field, each in (
        ("project", list(_project(section)) or ([] if alone else _titled(section, whole))),
        ("url", url(section, found)),
        ("path", _better(paths.path(section.of("path")), paths.path(said.of("path")))),
        ("unit", _better(units.unit(section.of("unit")), units.unit(said.of("unit")))),
    ):
        for one in each:
            if isinstance(one, Found):
                fields.setdefault(field, one)  # type: ignore[arg-type]
            else:
                remarks.append(one)
    for field, remark in hesitations(section, fields):
        fields[field] = msgspec.structs.replace(fields[field], confidence="doubtful")
        remarks.append(remark)
    fields.update(contact(section, signed.below, sent.name, sent.address).items())
    remarks += _letters_lost(fields)
    keys, needs_key, of_keys = credentials(_with_prose(section, said), found, commands)
    sample, of_sample = _sample(section, attached)
    answer = Answer(
        language_of((entry.head for entry in section.entries), _usual(section, whole)),
        fields,
        needs_key,
        keys,
        sample,
        (*remarks, *of_keys, *of_sample),
    )
    return masked(answer, _unreadable_keys(section, of_keys))


def _unreadable_keys(section: Section, remarks: Sequence[Remark]) -> Iterator[str]:
    """What stands in the place of a key and could not be read as one: it may be one all the same."""
    if any(remark.code == "key_unreadable" for remark in remarks):
        yield from (unquoted(part) for entry in section.of("key_value", "password") for _, part in entry.parts)


def _usual(section: Section, whole: Sequence[TextLine]) -> str:
    """The words of the reply, as far as they are needed to tell a language."""
    return " ".join(line.text for line in whole[:200] if line.whose == Whose.REPLY and line.number >= section.first)[
        :5000
    ]


def _letters_lost(fields: Mapping[Field, Found]) -> Iterator[Remark]:
    """A name with a question mark within a word was sent by a program that had no accents."""
    for field in _NAMED:
        found = fields.get(field)
        if found is not None and _LOST.search(found.value):
            yield Remark("letters_lost", field, found.line, {"value": found.value[:80]}, asks=field == "path")


def _with_prose(section: Section, said: Section) -> Section:
    """With what sentences say of keys, where nothing is said of them in its place."""
    more: list[Entry] = []
    # a form that is quoted below, and was left empty, says nothing
    if not any(entry.says for entry in section.of("key_value", "key_header", "password")):
        more += [entry for entry in said.entries if entry.code.startswith("key") or entry.code in ("user", "password")]
    if is_needed(section.of("needs_key")) == (None, False):
        more += [entry for entry in said.entries if entry.code == "needs_key"]
    return Section(section.first, [*section.entries, *more], section.loose, section.blocks)


def _project(section: Section) -> Iterator[Found | Remark]:
    for entry in section.of("project"):
        line, text = entry.first
        value = plain_name(text)
        if not is_empty(value):
            yield Found(value[:200], "sure" if entry.is_sure else "likely", line)
            return


def _better(told: Iterable[Found | Remark], in_sentences: Iterable[Found | Remark]) -> Sequence[Found | Remark]:
    """What was told in its place; where nothing is found there, what sentences say."""
    first, other = list(told), list(in_sentences)
    return first if _finds(first) or (first and not _finds(other)) else other


def _finds(told: Sequence[Found | Remark]) -> bool:
    return any(isinstance(each, Found) for each in told)


def _titled(section: Section, whole: Sequence[TextLine]) -> list[Found]:
    """Where several plants are told of, each may have its name on the line above."""
    first = min((entry.line for entry in section.entries if entry.text.strip()), default=0)
    above = [line for line in whole if first - 2 <= line.number < first and line.text and line.whose == Whose.REPLY]
    if not above or len(above[-1].text.split()) > _MOST_WORDS or not _NAME.fullmatch(above[-1].text):
        return []
    return [Found(plain_name(above[-1].text), "doubtful", above[-1].number)]


def _sample(section: Section, attached: str) -> tuple[str, list[Remark]]:
    """The example that can be read: at its label, else the longest, else the one that was attached."""
    labels = [entry for entry in section.entries if entry.code == "sample"]
    begins = min((entry.line for entry in labels), default=0)
    blocks = [block for block in section.blocks if not any(keys_of_block(block))]
    blocks = sorted(blocks, key=lambda block: (block.line < begins, -len(block.text)))
    if not blocks and not attached:
        text = "\n".join(entry.text for entry in labels)
        blocks = [Block(begins, text, True)] if re.search(r"[:;<=].*[0-9]", text, re.S) else []
    for block in [*blocks, *([Block(0, attached, True)] if attached else [])]:
        sample, was_mended = mended(block.text)
        if sample:
            return sample, [Remark("sample_mended", "sample", block.line)] if was_mended else []
    given = next(iter(blocks), None)
    return "", [Remark("sample_unreadable", "sample", given.line, asks=True)] if given else []
