"""The things that were asked for, each with all lines that answer it; one section after the other."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from quelia.onboarding.answer.answer import Found, Remark
from quelia.onboarding.answer.fields.label import Labelled, each_labelled, labelled
from quelia.onboarding.answer.fields.tick import begins_with_mark
from quelia.onboarding.answer.text import vocabulary
from quelia.onboarding.answer.text.blocks import Block
from quelia.onboarding.answer.text.folding import fold
from quelia.onboarding.answer.text.line import TextLine, Whose, heading

_CELL = re.compile(r"\s*[|;]\s*|\s{3,}")
_LONGEST = 2000  # characters of a row
_MOST_PLANTS = 20
_MOST_ENTRIES = 60  # that are looked back at: a form has fifteen
# where several lines may answer
_LONG = frozenset({"unit", "needs_key", "key_type", "key_value", "key_name", "key_header", "url", "sample", "contact"})
_HEADINGS = vocabulary.TITLES | vocabulary.BEGINS | vocabulary.ENDS
_OF_KEYS = frozenset({"needs_key", "key_type", "key_name", "key_value", "key_header", "user", "password"})
# what the letter asks for, by its numbers
ASKED = ("url", "path", "unit", "key_value", "sample")
_NUMBERED = re.compile(rf"\(?([1-{len(ASKED)}])\s*(?:[.)°/:]|\s-)\s*(?=\S)")
_OF_OPTIONS = frozenset({"unit", "needs_key", "key_type"})
_OF_CONTACTS = frozenset({"contact", "name", "contact_name", "contact_email", "contact_phone"})


@dataclass(slots=True)
class Entry:
    """code: of a label. parts: what answers it, line by line, the first beside the label.

    says: whether anything but a line to write on stands there.
    """

    code: str
    head: str
    line: int
    is_sure: bool
    whose: Whose
    parts: list[tuple[int, str]] = field(default_factory=list)
    says: bool = False  # asked for at each further line: to look through all of them would take longer each time

    def add(self, line: int, part: str) -> None:
        self.parts.append((line, part))
        self.says = self.says or any(map(str.isalnum, part))

    @property
    def text(self) -> str:
        return "\n".join(part for _, part in self.parts)

    @property
    def first(self) -> tuple[int, str]:
        """The line and the text of the first part that says something."""
        return next(((line, part) for line, part in self.parts if any(map(str.isalnum, part))), (self.line, self.text))


@dataclass(slots=True)
class Section:
    """What was said of one section. loose: lines that answer nothing that was asked for."""

    first: int = 0
    entries: list[Entry] = field(default_factory=list)
    loose: list[TextLine] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    @property
    def says(self) -> bool:
        return bool(self.blocks or self.loose or any(entry.text.strip() for entry in self.entries))

    def of(self, *codes: str) -> Sequence[Entry]:
        """The entries that say something, the reply before what is quoted."""
        found = [entry for entry in self.entries if entry.code in codes and entry.text.strip()]
        return sorted(found, key=lambda entry: (entry.whose, not entry.is_sure, codes.index(entry.code)))


def first_told(entries: Iterable[Entry], read: Callable[[Entry], Iterable[Found | Remark]]) -> Sequence[Found | Remark]:
    """What the first of them that says anything says."""
    return next((told for entry in entries if (told := list(read(entry)))), [])


def sections(lines: Sequence[TextLine], blocks: Sequence[Block]) -> Sequence[Section]:
    """What was said, section by section: a second title, or a second name, begins the next."""
    found, numbered = [Section()], _numbered(lines)
    entry: Entry | None = None
    blanks, head = 0, list[str]()
    for line in lines:
        if len(found) > _MOST_PLANTS:
            break
        if line.is_rule or not line.text:
            blanks += 1
            # a line to write on is no end of what it is for
            entry = entry if not line.is_rule or "__" in line.body else None
        elif (title := heading(line.text)) in _HEADINGS:
            if title in vocabulary.TITLES:
                _next(found, line, always=True)
            entry = None
        elif columns := _head_of_table(line.text):
            head = columns
        else:
            told = _of_row(head, line.text) or list(each_labelled(line.text))
            told = [] if _is_name(entry, told, blanks) else told or numbered.get(line.number, [])
            entry = _begun(found, line, told) if told else _continued(found[-1], entry, line, blanks)
            blanks = 0
    for block in blocks:
        owner = next((section for section in reversed(found) if section.first <= block.line), found[0])
        owner.blocks.append(block)
    return [section for section in found if section.says][:_MOST_PLANTS] or found[:1]


def _numbered(lines: Sequence[TextLine]) -> dict[int, list[Labelled]]:
    """The lines that answer the letter's own list by its numbers."""
    found: dict[int, list[Labelled]] = {}
    last = 0
    for line in lines:
        match = _NUMBERED.match(line.text)
        if match is None or line.whose != Whose.REPLY or int(match[1]) <= last:
            continue
        last = int(match[1])
        if labelled(line.text) is None:
            found[line.number] = [Labelled(ASKED[last - 1], "", line.text[match.end() :].strip(), False)]
    begun = [each for answers in found.values() for each in answers]
    holds = len(begun) > 1 and begun[0].code == "url" and re.search(r"https?:|\w\.\w+/", begun[0].value)
    return found if holds else {}


def _next(found: list[Section], line: TextLine, always: bool = False) -> None:
    """Begin the next section, unless nothing was said of this one. A form that is quoted below a reply is about the same."""
    if line.whose > min(
        (entry.whose for entry in found[-1].entries[-_MOST_ENTRIES:] if entry.text.strip()), default=line.whose
    ):
        return
    told = {entry.code for entry in found[-1].entries[-_MOST_ENTRIES:] if entry.text.strip()}
    if told & {"url", "path"} or (told and always and not told <= {"ignored"}):
        found.append(Section(line.number))


def _head_of_table(text: str) -> list[str]:
    """The labels of the columns, where a line is nothing but labels."""
    cells = _cells(text)
    return cells if len(cells) > 1 and all(fold(cell) in vocabulary.LABELS for cell in cells) else []


def _of_row(head: list[str], text: str) -> list[Labelled]:
    """What a row of a table answers, one section a row."""
    cells = _cells(text)
    if len(cells) != len(head) or len(head) <= 2:
        return []
    columns = [fold(column) for column in head]
    return [Labelled(vocabulary.LABELS[column], column, cell) for column, cell in zip(columns, cells, strict=True)]


def _cells(text: str) -> list[str]:
    return [cell.strip() for cell in _CELL.split(text[:_LONGEST])]


def _is_name(entry: Entry | None, told: Sequence[Labelled], blanks: int) -> bool:
    """Whether this line is the name that is asked for above it: "Parc éolien du Mont" is called so, and no label."""
    waits = entry is not None and entry.code == "project" and not entry.says and blanks <= 1
    return waits and len(told) == 1 and told[0].code == "project" and not told[0].is_sure


def _begun(found: list[Section], line: TextLine, told: Sequence[Labelled]) -> Entry:
    """Begin an entry for each thing that a line answers; the last goes on below."""
    for each in told:
        entry = _entry(found, line, each)
    if not told[0].is_sure and line.whose != Whose.LETTER:
        found[-1].loose.append(line)  # a sentence may say more than what its label was found for
    return entry


def _entry(found: list[Section], line: TextLine, told: Labelled) -> Entry:
    if told.code == "project" and told.is_sure and any(e.code == "project" for e in found[-1].entries[-_MOST_ENTRIES:]):
        _next(found, line)
    section = found[-1]
    if told.code == "url" and told.is_sure and told.value and line.whose != Whose.LETTER:
        said = {
            entry.code for entry in section.entries[-_MOST_ENTRIES:] if entry.text.strip() and entry.whose == line.whose
        }
        if {"url", "path"} <= said and not any(e.code == "project" for e in section.entries[-1:]):
            _next(found, line)
            section = found[-1]
    entry = Entry(_meant(section, told), told.head, line.number, told.is_sure, line.whose)
    if told.value and line.whose != Whose.LETTER:
        entry.add(line.number, told.value)
    section.entries.append(entry)
    return entry


def _meant(section: Section, told: Labelled) -> str:
    """The code of a label that says too little by itself."""
    before = [entry.code for entry in section.entries[-_MOST_ENTRIES:]]
    if told.code == "name" and before[-1:] == ["key_type"]:
        return "key_name"
    if told.code == "name":
        return "contact_name" if _OF_CONTACTS & set(before) or "project" in before else "project"
    if told.code == "value":
        return "key_value" if before and before[-1] in _OF_KEYS else "path"
    return told.code


def _continued(section: Section, entry: Entry | None, line: TextLine, blanks: int) -> Entry | None:
    """Add a line to what it goes on with; what stands below a blank line goes on with nothing that was answered."""
    if line.whose == Whose.LETTER:
        return entry
    if entry is None or entry.code == "ignored" or not _goes_on(entry, line, blanks):
        section.loose.append(line)
        return None if blanks else entry
    if entry.whose > line.whose or not entry.says:
        entry.whose = line.whose
    entry.add(line.number, line.text)
    return entry


def _goes_on(entry: Entry, line: TextLine, blanks: int) -> bool:
    if entry.code in _OF_OPTIONS and (begins_with_mark(line.text) or vocabulary.is_option(line.text)):
        return blanks <= 2
    if entry.code == "path" and line.text[0] in ".[" and " " not in line.text:
        return not blanks
    if entry.whose > line.whose:  # written below what is quoted
        return blanks <= 1
    return blanks <= 1 if not entry.says else entry.code in _LONG and not blanks
