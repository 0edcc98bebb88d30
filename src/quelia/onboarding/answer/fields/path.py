"""Where in the answer the value stands: as it was written, or mended where another notation was used."""

import re
from collections.abc import Iterator, Sequence

from quelia.domain.path import Path, PathError
from quelia.onboarding.answer.answer import Confidence, Found, Remark
from quelia.onboarding.answer.fields.entry import Entry, first_told
from quelia.onboarding.answer.text.folding import fold
from quelia.onboarding.answer.text.value import bare
from quelia.onboarding.answer.text.vocabulary import USUAL, is_empty

_ARROW = re.compile(r"\s*(?:[-=]>|→|➔|⇒|»|>|::|\\)\s*")
_SLASH = re.compile(r"\s*/\s*")
_ASIDE = re.compile(r"\s+\([^()]*\)\s*$")
# "data.p_ac en kW", "data.p_ac, en kW"
_IN_UNIT = re.compile(r",?\s+(?:en|in)\s+[A-Za-z³0-9/]{1,8}$")
_DOTTED = re.compile(
    r"[$/]?[A-Za-z_][\w-]*(?:(?:\.[\w-]+)+(?:\[[^\]\s]*\])?|\[[^\]\s]+\])(?:\.[\w-]+|\[[^\]\s]+\])*|\$[.\[]\S+|(?:/[\w-]+){2,}"
)
_MOST_WORDS = 4  # of a key with spaces in it: beyond, it is a sentence
_STEP = r"[A-Za-z_$@#][\w .@#$-]*"


def path(entries: Sequence[Entry]) -> Sequence[Found | Remark]:
    """What the entries of the path say: at most one Found, and remarks."""
    return first_told(entries, _read)


def _read(entry: Entry) -> Iterator[Found | Remark]:
    line, said = entry.first
    rest = [part for at, part in entry.parts if at > line and part[:1] in (".", "[")]
    said = "".join([said, *rest])
    text = bare(_IN_UNIT.sub("", _ASIDE.sub("", bare(said))).replace("\\_", "_").replace("`", ""))
    if is_empty(text) and text != "$":
        return
    sure: Confidence = "sure" if entry.is_sure else "likely"
    if (mended := _mended(text)) is not None:
        yield Found(mended, "likely", line)
        yield Remark("path_mended", "path", line, {"written": text[:80], "path": mended})
    elif not re.search(r"\s", text):
        if _parses(text):
            yield Found(text, sure, line)
        else:
            yield Remark("path_unreadable", "path", line, asks=True)
    else:
        yield from _among_words(text, line)


def _among_words(text: str, line: int) -> Iterator[Found | Remark]:
    """A path in a sentence, or a key with spaces in it."""
    paths = list(dict.fromkeys(each.rstrip(".,;:)") for each in _DOTTED.findall(text)))
    paths = [each for each in paths if _parses(each)]
    if len(paths) > 1:
        yield Found(paths[0], "doubtful", line)
        yield Remark("path_several", "path", line, {"paths": ", ".join(paths)[:200]}, asks=True)
    elif paths and len(text.split()) > 1 and not _is_key(text):
        yield Found(paths[0], "likely", line)
    elif _parses(text) and (text.startswith(("$", "/", "[")) or _is_key(text)):
        yield Found(text, "sure" if text.startswith("$") else "likely", line)
    elif (
        (first := bare(text.split(maxsplit=1)[0]))
        and _parses(first)
        and re.fullmatch(r"[A-Za-z_]\w*", first)
        and _is_named(text)
    ):
        yield Found(first, "doubtful", line)
    else:
        yield Remark("path_unreadable", "path", line, asks=True)


def _is_key(text: str) -> bool:
    """Whether these words may be keys with spaces: "Puissance active", "site 1.Puissance"."""
    words = text.split()
    return (
        len(words) <= _MOST_WORDS
        and not USUAL.intersection(map(fold, words))
        and _parses(text)
        and not re.search(r"[:;!?=]|\s[.,]|[.,]\s", text)
    )


def _is_named(text: str) -> bool:
    """Whether what follows the first word only explains it: "power (in kW)", "power, la puissance"."""
    return bool(re.match(r"\S+?[,;]?\s*(?:\(|,|:|;|-|–|=|//|#)", text))


def _mended(text: str) -> str | None:
    """`text` with points where arrows or strokes stand between keys; None where there is nothing to mend."""
    arrows = [bare(each) for each in _ARROW.split(_ASIDE.sub("", text.strip(" >")))]
    if len(arrows) > 1 and all(re.fullmatch(rf"{_STEP}|[0-9]+|\[[0-9]+\]", each) for each in arrows):
        return _joined(arrows)
    if "." in text or text.startswith(("/", "$")) or "://" in text or "[" in text:
        return None
    strokes = _SLASH.split(text)
    if len(strokes) > 1 and all(re.fullmatch(rf"{_STEP}|[0-9]+", each) for each in strokes):
        return _joined(strokes)
    return None


def _joined(steps: Sequence[str]) -> str | None:
    joined = ".".join(steps).replace(".[", "[")
    return joined if _parses(joined) else None


def _parses(text: str) -> bool:
    try:
        Path(text)
    except PathError:
        return False
    return True
