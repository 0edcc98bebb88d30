"""Which of several options is marked, in the ways people mark: boxes, letters, arrows, or by deleting the others."""

import re
from collections.abc import Mapping
from typing import NamedTuple

_LONGEST = 1000  # characters of a line of options
_FAR = 20

# behind the last of each, what boxes of Word become elsewhere: letters of its symbol fonts
_TICKED_BOX = "☒☑✅🗹🗷⊠◉🔘■◼⬛●þý\uf0fe\uf0fd\uf0fc\uf0fb\uf052\uf053\uf054\uf078\uf06e"
_EMPTY_BOX = "☐□◻▢○◯⬜❏❑❐¨▫\uf0a8\uf06f\uf0a3\uf071\uf072\uf0a1\uf030"
_MARK = re.compile(
    rf"(?P<ticked>[{_TICKED_BOX}]|[\[(]\s*(?:[xX×✓✔✗✘*vV+•o]|oui|yes)\s*[\])])"
    rf"|(?P<blank>[{_EMPTY_BOX}]|\[\s*_*\s*\]|\(\s*_*\s*\)|[\[(]\s*(?:non|no|-)\s*[\])]|â˜)"
    r"|(?P<next>[-=]+>|→|➔|➜|⇒|➡)"
    r"|(?P<last><[-=]+|←|⇐|⬅)"
    r"|(?P<plain>[✓✔✗✘×√]|(?<![\w'’\"/.-])[xXvV](?![\w'’\"/.-]))",
    re.I,
)
_STRUCK = re.compile(r"~~[^~\n]{1,40}~~|(?:\w\u0336)+")


class Option(NamedTuple):
    """code: what is meant by it. ticked: None where no box or mark says. end: where its words end in what was read."""

    code: str
    ticked: bool | None
    end: int
    has_box: bool


class _Seen(NamedTuple):
    start: int
    end: int
    kind: str  # of a mark; of an option, its code
    is_option: bool = False


def begins_with_mark(text: str) -> bool:
    """Whether `text` is one more option: it begins with a box."""
    found = _MARK.match(text)
    return found is not None and found.lastgroup in ("ticked", "blank")


def pattern(words: Mapping[str, str]) -> re.Pattern[str]:
    """What finds any of `words`, the longest first, and never a piece of a word."""
    ways = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w³²])(?:{ways})(?![\w³²]|/m)")


def options(text: str, known: re.Pattern[str], meant: Mapping[str, str]) -> list[Option]:
    """The options that stand in `text`, each once. known: finds their words; meant: from these to codes."""
    text = _STRUCK.sub(" ", text[:_LONGEST])
    words = [_Seen(found.start(), found.end(), meant[found[0]], True) for found in known.finditer(text)]
    marks = [_Seen(found.start(), found.end(), found.lastgroup or "") for found in _MARK.finditer(text)]
    marks = [mark for mark in marks if not any(word.start <= mark.start < word.end for word in words)]
    words = [word for word in words if not any(mark.start <= word.start < mark.end for mark in marks)]
    ticks = _assigned(words, marks, text)
    found: dict[str, Option] = {}
    for word, (ticked, has_box) in zip(words, ticks, strict=True):
        old = found.get(word.kind)
        if old is None:
            found[word.kind] = Option(word.kind, ticked, word.end, has_box)
        elif ticked and not old.ticked:
            found[word.kind] = old._replace(ticked=True)
    return list(found.values())


def chosen(found: list[Option]) -> list[str]:
    """The codes that are marked; without any mark, of the only one that is left, or the only one whose box is gone."""
    ticked = [option.code for option in found if option.ticked]
    plain = [option.code for option in found if option.ticked is None]
    return ticked or (plain if len(plain) == 1 else [])


def _assigned(words: list[_Seen], marks: list[_Seen], text: str) -> list[tuple[bool | None, bool]]:
    """For each word whether it is marked, and whether there is a box."""
    said: list[list[str]] = [[] for _ in words]
    before = _stands_before(words, marks, text)
    for index in range(len(words) + 1):
        left = words[index - 1].end if index else 0
        right = words[index].start if index < len(words) else len(text)
        between = [mark for mark in marks if left <= mark.start and mark.end <= right]
        boxes = [n for n, mark in enumerate(between) if mark.kind in ("ticked", "blank")]
        for n, mark in enumerate(between):
            beside = text[left : mark.start], text[mark.end : right]
            is_of_next = index == 0 or (index < len(words) and _is_of_next(mark, n, boxes, before, *beside))
            if words:
                said[index if is_of_next else index - 1].append(mark.kind)
    return [_told(kinds) for kinds in said]


def _stands_before(words: list[_Seen], marks: list[_Seen], text: str) -> bool:
    """Whether boxes stand before their options: the first one does, or they are nearer to what follows."""
    boxes = [mark for mark in marks if mark.kind in ("ticked", "blank")] or marks
    if not boxes or not words or marks[0].start < words[0].start:
        return True
    gaps = [(_gap(text[: box.start][::-1]), _gap(text[box.end :])) for box in boxes if box.end < words[-1].start]
    left, right = sum(gap for gap, _ in gaps), sum(gap for _, gap in gaps)
    return right < left or (right == left and boxes[-1].end < words[-1].start)


def _gap(text: str) -> int:
    """How much space `text` begins with; a new line is far away."""
    space = text[: len(text) - len(text.lstrip())]
    return len(space) + _FAR * space.count("\n")


def _is_of_next(mark: _Seen, n: int, boxes: list[int], before: bool, left: str, right: str) -> bool:
    if mark.kind in ("next", "last"):
        return mark.kind == "next"
    if boxes:
        # "kW x ☐ MW": the box opens the next option, what stands before it is said of the one that ends
        return n >= boxes[-1] if before else n > boxes[-1]
    gap_left, gap_right = _gap(left[::-1]), _gap(right)
    return gap_right < gap_left or (before and gap_right == gap_left)


def _told(kinds: list[str]) -> tuple[bool | None, bool]:
    has_box = "blank" in kinds or "ticked" in kinds
    if any(kind != "blank" for kind in kinds):
        return True, has_box
    return (False if kinds else None), has_box
