"""The lines of what was sent: without the marks of quotes and lists, and each told whose words it is."""

import re
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from quelia.onboarding.answer.text import vocabulary
from quelia.onboarding.answer.text.folding import fold

_LONGEST = 4000  # characters of a line that are looked at as words: beyond, nobody typed it
_QUOTE = re.compile(r"\s*((?:[>|»][ ]?)+)")
_BOX = re.compile(r"^\s*[│┃║▏▕╎]+|[│┃║▏▕╎]+\s*$")
_STRESS = re.compile(r"\*\*(?=\S)([^*]+)(?<=\S)\*\*|(?:^|(?<=\s))\*(?=\S)([^*]+)(?<=\S)\*(?=$|[\s:,.;)])")
_BULLET = re.compile(r"^\s*(?:#{1,6}|[-*+•·‣▪◦●►▶➤o](?=\s)|[•·‣▪◦►▶➤])\s*(?=\S)")
# "[27/11/2026 16:02] Mathieu: ", as programs for chats copy it
_SAID = re.compile(
    r"^\[?[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{2,4},?\s+(?:à\s+)?[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2})?\]?\s*[-–]?\s*[^:\[\]]{1,60}:\s"
)
_RULE = re.compile(r"[\s━─═_\-=*~#+.╌┄┈┌┐└┘├┤┬┴┼╔╗╚╝╠╣╭╮╰╯?\ufffd]{3,}")
_ANSWERED = re.compile(r"\s*(?:re|r[ée]f|aw|tr|fwd?|sv)\s*:", re.I)
_MOST_HEADERS = 6
_LETTERS_OF_OURS = 2  # headings: one alone may stand in anybody's text


class Whose(IntEnum):
    """In the order in which they count."""

    REPLY = 0  # written now
    FORM = 1  # our template, in what is quoted below or around the reply
    LETTER = 2  # what we wrote, or an older mail: no answer


class TextLine(NamedTuple):
    """number: from 1, as it was sent. body: without marks of quotes. text: without marks of lists and of stress too."""

    number: int
    body: str
    text: str
    whose: Whose = Whose.REPLY
    is_rule: bool = False


class _Raw(NamedTuple):
    depth: int
    body: str


def lines(text: str, first: int = 1) -> Sequence[TextLine]:
    """The lines of `text`, numbered from `first`. What is quoted more deeply than the rest, or below a reply, is no reply."""
    raw = [_unquoted(line) for line in text.split("\n")]
    base = min((each.depth for each in raw if each.body.strip()), default=0)
    plain = [plain_text(each.body) for each in raw]
    below = _original(raw, plain)
    quoted = [each.depth > base or number >= below for number, each in enumerate(raw)]
    whose = [
        Whose.LETTER if said and _opens(plain, number) else owner
        for number, (said, owner) in enumerate(zip(plain, _whose(plain, quoted), strict=True))
    ]
    return [
        TextLine(first + number, each.body, said, owner, is_rule(each.body))
        for number, (each, said, owner) in enumerate(zip(raw, plain, whose, strict=True))
    ]


def passed_on(text: str, is_forward: bool) -> tuple[str, int]:
    """The mail that `text` only passes on, and the number of its first line; empty where what stands below is what we wrote.

    is_forward: whether its subject says so.
    """
    raw = [_unquoted(line) for line in text.split("\n")]
    plain = [plain_text(each.body) for each in raw]
    base = min((each.depth for each in raw if each.body.strip()), default=0)
    below = _original(raw, plain)
    start = next((n for n, each in enumerate(raw) if n > below or (each.depth > base and each.body.strip())), len(raw))
    if start >= len(raw) or not (is_forward or any(map(_passes_on, plain[: start + _MOST_HEADERS]))):
        return "", 0
    return "\n".join(text.split("\n")[start:]), start + 1


def _passes_on(text: str) -> bool:
    """ "Message transféré", or a subject that says that it is an answer: no letter of ours has one."""
    head, colon, value = text.partition(":")
    return fold(text[:80]) in vocabulary.FORWARDED or bool(
        colon and fold(head) in ("objet", "subject") and _ANSWERED.match(value)
    )


def is_rule(text: str) -> bool:
    """A line that was drawn, not written."""
    return bool(_RULE.fullmatch(text)) and len(text.strip()) > len("--")


def heading(text: str) -> str:
    """Folded, without the number it may begin with."""
    return re.sub(r"^[0-9]+ ", "", fold(text[:80]))


def _unquoted(line: str) -> _Raw:
    found = _QUOTE.match(line)
    if found is None or (line.rstrip().endswith("|") and ">" not in found[1]):
        return _Raw(0, line)
    return _Raw(len(re.findall(r"[>|»]", found[1])), line[found.end() :])


def plain_text(body: str) -> str:
    """A line without what frames it or stands before it."""
    body = body[:_LONGEST]
    if is_rule(body):
        return ""
    text = _STRESS.sub(_unstressed, _BOX.sub("", body)).strip()
    text = text.strip("|").strip()  # a row of a table
    return _BULLET.sub("", _SAID.sub("", text, count=1), count=1).strip()


def _unstressed(found: re.Match[str]) -> str:
    """What was stressed; among options it was marked by that: "Oui / **Non**"."""
    text = found[1] or found[2]
    return f"[x] {text}" if vocabulary.is_option(text) else text


def _original(raw: Sequence[_Raw], plain: Sequence[str]) -> int:
    """The index of the line below which an older mail begins that is not quoted; the number of lines where none does."""
    written = False
    for number, text in enumerate(plain):
        if text and _opens(plain, number) and written:
            following = next((n for n in range(number + 1, len(raw)) if plain[n]), None)
            if following is not None and raw[following].depth <= raw[number].depth:
                return number
        written = written or bool(text)
    return len(raw)


def _opens(plain: Sequence[str], number: int) -> bool:
    """Whether an older mail begins at this line."""
    text = plain[number]
    folded = fold(text[:200])
    if folded in vocabulary.ORIGINAL:
        return True
    if text.endswith(":") and folded.endswith(tuple(vocabulary.WROTE)):
        return True
    names = [fold(each.partition(":")[0]) for each in plain[number : number + 3] if ":" in each]
    return len(names) == 3 and vocabulary.HEADERS.issuperset(names) and len(set(names)) == 3


def _whose(plain: Sequence[str], quoted: Sequence[bool]) -> Sequence[Whose]:
    """In our letter only the parts that ask count, whoever quotes it and however."""
    letter = {
        part: sum(
            1
            for text, is_quoted in zip(plain, quoted, strict=True)
            if is_quoted == part and heading(text) in vocabulary.LETTER
        )
        >= _LETTERS_OF_OURS
        for part in (False, True)
    }
    asks, owners = False, []
    for text, is_quoted in zip(plain, quoted, strict=True):
        if not is_quoted and not letter[False]:
            owners.append(Whose.REPLY)
            continue
        said = heading(text)
        if said in vocabulary.ENDS:
            asks = False
        elif said in vocabulary.BEGINS or (
            vocabulary.LABELS.get(fold(text.partition(":")[0][:80])) == "project" and not letter[is_quoted]
        ):
            asks = True
        owners.append((Whose.FORM if is_quoted else Whose.REPLY) if asks else Whose.LETTER)
    return owners
