"""What a line answers: its label, told apart from the value behind it."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from quelia.domain.unit import UnitError, known_unit
from quelia.onboarding.answer.fields.pair import header
from quelia.onboarding.answer.text.folding import fold, found_in
from quelia.onboarding.answer.text.vocabulary import LABELS, NO_KEY, SCHEMES, VERBS

_LONGEST = 120  # characters before a value; a longer beginning is a sentence
_MOST_WORDS = 9
_MOST_ON_A_LINE = 12
_MOST_MARKS = 3
_COLON = re.compile(r"\s*(?::(?!//)|：)\s*")
_OTHERS = re.compile(r"\s*(?:=(?!=)>?|→|[-=]>|\||\s[-–—]\s|_{3,}|\.{4,}|…{2,}|\s{3,}|;|\?\s)\s*")
# "le champ est data.power": a label in a sentence
_VERB = re.compile(r"\s(?:" + "|".join(VERBS).replace("’", "['’]") + r")\s*:?\s", re.I)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NUMBER = re.compile(r"^\s*(?:n°\s*)?\(?[0-9]{1,2}\s*(?:[.)°/:]|\s-)\s*(?=\S)")
# too usual in a sentence to be found in the middle of one
_EXACT_ONLY = frozenset({"ignored", "name", "contact", "contact_email", "contact_phone", "user", "password", "project"})
# a piece of an address, or of a command
_NO_WORDS = re.compile(r"\S/\S*[/?.]|\?\S|&|//|@|[{}<>]")
_TELLING = re.compile(r"(?:https?:|www\.)\S+|\S+@\S+\.\S+|[$\w]+(?:\.[\w\[\]]+)+|[+0-9][0-9 .]{8,}", re.I)
_NAMED = re.compile(r"(?<![\w-])(?:X-[A-Za-z0-9-]+|[A-Za-z0-9]+-[A-Za-z0-9-]*(?:key|token|auth))(?![\w-])", re.I)
_OPTIONS = tuple(way for way in SCHEMES if way.count(" ") > 1)
_NEXT = re.compile(r"(?:\s{2,}|[,;|/]\s*|\.\s|\s[-–—]\s)([^,;|/:=]{2,50}?)\s*(?::(?!//)|=(?!=))\s*")
_SHORTEST = 5  # letters of a label that is known by all but one of them


def _with_one_less(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


_NEAR = {less: word for word in sorted(LABELS, reverse=True) if len(word) >= _SHORTEST for less in _with_one_less(word)}


class Labelled(NamedTuple):
    """code: of `texts/*/labels.json`. head: the label, folded. is_sure: it stood there alone, as it is known."""

    code: str
    head: str
    value: str
    is_sure: bool = True


def labelled(text: str) -> Labelled | None:
    """The label that `text` begins with, if it does with one."""
    text = _NUMBER.sub("", text, count=1)
    if text.startswith("."):  # the rest of a path
        return None
    if (named := header(text)) is not None and fold(named[0]) not in LABELS:
        return Labelled("key_header", "", text)
    for is_known in (_known, _misspelled, _within):
        for separator in (_COLON,) if is_known is _misspelled else (_COLON, _OTHERS, _VERB):
            for found in _first(separator, text):
                if separator is _OTHERS and is_known is _within and ":" in text[: found.start()]:
                    break
                if (told := is_known(text[: found.start()])) is not None:
                    told_of = Labelled(*told, text[found.end() :].strip(), is_known is _known)
                    return _of_header(told_of, text, text[: found.start()]) or _of_path(told_of)
        if is_known is _known and (alone := _alone(text)) is not None:
            return alone
    return None


def _of_header(told: Labelled, text: str, head: str) -> Labelled | None:
    """The header that is named beside the word for it: "header X-API-Key, clé = …"."""
    if told.code not in ("key_name", "key_value"):
        return None
    if header(text, anywhere=True) is not None and told.code == "key_name":
        return told._replace(code="key_header", value=text)
    named = _NAMED.search(head)
    if named is not None and not told.is_sure and " " not in told.value:
        return told._replace(code="key_header", value=f"{named[0]}: {told.value}")
    return None


def _of_path(told: Labelled) -> Labelled:
    """ "Dans le JSON, c'est data.power" names a path, not an example."""
    is_path = told.code == "sample" and not told.is_sure and _TELLING.match(told.value) and "{" not in told.value
    return told._replace(code="path") if is_path else told


def each_labelled(text: str) -> Iterator[Labelled]:
    """The labels of a line that answers several things: "Nom : A. Dupont, tél : …"."""
    first = labelled(text)
    if first is None:
        return
    within = labelled(first.value) if first.code in ("contact", "key_value") else None
    if within is not None and within.is_sure and within.code != "key_value":
        yield first._replace(value="")
        first = within
    for _ in range(_MOST_ON_A_LINE):
        cut = next((found for found in _NEXT.finditer(first.value[:1000]) if _known(found[1]) is not None), None)
        # a name may hold anything but a column's worth of space
        if cut is None or first.code == "sample" or (first.code == "project" and not cut[0].startswith("   ")):
            break
        known = _known(cut[1])
        assert known is not None
        yield first._replace(value=first.value[: cut.start()].strip())
        first = Labelled(*known, first.value[cut.end() :].strip(), first.is_sure)
    yield first


def is_label(text: str) -> bool:
    """Whether a line surely answers something: in the middle of JSON, it ends it."""
    found = labelled(text) if text[:1] not in "\"'“«{[]}," else None
    return found is not None and found.is_sure and found.code not in ("ignored", "name", "unit", "path", "sample")


def _first(separator: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The first marks that may stand between a label and its value."""
    for found in islice(separator.finditer(text[: _LONGEST + 10]), _MOST_MARKS):
        if 0 < found.start() <= _LONGEST:
            yield found


def _known(head: str) -> tuple[str, str] | None:
    for each in (head, _ASIDE.sub(" ", head)):
        folded = fold(each)
        if code := found_in(folded, LABELS):
            return code, folded
    return None


def _misspelled(head: str) -> tuple[str, str] | None:
    """A label with one letter too many, too few, or another: "Unitée", "Chemain JSON"."""
    folded = fold(_ASIDE.sub(" ", head))
    if not _SHORTEST <= len(folded) <= _LONGEST // 2:
        return None
    for each in (folded, *_with_one_less(folded)):
        if (meant := each if each in LABELS and len(each) >= _SHORTEST else _NEAR.get(each)) is not None:
            return LABELS[meant], meant
    return None


def _within(head: str) -> tuple[str, str] | None:
    """The longest label among the words of a sentence: "Voici l'URL de notre API"."""
    folded = fold(_ASIDE.sub(" ", head))
    words = folded.split()
    if len(words) > _MOST_WORDS or _NO_WORDS.search(head) or any(f" {each} " in f" {folded} " for each in NO_KEY):
        return None
    for length in range(len(words) - 1, 0, -1):
        for start in range(len(words) - length + 1):
            part = " ".join(words[start : start + length])
            code = LABELS.get(part)
            if code is not None and (code not in _EXACT_ONLY or (code == "contact" and length > 1)):
                return code, part
    return None


def _alone(text: str) -> Labelled | None:
    """A label without a mark behind it: its value is on the next line, or it is one that needs no mark."""
    if len(text) > _LONGEST and " " not in text[:_LONGEST]:
        return None
    if (known := _known(text[:_LONGEST].rstrip(" :"))) is not None and len(text) <= _LONGEST:
        return Labelled(*known, "")
    words = text[: _LONGEST * 2].split()
    if not words or not words[0][0].isalnum() or _is_option(fold(text[:_LONGEST])):
        return None
    for length in range(min(len(words) - 1, _MOST_WORDS), 0, -1):
        known, value = _known(" ".join(words[:length])), " ".join(words[length:])
        if known is not None and len(words) - length <= _MOST_WORDS and _follows(known[0], length, value):
            return Labelled(*known, value, _tells(value))
    return None


def _is_option(folded: str) -> bool:
    """Whether this is one of the ways to show a key: "API Key dans URL"."""
    return any(folded.startswith(way) for way in _OPTIONS)


def _follows(code: str, length: int, value: str) -> bool:
    """Whether `value` may stand behind a label of `length` words with nothing between them."""
    if _tells(value):
        return True
    if code == "key_type":
        return fold(value) in SCHEMES
    return length > 1 and code not in _EXACT_ONLY - {"project"} and not value.startswith("(")


def _tells(value: str) -> bool:
    try:
        known_unit(value)
    except UnitError:
        return bool(_TELLING.fullmatch(value[:2000]))
    return True
