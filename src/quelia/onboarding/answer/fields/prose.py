"""What is answered in sentences: clause by clause, as entries that nobody can be sure of."""

import re
from collections.abc import Iterator, Sequence

from quelia.domain.path import Path, PathError
from quelia.domain.unit import UnitError, known_unit
from quelia.onboarding.answer.fields.address import without_addresses
from quelia.onboarding.answer.fields.entry import Entry, Section
from quelia.onboarding.answer.fields.label import labelled
from quelia.onboarding.answer.fields.wanted import says_no_key
from quelia.onboarding.answer.text.folding import fold
from quelia.onboarding.answer.text.line import TextLine, Whose
from quelia.onboarding.answer.text.vocabulary import LABELS, UNIT_WORDS

_CLAUSE = re.compile(r"(?:[,;.!?]|\s[-–—])\s+|\s(?:et|and|puis|then|dont|with|avec)\s|\s{3,}")
_MOST_CLAUSES = 12  # of a line
_MOST_LINES = 300
_LONGEST = 600
# "en kW", and not the 12 MW that a section has
_IN = re.compile(r"(?<!\w)(?:en|in|des|\()\s*([A-Za-z][A-Za-z³0-9/]{0,9})(?=$|[\s,;.)])", re.I)
_IN_WORDS = re.compile(
    rf"(?<!\w)(?:en|in)\s({'|'.join(sorted(map(re.escape, UNIT_WORDS), key=len, reverse=True))})(?!\w)"
)
# "il faut le header X-API-Key avec la valeur …"
_HEADER = re.compile(
    r"(?<![\w-])(X-[A-Za-z0-9-]{2,40})(?:[^\w\s]*\s+[^\s\d]{1,20}){0,6}?[^\w\s]*\s+[\"'`«“]*([\w.~+/=-]*[0-9][\w.~+/=-]{5,})",
    re.I,
)
_PATH_ALONE = re.compile(
    r"\$?[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[[0-9]+\]|\.[0-9]+)+|\$\[.{1,60}\]|(?:/[A-Za-z0-9_-]+){2,}"
)
# a key within a key, in the middle of a sentence: neither an address nor a piece of a program
_DOTTED = re.compile(r"(?<![\w/@.-])[A-Za-z_]\w{2,}(?:\.[A-Za-z_]\w*|\[[0-9]{1,3}\]){1,8}(?![\w(@/-]|\.\w)")
_ENDS_OF_HOSTS = frozenset(
    (
        "fr",
        "com",
        "net",
        "org",
        "eu",
        "de",
        "io",
        "energy",
        "be",
        "ch",
        "re",
        "uk",
        "example",
        "json",
        "py",
        "txt",
        "xml",
        "csv",
        "pdf",
    )
)
_ASKED = frozenset({"path", "value", "unit", "key_value", "key_name", "key_header", "user", "password"})


def prose(section: Section, closing: int) -> Section:
    """What the sentences of `section` answer, as another one. closing: the line with which the mail ends, or 0."""
    said = Section(section.first)
    for line in sorted(_lines(section, closing))[:_MOST_LINES]:
        number, text = line
        text = without_addresses(text[:_LONGEST])
        said.entries += _of_clauses(number, text)
        if (alone := _alone(text.strip())) is not None:
            said.entries.append(_entry(*alone[:1], number, alone[1]))
        if (header := _HEADER.search(text)) is not None:
            said.entries.append(_entry("key_header", number, f"{header[1]}: {header[2].rstrip('.')}"))
        if says_no_key(text):
            said.entries.append(_entry("needs_key", number, text))
        said.entries += [_entry("unit", number, found[1]) for found in _IN_WORDS.finditer(fold(text))]
        for found in _IN.finditer(text):
            if _is_unit(found[1]) or found[1] == "W":
                said.entries.append(_entry("unit", number, found[1]))
    return said


def _of_clauses(number: int, text: str) -> Iterator[Entry]:
    """What the clauses of a line answer. "Sa valeur est …" is about the key, if the clause before is."""
    before = ""
    for clause in _CLAUSE.split(text)[:_MOST_CLAUSES]:
        told = labelled(clause.strip(" .,;:!"))
        if told is not None and told.code in _ASKED and told.value:
            of_key = any(LABELS.get(word) in ("key_value", "key_name") for word in fold(before).split())
            code = ("key_value" if of_key else "path") if told.code == "value" else told.code
            yield _entry(code, number, told.value)
        before = clause
    for found in _DOTTED.finditer(text):
        if found[0].rpartition(".")[2].lower() not in _ENDS_OF_HOSTS and _is_path(found[0]):
            yield _entry("path", number, found[0])


def _lines(section: Section, closing: int) -> Sequence[tuple[int, str]]:
    """Sentences, and what stands behind an address or a path on its line."""
    loose = [
        (line.number, line.text)
        for line in section.loose
        if line.whose == Whose.REPLY and (not closing or line.number < closing)
    ]
    beside = [part for entry in section.entries if entry.code in ("url", "path", "contact") for part in entry.parts]
    below = [part for entry in section.entries if entry.code in ("unit", "sample") for part in entry.parts[1:]]
    return [*loose, *beside, *below]


def _entry(code: str, line: int, text: str) -> Entry:
    return Entry(code, "", line, False, Whose.REPLY, [(line, text)])


def _alone(text: str) -> tuple[str, str] | None:
    """A line that is nothing but a path, or a unit."""
    if _is_unit(text):
        return "unit", text
    if _PATH_ALONE.fullmatch(text) and text.rpartition(".")[2].lower() not in _ENDS_OF_HOSTS and _is_path(text):
        return "path", text
    return None


def _is_unit(text: str) -> bool:
    try:
        known_unit(text)
    except UnitError:
        return False
    return text not in ("C", "%", "W")


def _is_path(text: str) -> bool:
    try:
        Path(text)
    except PathError:
        return False
    return True


def loose(lines: Sequence[TextLine], closing: int) -> list[tuple[int, str]]:
    """The lines of the reply that answer nothing, above the signature."""
    return [
        (line.number, line.text)
        for line in lines
        if line.whose == Whose.REPLY and (not closing or line.number < closing)
    ]
