"""Whether a key is needed, and how it is shown: what was ticked or said of it, before any key is looked at."""

from collections.abc import Sequence
from typing import NamedTuple

from quelia.onboarding.answer.fields.entry import Entry
from quelia.onboarding.answer.fields.tick import Option, chosen, options, pattern
from quelia.onboarding.answer.text.folding import fold, soften
from quelia.onboarding.answer.text.value import bare
from quelia.onboarding.answer.text.vocabulary import NO_KEY, OTHER, TRUTHS, is_empty, ways

_SCHEME_OF = {soften(way): code for way, code in ways("scheme")} | {soften(way): "other" for way in OTHER}
_SCHEME = pattern(_SCHEME_OF)
_TRUTH_OF = {soften(way): code for way, code in ways("yes") + ways("no") if len(way) > 1}
_TRUTH = pattern(_TRUTH_OF)
_UNMISTAKABLE = frozenset({"oauth2", "bearer", "digest"})
_MOST_WORDS = 6  # that say of a key that there is none: more may hold one
_MOST_SAID = 400  # characters of what says yes or no


class Shown(NamedTuple):
    """How a key is shown. several: schemes that were all ticked. other: what was written behind "Autre"."""

    scheme: str = ""
    several: tuple[str, ...] = ()
    other: str = ""
    line: int = 0


def is_needed(entries: Sequence[Entry]) -> tuple[bool | None, bool]:
    """What was said of whether a key is needed, and whether it was both yes and no. "Clé : aucune" says it too."""
    for entry in entries:
        word = TRUTHS.get(fold(entry.text[:_MOST_SAID]))
        if entry.code == "key_value" and word is None:
            if len(entry.text.split()) <= _MOST_WORDS and says_no_key(entry.text):
                return False, False
            continue
        if word is not None:
            return word == "yes", False
        if says_no_key(entry.text):
            return False, False
        if len(said := _said(entry)) > 1:
            return None, True
        if said:
            return said[0] == "yes", False
    return None, False


def _said(entry: Entry) -> list[str]:
    """Yes or no, or both: as is ticked, else as stands below the boxes, else as is said first; yes where a way is told."""
    text = entry.text[:_MOST_SAID]
    truths = _truths(text)
    if said := chosen(truths):
        return said
    if len(truths) > 1 and not any(option.ticked for option in truths):
        below = [_truths(part) for _, part in entry.parts[1:]]
        if said := [seen[0].code for seen in below if len(seen) == 1 and not seen[0].has_box][:1]:
            return said
    if truths:
        return [truths[0].code] if all(option.ticked is None for option in truths) else []
    return ["yes"] if not is_empty(text) and _schemes(text) else []


def says_no_key(text: str) -> bool:
    """ "Pas besoin de clé", in a sentence."""
    folded = f" {fold(text[:_MOST_SAID])} "
    return any(f" {each} " in folded for each in NO_KEY)


def shown(entries: Sequence[Entry]) -> Shown:
    """The one way that is ticked or named."""
    for entry in entries:
        text = "\n".join(part for _, part in entry.parts)
        seen = _schemes(text)
        other = _other(text, seen)
        picked = [code for code in chosen(seen if not other else [o for o in seen if o.ticked]) if code != "other"]
        if other and not picked:
            named = [option.code for option in _schemes(other) if option.code != "other"]
            return Shown(
                named[0] if len(named) == 1 else "header" if "-" in other else "", other=other, line=entry.line
            )
        if not picked and (below := _below(entry)):
            picked = [below]
        if len(picked) > 1:
            return Shown(several=tuple(picked), line=entry.line)
        if picked:
            return Shown(picked[0], line=entry.line)
    return Shown()


def mentioned(texts: Sequence[str]) -> Shown:
    """The one way that is named somewhere in a sentence, by a word that means nothing else."""
    named = {option.code for text in texts for option in _schemes(text)} & _UNMISTAKABLE
    return Shown(named.pop()) if len(named) == 1 else Shown()


def _below(entry: Entry) -> str:
    """The one way that was written below the options, none of which is ticked."""
    lines = [_schemes(part) for _, part in entry.parts[1:]]
    alone = {seen[0].code for seen in lines if len(seen) == 1 and not seen[0].has_box and seen[0].code != "other"}
    return alone.pop() if len(alone) == 1 else ""


def _truths(text: str) -> list[Option]:
    return options(soften(text), _TRUTH, _TRUTH_OF)


def _schemes(text: str) -> list[Option]:
    seen = options(soften(text), _SCHEME, _SCHEME_OF)
    # "dans le header X-API-Key" speaks of one
    return [option for option in seen if option.code != "header" or option.has_box or len(seen) == 1]


def _other(text: str, seen: list[Option]) -> str:
    last = next((option for option in seen if option.code == "other"), None)
    written = bare(text[last.end :].lstrip(" :=-").split("\n")[0]) if last else ""
    return "" if is_empty(written) else written
